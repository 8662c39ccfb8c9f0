package org.diffhep.cli.workspace;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.diffhep.cli.UsageException;
import org.diffhep.events.internal.NearestNames;
import org.diffhep.stats.PatchSet;
import org.diffhep.stats.Workspace;

/**
 * One patch as the user names it, {@code FILE[:NAME]}: FILE is a pyhf patch set, or a bare JSON patch, which has no name.
 *
 * @param file the file
 * @param set what it holds
 * @param name the patch of the set; empty if none was named
 */
public record PatchFile(String file, PatchSet set, String name) {

    /**
     * Reads the file. A colon parts file and name only where the whole is no file, so that paths may hold colons.
     *
     * @param argument {@code FILE} or {@code FILE:NAME}
     */
    public static PatchFile read(String argument) {
        int colon = argument.lastIndexOf(':');
        boolean named = colon > 0 && !isFile(argument) && isFile(argument.substring(0, colon));
        String file = named ? argument.substring(0, colon) : argument;
        PatchSet set = PatchSet.parse(WorkspaceFile.text(file), file);
        return new PatchFile(file, set, named ? argument.substring(colon + 1) : "");
    }

    private static boolean isFile(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Checks the digests and applies the patch.
     *
     * @throws UsageException if the patch is not in the set, or none of several was named
     * @throws org.diffhep.stats.InvalidModelException if the set is for another workspace, or the patch does not apply
     */
    public Workspace apply(Workspace workspace) {
        List<String> names = set.names();
        if (names.equals(List.of("")) && !name.isEmpty()) {
            throw new UsageException(file + " is one JSON patch without a name; leave out :" + name);
        }
        if (name.isEmpty() && names.size() != 1) {
            throw new UsageException(file + " holds " + names.size() + " patches; name one: " + file
                    + ":NAME, for example " + String.join(", ", names.subList(0, Math.min(5, names.size()))));
        }
        if (!name.isEmpty() && !names.contains(name)) {
            throw new UsageException(
                    file + " has no patch " + name + "; nearest: " + String.join(", ", NearestNames.of(name, names)));
        }
        return set.apply(workspace, name);
    }
}
