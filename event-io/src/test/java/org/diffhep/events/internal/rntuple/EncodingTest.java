package org.diffhep.events.internal.rntuple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.events.internal.rntuple.PageBytes.delta;
import static org.diffhep.events.internal.rntuple.PageBytes.doubles;
import static org.diffhep.events.internal.rntuple.PageBytes.floats;
import static org.diffhep.events.internal.rntuple.PageBytes.packed;
import static org.diffhep.events.internal.rntuple.PageBytes.plain;
import static org.diffhep.events.internal.rntuple.PageBytes.split;
import static org.diffhep.events.internal.rntuple.PageBytes.zigzag;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.internal.MemorySource;
import org.diffhep.events.internal.root.RootFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of columns, read whole and in parts, in files made by {@link NtupleWriter}. */
class EncodingTest {

    static EventFile open(byte[] bytes) {
        return RootFile.open(new MemorySource("f.root", bytes));
    }

    /** A column to write, and what is to be read. */
    private static final class Case {

        final int type;
        final int bits;
        final String cpp;
        final byte[] page;
        final ColumnType read;
        final double[] expected;

        /**
         * @param type the number of its type
         * @param cpp the type of its field
         */
        Case(int type, int bits, String cpp, byte[] page, ColumnType read, double... expected) {
            this.type = type;
            this.bits = bits;
            this.cpp = cpp;
            this.page = page;
            this.read = read;
            this.expected = expected;
        }

        @Override
        public String toString() {
            return cpp + " as 0x" + Integer.toHexString(type) + " of " + bits + " bits";
        }
    }

    private static double[] values(long... integers) {
        return Arrays.stream(integers).asDoubleStream().toArray();
    }

    static Stream<Case> cases() {
        long[] i8 = {0, -1, 127, -128, 5};
        long[] u8 = {0, 255, 127, 128, 5};
        long[] i16 = {0, -1, 32767, -32768, 300};
        long[] u16 = {0, 65535, 32768, 300, 7};
        long[] i32 = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 70000};
        long[] u32 = {0, 0xFFFFFFFFL, 0x80000000L, 70000, 1};
        long[] i64 = {0, -1, 1L << 52, -(1L << 52), 5_000_000_000L};
        double[] f = {0, -1.5, 3.4e38f, 1e-40f, 0.1f};
        double[] d = {0, -1.5, 1e300, 1e-310, 0.1};
        // Half precision: 1, -2, the smallest subnormal, the largest number, 0.333251953125.
        long[] half = {0x3C00, 0xC000, 0x0001, 0x7BFF, 0x3555};
        double[] halves = {1, -2, Math.scalb(1.0, -24), 65504, 0.333251953125};
        long[] truncated =
                Arrays.stream(floats(f)).map(x -> (x & 0xFFFFFFFFL) >> 19).toArray();
        double[] trunc = Arrays.stream(truncated)
                .mapToDouble(x -> Float.intBitsToFloat((int) x << 19))
                .toArray();
        return Stream.of(
                new Case(
                        0x00,
                        1,
                        "bool",
                        packed(1, 1, 0, 1, 1, 0, 0, 1, 0, 1),
                        ColumnType.BOOL,
                        1,
                        0,
                        1,
                        1,
                        0,
                        0,
                        1,
                        0,
                        1),
                new Case(0x01, 8, "std::byte", plain(1, u8), ColumnType.UINT8, values(u8)),
                new Case(0x02, 8, "char", plain(1, i8), ColumnType.INT8, values(i8)),
                new Case(0x03, 8, "std::int8_t", plain(1, i8), ColumnType.INT8, values(i8)),
                new Case(0x04, 8, "std::uint8_t", plain(1, u8), ColumnType.UINT8, values(u8)),
                new Case(0x05, 16, "std::int16_t", plain(2, i16), ColumnType.INT16, values(i16)),
                new Case(0x06, 16, "std::uint16_t", plain(2, u16), ColumnType.UINT16, values(u16)),
                new Case(0x07, 32, "std::int32_t", plain(4, i32), ColumnType.INT32, values(i32)),
                new Case(0x08, 32, "std::uint32_t", plain(4, u32), ColumnType.UINT32, values(u32)),
                new Case(0x09, 64, "std::int64_t", plain(8, i64), ColumnType.INT64, values(i64)),
                new Case(0x0A, 64, "std::uint64_t", plain(8, u32), ColumnType.UINT64, values(u32)),
                new Case(0x0B, 16, "float", plain(2, half), ColumnType.FLOAT32, halves),
                new Case(0x0C, 32, "float", plain(4, floats(f)), ColumnType.FLOAT32, f),
                new Case(0x0D, 64, "double", plain(8, doubles(d)), ColumnType.FLOAT64, d),
                new Case(0x11, 16, "std::int16_t", zigzag(2, i16), ColumnType.INT16, values(i16)),
                new Case(0x12, 16, "std::uint16_t", split(2, u16), ColumnType.UINT16, values(u16)),
                new Case(0x13, 32, "std::int32_t", zigzag(4, i32), ColumnType.INT32, values(i32)),
                new Case(0x14, 32, "std::uint32_t", split(4, u32), ColumnType.UINT32, values(u32)),
                new Case(0x15, 64, "std::int64_t", zigzag(8, i64), ColumnType.INT64, values(i64)),
                new Case(0x16, 64, "std::uint64_t", split(8, u32), ColumnType.UINT64, values(u32)),
                new Case(0x17, 16, "float", split(2, half), ColumnType.FLOAT32, halves),
                new Case(0x17, 16, "double", split(2, half), ColumnType.FLOAT64, halves),
                new Case(0x18, 32, "float", split(4, floats(f)), ColumnType.FLOAT32, f),
                // What ROOT calls a Double32_t.
                new Case(0x18, 32, "double", split(4, floats(f)), ColumnType.FLOAT64, f),
                new Case(0x19, 64, "double", split(8, doubles(d)), ColumnType.FLOAT64, d),
                new Case(0x1C, 13, "float", packed(13, truncated), ColumnType.FLOAT32, trunc),
                new Case(0x1C, 13, "double", packed(13, truncated), ColumnType.FLOAT64, trunc),
                new Case(0x1D, 3, "double", packed(3, 0, 7, 1, 4, 2), ColumnType.FLOAT64, -1, 6, 0, 3, 1),
                new Case(0x1D, 3, "float", packed(3, 0, 7, 1, 4, 2), ColumnType.FLOAT32, -1, 6, 0, 3, 1),
                new Case(
                        0x1D, 32, "double", packed(32, 0, 0xFFFFFFFFL, 0, 0, 0), ColumnType.FLOAT64, -1, 6, -1, -1, -1),
                // An enumeration's own type is not known; that of its column is.
                new Case(0x13, 32, "Colour", zigzag(4, i32), ColumnType.INT32, values(i32)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTypeOfColumnsIsRead(Case c) {
        int n = c.expected.length;
        NtupleWriter w = new NtupleWriter();
        int field = w.field(NtupleWriter.TOP, NtupleWriter.LEAF, "x", c.cpp);
        int column = c.type == 0x1D ? w.quantised(field, c.bits, -1, 6) : w.column(field, c.type, c.bits);
        // Two pages: encodings begin anew with each.
        w.cluster(2L * n).page(column, n, c.page).page(column, n, c.page);
        w.endGroup();
        try (EventFile file = open(w.toBytes())) {
            EventTableSource source = file.table("ntuple");
            Column whole = source.read(List.of("x")).column("x");
            assertThat(whole.type()).isEqualTo(c.read);
            assertThat(whole.size()).isEqualTo(2 * n);
            for (int i = 0; i < 2 * n; i++) {
                assertThat(whole.getDouble(i)).as("value %d", i).isEqualTo(c.expected[i % n]);
            }
            for (int[] range : new int[][] {{1, n}, {1, n + 2}, {n + 1, 2 * n}, {3, 3}}) {
                Column part = source.read(List.of("x"), range[0], range[1]).column("x");
                assertThat(part.toDoubles()).isEqualTo(Arrays.copyOfRange(whole.toDoubles(), range[0], range[1]));
            }
        }
    }

    @Test
    void halvesKeepInfinitiesAndTheSignOfZero() {
        NtupleWriter w = new NtupleWriter();
        int column = w.column(w.field(NtupleWriter.TOP, NtupleWriter.LEAF, "x", "float"), 0x0B, 16);
        w.cluster(4).page(column, 4, plain(2, 0x7C00, 0xFC00, 0x8000, 0x7E00));
        try (EventFile file = open(w.endGroup().toBytes())) {
            float[] x = (float[])
                    file.table("ntuple").read(List.of("x")).column("x").array();
            assertThat(x[0]).isInfinite().isPositive();
            assertThat(x[1]).isInfinite().isNegative();
            assertThat(Float.floatToRawIntBits(x[2])).isEqualTo(0x80000000);
            assertThat(x[3]).isNaN();
        }
    }

    static Stream<Case> indices() {
        long[] ends = {2, 2, 3, 6, 6, 7};
        return Stream.of(
                new Case(0x0E, 32, "", plain(4, ends), ColumnType.INT64),
                new Case(0x0F, 64, "", plain(8, ends), ColumnType.INT64),
                new Case(0x1A, 32, "", delta(4, ends), ColumnType.INT64),
                new Case(0x1B, 64, "", delta(8, ends), ColumnType.INT64));
    }

    @ParameterizedTest
    @MethodSource("indices")
    void everyTypeOfIndicesIsRead(Case c) {
        NtupleWriter w = new NtupleWriter();
        int list = w.field(NtupleWriter.TOP, NtupleWriter.COLLECTION, "x", "std::vector<std::int16_t>");
        int ends = w.column(list, c.type, c.bits);
        int item = w.column(w.field(list, NtupleWriter.LEAF, "_0", "std::int16_t"), 0x05, 16);
        byte[] values = plain(2, IntStream.range(0, 7).asLongStream().toArray());
        // Indices count within their cluster.
        w.cluster(6).page(ends, 6, c.page).page(item, 7, values);
        w.cluster(6).page(ends, 6, c.page).page(item, 7, values);
        try (EventFile file = open(w.endGroup().toBytes())) {
            EventTableSource source = file.table("ntuple");
            EventTable table = source.read(List.of("x"));
            assertThat(table.column("x").offsets()).containsExactly(0, 2, 2, 3, 6, 6, 7, 9, 9, 10, 13, 13, 14);
            assertThat(table.column("x").toDoubles()).containsExactly(0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6);
            Column part = source.read(List.of("x"), 3, 9).column("x");
            assertThat(part.offsets()).containsExactly(0, 3, 3, 4, 6, 6, 7);
            assertThat(part.toDoubles()).containsExactly(3, 4, 5, 6, 0, 1, 2);
        }
    }
}
