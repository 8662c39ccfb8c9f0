/** The commands of {@code diffhep events}: what is in a file of events. */
@NullMarked
package org.diffhep.cli.events;

import org.jspecify.annotations.NullMarked;
