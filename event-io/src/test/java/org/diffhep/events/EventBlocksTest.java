package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBlocksTest {

    private static final List<String> COLUMNS = List.of("flat_int64", "Jet_float32", "names");

    private final Path file;

    EventBlocksTest(@TempDir Path folder) {
        this.file = folder.resolve("table.npz");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("event blocks"))
                .count();
    }

    @Test
    void blocksMakeTheWholeAndLeaveNoThread() {
        EventTable whole = SampleTables.everything(100, 8);
        SampleTables.write(file, whole, 100);
        try (EventFile events = EventFile.open(file)) {
            List<EventTable> read = new ArrayList<>();
            try (EventBlocks blocks = EventBlocks.of(events.table("Events"), COLUMNS, new EntryRange(5, 98), 10)) {
                while (blocks.hasNext()) {
                    read.add(blocks.next());
                }
                assertThatThrownBy(blocks::next).isInstanceOf(NoSuchElementException.class);
            }
            assertThat(read).hasSize(10).allSatisfy(block -> assertThat(block.entries())
                    .isBetween(1, 10));
            EventTable expected = EventTable.of(
                            100, COLUMNS.stream().map(whole::column).toList())
                    .slice(5, 98);
            assertThat(SampleTables.fingerprints(EventTable.concat(read)))
                    .isEqualTo(SampleTables.fingerprints(expected));
        }
        assertThat(threads()).isZero();
    }

    @Test
    void whatReadingThrowsIsThrownAndStoppingEarlyIsFine() {
        SampleTables.write(file, SampleTables.everything(100, 8), 100);
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            try (EventBlocks blocks = EventBlocks.of(source, List.of("none"), new EntryRange(0, 100), 10)) {
                assertThat(blocks.hasNext()).isTrue();
                assertThatThrownBy(blocks::next)
                        .isInstanceOf(UnknownColumnException.class)
                        .hasMessageContaining("has no column none");
            }
            try (EventBlocks blocks = EventBlocks.of(source, COLUMNS, new EntryRange(0, 100), 1)) {
                assertThat(blocks.next().entries()).isEqualTo(1);
            }
            try (EventBlocks blocks = EventBlocks.of(source, COLUMNS, new EntryRange(7, 7), 1)) {
                assertThat(blocks.hasNext()).isFalse();
            }
        }
        assertThat(threads()).isZero();
    }

    @Test
    void anInterruptedCallerStillGetsItsBlock() {
        SampleTables.write(file, SampleTables.everything(100, 8), 100);
        try (EventFile events = EventFile.open(file);
                EventBlocks blocks = EventBlocks.of(events.table("Events"), COLUMNS, new EntryRange(0, 100), 50)) {
            Thread.currentThread().interrupt();
            assertThat(blocks.next().entries()).isEqualTo(50);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(blocks.next().entries()).isEqualTo(50);
        }
    }
}
