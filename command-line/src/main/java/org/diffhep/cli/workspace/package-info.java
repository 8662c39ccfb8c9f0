/**
 * Reading, changing and writing workspaces: the commands of {@code workspace}, and {@link
 * org.diffhep.cli.workspace.WorkspaceFile} and {@link org.diffhep.cli.workspace.PatchFile} for every command that reads one.
 */
@NullMarked
package org.diffhep.cli.workspace;

import org.jspecify.annotations.NullMarked;
