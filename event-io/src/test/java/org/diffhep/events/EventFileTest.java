package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

    private final Path folder;

    EventFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void filesThatCannotBeOpenedAreNamed() {
        Path missing = folder.resolve("missing.root");
        assertThatThrownBy(() -> EventFile.open(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> EventFile.open(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(folder + ": is a directory, not a file of events");
    }

    @Test
    void whatIsNoFileOfEventsIsCalledSo() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.root"));
        assertThatThrownBy(() -> EventFile.open(empty))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(empty + ": ")
                .hasMessageContaining("the file is empty");
        Path text = Files.writeString(folder.resolve("text.root"), "no events here");
        assertThatThrownBy(() -> EventFile.open(text))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> {
                    assertThat(e.file()).isEqualTo(text.toString());
                    assertThat(e.where()).isEqualTo("header");
                    assertThat(e.offset()).isZero();
                })
                .hasMessageContaining("not a ROOT file");
    }

    @Test
    void aFormatOfAnotherModuleIsNamedWithIt() throws IOException {
        Path parquet = Files.writeString(folder.resolve("events.bin"), "PAR1 and so on");
        assertThatThrownBy(() -> EventFile.open(parquet))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(parquet + ": header, byte 0: is a Parquet file; add the module event-parquet");
    }

    @Test
    void aFileCutOffAnywhereIsRefusedWithItsName() throws IOException {
        byte[] whole = TestFiles.bytes(TestFiles.resource("all-types.root"));
        Path cut = folder.resolve("cut.root");
        for (int length : new int[] {3, 10, 40, 99, 300, 5000, whole.length - 1}) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> EventFile.open(cut))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageStartingWith(cut + ": header, byte ");
        }
    }

    @Test
    void noFileHandleIsLeftOpen() throws IOException {
        Path text = Files.writeString(folder.resolve("text.root"), "no events here");
        long before = openHandles();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> EventFile.open(text)).isInstanceOf(MalformedFileException.class);
            try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
                EventTableSource table = file.table("All");
                table.read(List.of("flat_int8"));
                assertThatThrownBy(() -> table.read(List.of("flat_int9"))).isInstanceOf(UnknownColumnException.class);
            }
        }
        // Other parts of the machine open files too: only a leak at each turn is told from these.
        assertThat(openHandles()).isLessThan(before + 20);
    }

    @Test
    void aClosedFileIsNotReadFrom() {
        EventFile file = EventFile.open(TestFiles.resource("all-types.root"));
        EventTableSource table = file.table("All");
        file.close();
        file.close();
        assertThatThrownBy(() -> table.read(List.of("flat_int8")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("all-types.root: ");
    }

    private static long openHandles() throws IOException {
        Path handles = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(handles), "this system does not list open files");
        try (Stream<Path> open = Files.list(handles)) {
            return open.count();
        }
    }
}
