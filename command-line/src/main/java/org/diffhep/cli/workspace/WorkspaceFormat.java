package org.diffhep.cli.workspace;

import org.diffhep.stats.Workspace;

/** The formats a workspace can be written in. */
enum WorkspaceFormat {
    PYHF,
    HS3;

    /** The workspace as text. */
    String text(Workspace workspace) {
        return switch (this) {
            case PYHF -> workspace.toJson();
            case HS3 -> workspace.toHs3Json();
        };
    }
}
