package org.diffhep.cli.workspace;

import org.diffhep.cli.CommandGroup;
import picocli.CommandLine.Command;

/** {@code workspace}: changes to the file itself. */
@Command(name = "workspace", description = "Check, convert, combine, prune, rename, sort and patch workspaces.")
public final class WorkspaceGroup extends CommandGroup {}
