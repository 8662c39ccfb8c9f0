package org.diffhep.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnknownTableException;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.stats.InvalidModelException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The programs behind {@code ./benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        description =
                "Times diffhep on this machine. 'benchmarks/run jmh [REGEX] [JMH options]' runs the suites of JMH.",
        subcommands = {
            BinsCommand.class,
            DerivativesCommand.class,
            E1Command.class,
            FitCommand.class,
            JaggedCommand.class,
            ObjectiveCommand.class,
            ReadCommand.class,
            SelectCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main {

    private static final int NO_ANSWER = 1;
    private static final int WRONG_USE = 2;

    /**
     * Runs a command and ends the process: 0 done, 1 the computation has no answer, 2 wrong use or bad input.
     *
     * @param args as after {@code ./benchmarks/run}
     */
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commands = new CommandLine(new Main()).setOut(out).setErr(err);
        commands.setExecutionExceptionHandler((problem, command, parsed) -> {
            err.println("benchmarks/run: " + message(problem));
            return isBadInput(problem) ? WRONG_USE : NO_ANSWER;
        });
        return commands.execute(args);
    }

    private static String message(Exception problem) {
        return problem instanceof IOException
                ? "cannot read " + problem.getMessage()
                : String.valueOf(problem.getMessage());
    }

    private static boolean isBadInput(Exception problem) {
        return problem instanceof IOException
                || problem instanceof UncheckedIOException
                || problem instanceof MalformedFileException
                || problem instanceof UnknownColumnException
                || problem instanceof UnknownTableException
                || problem instanceof IllegalArgumentException
                || problem instanceof InvalidInputException
                || problem instanceof InvalidModelException;
    }
}
