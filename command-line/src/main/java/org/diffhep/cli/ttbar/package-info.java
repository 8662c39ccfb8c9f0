/** The commands of {@code diffhep ttbar}: the demonstrator. */
@NullMarked
package org.diffhep.cli.ttbar;

import org.jspecify.annotations.NullMarked;
