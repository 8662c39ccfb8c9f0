package org.diffhep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void openingMakesNothingAndWritingReplaces() throws IOException {
        Path file = folder.resolve("a.txt");
        OutputFile output = OutputFile.open(file);
        assertThat(folder).isEmptyDirectory();

        output.write("first");
        output.write("zweitens: ä");

        assertThat(Files.readString(file)).isEqualTo("zweitens: ä");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatCannotBeAFileIsRefusedBeforeTheWork() {
        assertThatThrownBy(() -> OutputFile.open(folder)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> OutputFile.open(folder.resolve("none/a.txt")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no folder");
    }

    @Test
    void aFailedWriteLeavesNothing() throws IOException {
        Path file = folder.resolve("a.txt");
        OutputFile output = OutputFile.open(file);
        Files.createDirectories(file.resolve("in-the-way"));

        assertThatThrownBy(() -> output.write("text"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--out " + file);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
