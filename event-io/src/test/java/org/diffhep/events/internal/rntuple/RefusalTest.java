package org.diffhep.events.internal.rntuple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.events.internal.rntuple.NtupleWriter.COLLECTION;
import static org.diffhep.events.internal.rntuple.NtupleWriter.LEAF;
import static org.diffhep.events.internal.rntuple.NtupleWriter.TOP;
import static org.diffhep.events.internal.rntuple.PageBytes.plain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnsupportedColumn;
import org.junit.jupiter.api.Test;

/** What damaged files, and files of later versions, are refused with. */
class RefusalTest {

    /** An ntuple of a flat column and one of lists. */
    private static NtupleWriter small(long... ends) {
        NtupleWriter w = new NtupleWriter();
        int x = w.column(w.field(TOP, LEAF, "x", "std::int32_t"), 0x07, 32);
        int list = w.field(TOP, COLLECTION, "list", "std::vector<std::int32_t>");
        int index = w.column(list, 0x0F, 64);
        int item = w.column(w.field(list, LEAF, "_0", "std::int32_t"), 0x07, 32);
        w.cluster(3)
                .page(x, 3, plain(4, 1001, 1002, 1003))
                .page(index, 3, plain(8, ends))
                .page(item, 2, plain(4, 4, 5));
        return w.endGroup();
    }

    private static AbstractThrowableAssert<?, ?> refusal(byte[] bytes, String column) {
        return assertThatThrownBy(() -> {
                    try (EventFile file = EncodingTest.open(bytes)) {
                        EventTableSource source = file.table("ntuple");
                        assertThat(source.entries()).isEqualTo(3);
                        source.read(List.of(column));
                    }
                })
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("f.root: RNTuple ntuple, ");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (ByteBuffer.wrap(bytes, i, part.length).equals(ByteBuffer.wrap(part))) {
                return i;
            }
        }
        throw new AssertionError("it is not there");
    }

    private static byte[] changed(byte[] bytes, int at, Consumer<byte[]> change) {
        assertThat(at).isNotNegative();
        byte[] other = bytes.clone();
        change.accept(other);
        return other;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        return changed(bytes, at, b -> b[at] ^= 1);
    }

    @Test
    void anUndamagedNtupleIsRead() {
        try (EventFile file = EncodingTest.open(small(0, 1, 2).toBytes())) {
            assertThat(file.table("ntuple").read(List.of("list")).column("list").offsets())
                    .containsExactly(0, 0, 1, 2);
        }
    }

    @Test
    void everyChecksumIsVerified() {
        byte[] bytes = small(0, 1, 2).toBytes();
        int page = indexOf(bytes, plain(4, 1001, 1002, 1003));
        refusal(flipped(bytes, page), "x")
                .hasMessageContaining(
                        "field x, entries 0 to 3, byte " + page + ": the checksum of this page of 12 bytes");
        int header = indexOf(bytes, "NtupleWriter".getBytes(StandardCharsets.UTF_8));
        refusal(flipped(bytes, header), "x")
                .hasMessageContaining("header, byte")
                .hasMessageContaining("checksum is wrong");
        int anchor = indexOf(bytes, new byte[] {0x40, 0, 0, 66, 0, 2});
        refusal(flipped(bytes, anchor + 9), "x")
                .hasMessageContaining("anchor, byte")
                .hasMessageContaining("the checksum of the anchor is wrong");
        // The damaged page is no matter to other columns.
        try (EventFile file = EncodingTest.open(flipped(bytes, page))) {
            assertThat(file.table("ntuple").read(List.of("list")).entries()).isEqualTo(3);
        }
    }

    @Test
    void laterVersionsOfTheFormatAreRefusedByName() {
        refusal(small(0, 1, 2).featureFlags(4).toBytes(), "x")
                .hasMessageContaining("header, byte ")
                .hasMessageContaining("features of a later version of the format: feature flags [2]");
        refusal(small(0, 1, 2).featureFlags(Long.MIN_VALUE | 1, 2).toBytes(), "x")
                .hasMessageContaining("feature flags [0, 64]");
        refusal(small(0, 1, 2).epoch(0).toBytes(), "x")
                .hasMessageContaining("the format 0.0.0.1 is not supported (1.x is");
        refusal(small(0, 1, 2).clusterFlags(1).toBytes(), "x").hasMessageContaining("cluster 0 is sharded");
    }

    @Test
    void listsThatCannotBeAreRefused() {
        refusal(small(1, 0, 2).toBytes(), "list")
                .hasMessageContaining("field list, entries 0 to 3")
                .hasMessageContaining("list 1 of a cluster cannot end at element 0");
        refusal(small(-1, 1, 2).toBytes(), "list").hasMessageContaining("list 0 of a cluster cannot end at element -1");
        refusal(small(0, 1, 3).toBytes(), "list").hasMessageContaining("column 2 has 2 elements where 3 are expected");
        refusal(small(0, 1, Long.MAX_VALUE).toBytes(), "list")
                .hasMessageContaining("lists in one cluster cannot hold 9223372036854775807 elements");
    }

    @Test
    void arraysThatPagesDoNotFillAreRefused() {
        NtupleWriter w = new NtupleWriter();
        int array = w.array(TOP, "lists", "std::array<std::vector<std::int32_t>,2>", 1L << 30);
        int list = w.field(array, COLLECTION, "_0", "std::vector<std::int32_t>");
        int index = w.column(list, 0x0F, 64);
        w.column(w.field(list, LEAF, "_0", "std::int32_t"), 0x07, 32);
        w.cluster(3).page(index, 2, plain(8, 0, 0));
        refusal(w.endGroup().toBytes(), "lists")
                .hasMessageContaining("column 0 has 2 elements where 3221225472 are expected");
    }

    @Test
    void endsThatNothingConfirmsAreNotBelieved() {
        NtupleWriter w = new NtupleWriter();
        int list = w.field(TOP, COLLECTION, "list", "std::vector<std::int32_t>");
        int index = w.column(list, 0x0F, 64);
        w.column(w.field(list, LEAF, "_0", "std::int32_t"), 0x07, 32);
        w.cluster(2).page(index, 2, plain(8, 1, 1L << 30));
        w.cluster(1).page(index, 1, plain(8, 3L << 29));
        refusal(w.endGroup().toBytes(), "list")
                .hasMessageContaining("lists end at element 1073741824 of a cluster, which no column has");
    }

    @Test
    void aColumnWithoutItsPagesIsRefused() {
        NtupleWriter w = new NtupleWriter();
        int x = w.column(w.field(TOP, LEAF, "x", "std::int32_t"), 0x07, 32);
        w.cluster(3).suppress(x);
        refusal(w.endGroup().toBytes(), "x")
                .hasMessageContaining("none of the forms in which its column may be stored is there");
    }

    @Test
    void pagesOfMoreElementsThanEntriesAreRefused() {
        NtupleWriter w = new NtupleWriter();
        int x = w.column(w.field(TOP, LEAF, "x", "std::int32_t"), 0x07, 32);
        w.cluster(3).page(x, 4, plain(4, 1, 2, 3, 4));
        refusal(w.endGroup().toBytes(), "x").hasMessageContaining("column 0 has 4 elements where 3 are expected");
    }

    @Test
    void zerosThatNothingConfirmsAreNotBelieved() {
        NtupleWriter w = new NtupleWriter();
        w.extend();
        w.deferred(w.field(TOP, LEAF, "x", "std::int32_t"), 0x07, 32, 0, 1L << 30);
        w.cluster(1L << 30);
        try (EventFile file = EncodingTest.open(w.endGroup().toBytes())) {
            EventTableSource source = file.table("ntuple");
            assertThatThrownBy(() -> source.read(List.of("x")))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("1073741824 elements have no pages, nor does any other column have as many");
        }
    }

    @Test
    void pagesThatAColumnAddedWhileWritingLacksAreNoZeros() {
        NtupleWriter w = new NtupleWriter();
        w.extend();
        int x = w.deferred(w.field(TOP, LEAF, "x", "std::int32_t"), 0x07, 32, 0, 1);
        w.cluster(2).page(x, 1, plain(4, 7));
        w.cluster(1);
        refusal(w.endGroup().toBytes(), "x").hasMessageContaining("column 0 has 0 elements where 1 are expected");
    }

    @Test
    void namesAreNestedNeitherTooLongNorTooDeep() {
        NtupleWriter w = new NtupleWriter();
        w.column(w.field(TOP, LEAF, "x".repeat(2000), "float"), 0x0C, 32);
        int field = w.field(TOP, COLLECTION, "deep", "");
        for (int i = 0; i < 40; i++) {
            w.column(field, 0x0F, 64);
            field = w.field(field, COLLECTION, "_0", "");
        }
        try (EventFile file = EncodingTest.open(w.toBytes())) {
            assertThat(file.table("ntuple").columns()).isEmpty();
            assertThat(file.table("ntuple").unsupportedColumns())
                    .containsExactly(
                            new UnsupportedColumn("x".repeat(100) + "…", "its name is too long"),
                            new UnsupportedColumn("deep", "it is nested too deep"));
        }
    }

    @Test
    void columnsThatCannotBeAreRefused() {
        NtupleWriter w = new NtupleWriter();
        w.column(w.field(TOP, LEAF, "x", "std::int32_t"), 0x07, 31);
        refusal(w.toBytes(), "x").hasMessageContaining("column 0 of type INT32 cannot have 31 bits");
        NtupleWriter range = new NtupleWriter();
        range.quantised(range.field(TOP, LEAF, "x", "float"), 8, 1, -1);
        refusal(range.toBytes(), "x").hasMessageContaining("column 0 cannot have values from 1.0 to -1.0");
    }
}
