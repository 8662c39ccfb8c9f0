package org.diffhep.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import org.diffhep.cli.ttbar.OptimisationJob;
import org.diffhep.ttbar.TtbarOptions;

/** What one run of the command line printed, and its exit code. */
public record TestRun(int exitCode, String out, String err) {

    /** Runs commands that need no optimisation. */
    public static TestRun of(String... args) {
        return with(
                request -> {
                    throw new AssertionError("no optimisation was expected");
                },
                args);
    }

    /** Runs with these optimisations behind {@code ttbar optimise}. */
    public static TestRun with(Function<TtbarOptions, OptimisationJob> optimisations, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, 100);
        int exitCode = Main.run(console, optimisations, args);
        return new TestRun(exitCode, out.toString(), err.toString());
    }
}
