package org.diffhep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Every command that the README and the guide show is one that diffhep accepts, and every command is in the reference. */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of(System.getProperty("diffhep.root"));
    private static final String PROMPT = "./diffhep ";

    private static CommandLine tree() {
        return Commands.tree(new Diffhep(), Console.system(), "diffhep", request -> {
                    throw new AssertionError("nothing is run here");
                })
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    static List<String> examples() throws IOException {
        List<String> found = new ArrayList<>();
        for (String page : List.of(
                "README.md",
                "CONTRIBUTING.md",
                "docs/guide/quick-start.md",
                "docs/guide/soft-and-hard.md",
                "docs/guide/optimisers.md",
                "docs/guide/command-line.md")) {
            Files.readAllLines(ROOT.resolve(page)).stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith(PROMPT))
                    .forEach(found::add);
        }
        return found;
    }

    private static void parse(String example) {
        tree().parseArgs(example.substring(PROMPT.length()).strip().split(" +", -1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsAccepted(String example) {
        assertThatCode(() -> parse(example)).doesNotThrowAnyException();
    }

    @Test
    void anExampleOfWhatIsNotThereWouldBeNoticed() {
        assertThatThrownBy(() -> parse("./diffhep ttbar optimise --speed 3")).isInstanceOf(ParameterException.class);
    }

    @Test
    void everyCommandIsInTheReference() throws IOException {
        String reference = Files.readString(ROOT.resolve("docs/guide/command-line.md"));

        assertThat(MainTest.commands().stream()
                        .filter(command ->
                                !List.of("ttbar", "events", "workspace", "plot").contains(command))
                        .map(command -> PROMPT + command + " "))
                .isNotEmpty()
                .allMatch(reference::contains);
    }
}
