package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {

    /** Of this class's tests, which run one after the other. */
    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("diffhep-read-ahead"));
    }

    @Test
    void elementsComeInOrder() {
        List<Integer> got = new ArrayList<>();
        try (ReadAhead<Integer> ahead = new ReadAhead<>(IntStream.range(0, 1000).iterator())) {
            while (ahead.hasNext()) {
                got.add(ahead.next());
            }
            assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(got).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    }

    /** Counts what was asked of it, and can wait before it gives an element. */
    private static final class Counting implements Iterator<Integer> {
        private final AtomicInteger given = new AtomicInteger();
        private final CountDownLatch second = new CountDownLatch(2);

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            second.countDown();
            return given.getAndIncrement();
        }
    }

    @Test
    void oneElementIsReadAheadAndNoMore() throws InterruptedException {
        Counting source = new Counting();
        try (ReadAhead<Integer> ahead = new ReadAhead<>(source)) {
            assertThat(source.given).hasValue(0);
            assertThat(ahead.next()).isZero();
            source.second.await(); // the second is being read though nobody has asked for it
        }
        // Closing has waited for it; a third was never begun.
        assertThat(source.given).hasValue(2);
    }

    @Test
    void whatTheSourceThrowsComesWhenItsTurnComesAndAgain() {
        Iterator<Integer> failing = List.of(1, 2, 0, 4).stream().map(i -> 4 / i).iterator();
        try (ReadAhead<Integer> ahead = new ReadAhead<>(failing)) {
            assertThat(ahead.next()).isEqualTo(4);
            assertThat(ahead.next()).isEqualTo(2);
            assertThatThrownBy(ahead::hasNext).isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(ahead::next).isInstanceOf(ArithmeticException.class);
        }
        Iterator<Integer> broken =
                List.of(1).stream().map(ReadAheadTest::throwError).iterator();
        try (ReadAhead<Integer> ahead = new ReadAhead<>(broken)) {
            assertThatThrownBy(ahead::next).isInstanceOf(AssertionError.class).hasMessage("1");
        }
    }

    private static Integer throwError(int i) {
        throw new AssertionError(i);
    }

    @Test
    void closedItReadsNoMore() {
        ReadAhead<Integer> ahead = new ReadAhead<>(List.of(1, 2, 3).iterator());
        assertThat(ahead.next()).isEqualTo(1);
        ahead.close();
        ahead.close();
        assertThatThrownBy(ahead::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this was closed and reads no more");
    }

    @Test
    void anInterruptIsKeptAndDisturbsNothing() {
        try (ReadAhead<Integer> ahead = new ReadAhead<>(List.of(1, 2).iterator())) {
            Thread.currentThread().interrupt();
            assertThat(ahead.next()).isEqualTo(1);
            assertThat(ahead.next()).isEqualTo(2);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void blocksEndWhereClustersDoUnlessThoseAreMuchLonger() {
        List<Long> clusters = List.of(0L, 10L, 20L, 30L, 40L);
        assertThat(BlockIterator.bounds(clusters, 47, 20)).containsExactly(0L, 20L, 40L, 47L);
        assertThat(BlockIterator.bounds(clusters, 47, 24)).containsExactly(0L, 20L, 47L);
        assertThat(BlockIterator.bounds(clusters, 47, 26)).containsExactly(0L, 30L, 47L);
        assertThat(BlockIterator.bounds(clusters, 47, 3)).containsExactly(0L, 10L, 20L, 30L, 40L, 47L);
        assertThat(BlockIterator.bounds(clusters, 47, 1000)).containsExactly(0L, 47L);
        assertThat(BlockIterator.bounds(List.of(0L), 9, 2)).containsExactly(0L, 2L, 4L, 6L, 8L, 9L);
        assertThat(BlockIterator.bounds(List.of(), 0, 2)).containsExactly(0L);
        assertThat(BlockIterator.bounds(List.of(10L, 30L), 100, 40)).containsExactly(10L, 30L, 100L);
        assertThatThrownBy(() -> BlockIterator.bounds(clusters, 47, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a block of 0 entries is wanted");
    }

    @Test
    void blocksOfARealTreeAreSlicesOfTheWhole() {
        List<String> columns = List.of("event", "nJet", "Jet_pt");
        try (EventFile file = EventFile.open(TestFiles.sharedData("ttbar-sim/ttbar__nominal.root"))) {
            EventTableSource source = file.table("Events");
            long opened = file.bytesDecompressed();
            EventTable whole = source.read(columns);
            long decompressed = file.bytesDecompressed() - opened;
            long at = 0;
            int blocks = 0;
            try (ReadAhead<EventBlock> ahead = new ReadAhead<>(source.blocks(columns, 5000))) {
                while (ahead.hasNext()) {
                    EventBlock block = ahead.next();
                    assertThat(block.first()).isEqualTo(at);
                    EventTable expected = whole.slice((int) at, (int) block.end());
                    for (String name : columns) {
                        assertThat(ColumnDigest.of(block.events().column(name)))
                                .isEqualTo(ColumnDigest.of(expected.column(name)));
                    }
                    at = block.end();
                    blocks++;
                }
            }
            assertThat(at).isEqualTo(source.entries());
            assertThat(blocks).isGreaterThan(3);
            assertThat(file.bytesDecompressed()).isEqualTo(opened + 2 * decompressed);
            assertThatThrownBy(() -> source.blocks(List.of("Jet_ptt"), 5000))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("Jet_ptt");
        }
    }
}
