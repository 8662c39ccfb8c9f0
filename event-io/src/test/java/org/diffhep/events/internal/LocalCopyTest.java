package org.diffhep.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.diffhep.events.internal.http.HttpSettings;
import org.diffhep.events.internal.http.HttpSource;
import org.diffhep.events.internal.http.LoopbackServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopyTest {

    @Test
    void aCopyIsDeletedAndAFileOnDiskStays(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[5_000_000];
        bytes[4_999_999] = 7;
        Path copied;
        try (LocalCopy copy = LocalCopy.of(new MemorySource("https://server/f", bytes), "Parquet")) {
            copied = copy.path();
            assertThat(copied)
                    .hasBinaryContent(bytes)
                    .hasFileName(copied.getFileName().toString());
            assertThat(copied.toString()).endsWith(".Parquet");
        }
        assertThat(copied).doesNotExist();

        Path file = Files.write(folder.resolve("f"), new byte[3]);
        try (FileSource source = FileSource.open(file)) {
            try (LocalCopy copy = LocalCopy.of(source, "Parquet")) {
                assertThat(copy.path()).isEqualTo(file);
            }
        }
        assertThat(file).exists();
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeItIsFetched() {
        assertThatThrownBy(() -> LocalCopy.of(new MemorySource("https://server/f", new byte[11]), "Parquet", 10))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("https://server/f: is Parquet, which is copied from a server to be read, and has 11 bytes,"
                        + " more than 10; download it first");
    }

    /** Nothing of a copy that breaks off is left. */
    @Test
    void aCopyThatFailsIsDeleted() throws IOException {
        HttpSettings small =
                new HttpSettings(Duration.ofSeconds(20), 1, Duration.ofMillis(1), 100, 4, 3, 200, Optional.empty());
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(new byte[1000], "\"1\""));
                ByteSource source = HttpSource.open(server.address("/f"), small)) {
            server.answer(LoopbackServer.status(404));
            assertThatThrownBy(() -> LocalCopy.of(source, "Broken"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(server.address("/f") + ": no such file on the server (HTTP 404)");
        }
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                folder, "diffhep-" + ProcessHandle.current().pid() + "-*.Broken")) {
            assertThat(left).isEmpty();
        }
    }
}
