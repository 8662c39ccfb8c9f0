package org.diffhep.notebooks;

import java.io.IOException;
import java.nio.file.Path;

/** Runs notebooks and writes their outputs into the files. */
public final class RunNotebooks {

    private RunNotebooks() {}

    /**
     * Runs notebooks one after another.
     *
     * @param files notebooks, each run in a session of its own
     */
    public static void main(String[] files) throws IOException {
        for (String file : files) {
            Notebook notebook = Notebook.read(Path.of(file));
            try (JavaSession session = new JavaSession()) {
                notebook.execute(session);
            }
            notebook.write();
        }
    }
}
