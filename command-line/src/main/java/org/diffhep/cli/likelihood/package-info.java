/** The commands on pyhf and HS3 workspaces: {@code inspect}, {@code nll}, {@code fit} and the others. */
@NullMarked
package org.diffhep.cli.likelihood;

import org.jspecify.annotations.NullMarked;
