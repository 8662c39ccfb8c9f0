package org.diffhep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

    private static CommandLine tree() {
        return Commands.tree(new Diffhep(), Console.system(), "diffhep", request -> {
            throw new AssertionError("no optimisation was expected");
        });
    }

    static List<String> commands() {
        List<String> names = new ArrayList<>();
        collect(tree(), "", names);
        return names;
    }

    private static void collect(CommandLine command, String prefix, List<String> names) {
        command.getSubcommands().forEach((name, sub) -> {
            names.add((prefix + " " + name).strip());
            collect(sub, prefix + " " + name, names);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String command) {
        List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
        args.add("--help");
        TestRun run = TestRun.of(args.toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: diffhep " + command).contains("-h, --help");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void versionIsPrinted() {
        assertThat(TestRun.of("--version").out()).matches("diffhep \\d+\\.\\d+\\.\\S+ \\(Java 1?\\d.*\\)\\R");
    }

    @Test
    void noCommandIsWrongUse() {
        assertThat(TestRun.of()).isEqualTo(new TestRun(2, "", "diffhep: a command is missing\nTry: diffhep --help\n"));
        assertThat(TestRun.of("ttbar").err()).endsWith("Try: diffhep ttbar --help\n");
    }

    @Test
    void anUnknownCommandIsWrongUse() {
        TestRun run = TestRun.of("optimize");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("diffhep: ").contains("optimize");
    }

    @Test
    void aStackTraceIsShownOnlyOnRequest() {
        String[] bad = {"ttbar", "optimise", "--steps", "0"};
        String[] debug = {"ttbar", "optimise", "--steps", "0", "--debug"};

        assertThat(TestRun.of(bad).err().lines()).hasSize(1);
        assertThat(TestRun.of(debug).err()).contains("UsageException", "\tat org.diffhep");
    }

    @Test
    void anErrorNobodyForesawIsSaidToBeADefect() {
        TestRun run = TestRun.with(
                request -> {
                    throw new IllegalStateException("oops");
                },
                "ttbar",
                "optimise");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "diffhep: unforeseen java.lang.IllegalStateException: oops (a defect of diffhep; --debug shows where)\n");
    }

    @Test
    void fileErrorsSayWhatIsTheMatter() {
        assertThat(failure(new UncheckedIOException(new NoSuchFileException("x.json"))))
                .isEqualTo("diffhep: java.nio.file.NoSuchFileException: x.json: no such file\n");
        assertThat(failure(new UncheckedIOException("x.json", new AccessDeniedException("x.json"))))
                .isEqualTo("diffhep: x.json: permission denied\n");
    }

    private static String failure(RuntimeException error) {
        TestRun run = TestRun.with(
                request -> {
                    throw error;
                },
                "ttbar",
                "optimise");
        assertThat(run.exitCode()).isEqualTo(2);
        return run.err();
    }
}
