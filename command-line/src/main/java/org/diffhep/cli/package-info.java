/** ./diffhep: every command, progress, exit codes. The only module that prints. */
@NullMarked
package org.diffhep.cli;

import org.jspecify.annotations.NullMarked;
