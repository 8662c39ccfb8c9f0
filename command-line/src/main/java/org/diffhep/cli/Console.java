package org.diffhep.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints: results to {@code out}, progress and messages to {@code err}. Always UTF-8, whatever the locale.
 *
 * @param interactive whether {@code err} is a terminal, where a line can be drawn again
 * @param columns width of that terminal
 */
public record Console(PrintWriter out, PrintWriter err, boolean interactive, int columns) {

    private static final int DEFAULT_COLUMNS = 100;

    /** The process's own streams; the launcher says whether they are a terminal, which Java cannot find out for stderr alone. */
    static Console system() {
        return new Console(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Boolean.getBoolean("diffhep.terminal"),
                columnsOr(Integer.getInteger("diffhep.columns", DEFAULT_COLUMNS)));
    }

    /** Some terminals say that they are no columns wide. */
    private static int columnsOr(int columns) {
        return columns >= 20 ? columns : DEFAULT_COLUMNS;
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
    }

    /** Prints a result line. */
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints a message line. */
    public void message(String line) {
        err.println(line);
        err.flush();
    }
}
