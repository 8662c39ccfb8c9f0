package org.diffhep.cli;

import java.util.List;
import java.util.function.Function;
import org.diffhep.cli.ttbar.OptimisationJob;
import org.diffhep.cli.ttbar.TtbarJob;
import org.diffhep.ttbar.TtbarOptions;
import picocli.CommandLine;

/** The entry point of {@code ./diffhep}. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Console.system(), TtbarJob::new, args));
    }

    /** Runs the command line; returns the exit code. */
    static int run(Console console, Function<TtbarOptions, OptimisationJob> optimisations, String... args) {
        Diffhep root = new Diffhep();
        Failures failures = new Failures(root, console);
        CommandLine commands = Commands.tree(root, console, command(args), optimisations)
                .setOut(console.out())
                .setErr(console.err())
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.max(60, Math.min(110, console.columns())));
        try {
            return commands.execute(args);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return failures.report(e);
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }

    /** What the user typed, for the record in a result; words with blanks are quoted. */
    private static String command(String... args) {
        StringBuilder text = new StringBuilder("diffhep");
        for (String arg : List.of(args)) {
            boolean plain = arg.matches("[\\w@%+=:,./-]+");
            text.append(' ').append(plain ? arg : "'" + arg.replace("'", "'\\''") + "'");
        }
        return text.toString();
    }
}
