package org.diffhep.events.internal.rntuple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.events.internal.rntuple.NtupleWriter.COLLECTION;
import static org.diffhep.events.internal.rntuple.NtupleWriter.LEAF;
import static org.diffhep.events.internal.rntuple.NtupleWriter.RECORD;
import static org.diffhep.events.internal.rntuple.NtupleWriter.TOP;
import static org.diffhep.events.internal.rntuple.PageBytes.delta;
import static org.diffhep.events.internal.rntuple.PageBytes.floats;
import static org.diffhep.events.internal.rntuple.PageBytes.packed;
import static org.diffhep.events.internal.rntuple.PageBytes.plain;
import static org.diffhep.events.internal.rntuple.PageBytes.split;
import static org.diffhep.events.internal.rntuple.PageBytes.switches;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.TestFiles;
import org.diffhep.events.UnsupportedColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features of RNTuples that uproot does not write, in files made by {@link NtupleWriter}. */
class FeatureTest {

    private static final int FLOAT = 0x0C;
    private static final int INT = 0x07;
    private static final int INDEX = 0x1B;
    private static final int BIT = 0x00;

    private static byte[] ints(long... values) {
        return plain(4, values);
    }

    /**
     * Every kind of field, in two groups of clusters; of the columns that the second adds, one is deferred within its
     * cluster, and one is another representation of the first column.
     */
    static NtupleWriter everyKind() {
        NtupleWriter w = new NtupleWriter();
        int x = w.field(TOP, LEAF, "x", "float");
        int xs = w.column(x, FLOAT, 32);
        int jets = w.field(TOP, COLLECTION, "jets", "std::vector<Jet>");
        int jetEnds = w.column(jets, INDEX, 64);
        int jet = w.field(jets, RECORD, "_0", "Jet");
        int base = w.field(jet, RECORD, ":_0", "Base");
        int pts = w.column(w.field(base, LEAF, "pt", "float"), FLOAT, 32);
        int hits = w.field(jet, COLLECTION, "hits", "ROOT::VecOps::RVec<std::int32_t>");
        int hitEnds = w.column(hits, INDEX, 64);
        int hit = w.column(w.field(hits, LEAF, "_0", "std::int32_t"), INT, 32);
        int cov = w.array(jet, "cov", "std::array<std::array<std::int32_t,2>,1>", 1);
        int covRow = w.array(cov, "_0", "std::array<std::int32_t,2>", 2);
        int covs = w.column(w.field(covRow, LEAF, "_0", "std::int32_t"), INT, 32);
        int colour = w.field(TOP, LEAF, "colour", "Colour");
        int colours = w.column(w.field(colour, LEAF, "_0", "std::int32_t"), INT, 32);
        int bits = w.column(w.array(TOP, "bits", "std::bitset<3>", 3), BIT, 1);
        int option = w.field(TOP, COLLECTION, "option", "std::optional<std::int32_t>");
        int optionEnds = w.column(option, INDEX, 64);
        int optional = w.column(w.field(option, LEAF, "_0", "std::int32_t"), INT, 32);
        int pair = w.field(TOP, RECORD, "pair", "std::pair<float,std::string>");
        int pairFirst = w.column(w.field(pair, LEAF, "_0", "float"), FLOAT, 32);
        int text = w.field(pair, LEAF, "_1", "std::string");
        int textEnds = w.column(text, INDEX, 64);
        int chars = w.column(text, 0x02, 8);
        int lists = w.array(TOP, "lists", "std::array<std::vector<std::int32_t>,2>", 2);
        int list = w.field(lists, COLLECTION, "_0", "std::vector<std::int32_t>");
        int listEnds = w.column(list, INDEX, 64);
        int listItem = w.column(w.field(list, LEAF, "_0", "std::int32_t"), INT, 32);
        int variant = w.field(TOP, 3, "variant", "std::variant<std::int32_t,float>");
        int switched = w.column(variant, 0x10, 96);
        int variantInt = w.column(w.field(variant, LEAF, "_0", "std::int32_t"), INT, 32);
        int variantFloat = w.column(w.field(variant, LEAF, "_1", "float"), FLOAT, 32);
        // As users may do it, and as ROOT's importer does.
        int njets = w.projected(TOP, LEAF, "n_jets", "ROOT::RNTupleCardinality<std::uint64_t>", jets);
        w.alias(jetEnds, njets);
        int jetPt = w.projected(TOP, COLLECTION, "jets_pt", "std::vector<float>", jets);
        w.alias(jetEnds, jetPt);
        w.alias(pts, w.projected(jetPt, LEAF, "_0", "float", base));
        int imported = w.field(TOP, COLLECTION, "_collection0", "");
        int importedEnds = w.column(imported, INDEX, 64);
        int importedRecord = w.field(imported, RECORD, "_0", "");
        int importedField = w.field(importedRecord, LEAF, "Mu_q", "std::int32_t");
        int charges = w.column(importedField, INT, 32);
        int muQ = w.projected(TOP, COLLECTION, "Mu_q", "ROOT::VecOps::RVec<std::int32_t>", imported);
        w.alias(importedEnds, muQ);
        w.alias(charges, w.projected(muQ, LEAF, "_0", "std::int32_t", importedField));
        w.alias(importedEnds, w.projected(TOP, LEAF, "nMu", "ROOT::RNTupleCardinality<std::uint32_t>", imported));
        int object = w.field(TOP, 4, "object", "TObject");
        w.column(object, INDEX, 64);
        w.column(object, 0x01, 8);
        w.column(w.field(TOP, LEAF, "later", "float8"), 0x2A, 8);
        w.field(TOP, 9, "unheard", "X");
        w.column(w.field(TOP, LEAF, "wrong", "std::int32_t"), 0x19, 64);

        w.cluster(3)
                .page(xs, 2, plain(4, floats(1, 2)))
                .page(xs, 1, plain(4, floats(3)))
                .page(jetEnds, 3, delta(8, 2, 2, 3))
                .page(pts, 3, plain(4, floats(10, 20, 30)))
                .page(hitEnds, 3, delta(8, 1, 1, 3))
                .page(hit, 3, ints(7, 8, 9))
                .page(covs, 6, ints(1, 2, 3, 4, 5, 6))
                .page(colours, 3, ints(4, 0, -4))
                .page(bits, 9, packed(1, 1, 0, 0, 0, 1, 0, 1, 1, 1))
                .page(optionEnds, 3, delta(8, 0, 1, 1))
                .page(optional, 1, ints(5))
                .page(pairFirst, 3, plain(4, floats(1, 2, 3)))
                .page(textEnds, 3, delta(8, 2, 2, 5))
                .page(chars, 5, "abcde".getBytes(StandardCharsets.US_ASCII))
                .page(listEnds, 6, delta(8, 1, 1, 2, 4, 4, 4))
                .page(listItem, 4, ints(1, 2, 3, 4))
                .page(switched, 3, switches(0, 2, 0, 0, 0, 1))
                .page(variantInt, 1, ints(11))
                .page(variantFloat, 1, plain(4, floats(0.5)))
                .page(importedEnds, 3, delta(8, 0, 1, 2))
                .page(charges, 2, ints(1, -1));
        w.endGroup();
        w.extend();
        int late = w.deferred(w.field(TOP, LEAF, "late", "std::int32_t"), INT, 32, 0, 4);
        int lateList = w.field(TOP, COLLECTION, "lateList", "std::vector<std::int32_t>");
        int lateEnds = w.deferred(lateList, INDEX, 64, 0, 4);
        int lateItem = w.column(w.field(lateList, LEAF, "_0", "std::int32_t"), INT, 32);
        int lateArray = w.array(TOP, "lateArray", "std::array<std::int32_t,2>", 2);
        int lateArrayItem = w.deferred(w.field(lateArray, LEAF, "_0", "std::int32_t"), INT, 32, 0, 8);
        int halves = w.deferred(x, 0x17, 16, 1, Long.MIN_VALUE);
        w.cluster(2)
                .suppress(xs)
                .page(halves, 2, split(2, 0x3C00, 0xC000))
                .page(jetEnds, 2, delta(8, 0, 1))
                .page(pts, 1, plain(4, floats(40)))
                .page(hitEnds, 1, delta(8, 0))
                .page(covs, 2, ints(7, 8))
                .page(colours, 2, ints(1, 2))
                .page(bits, 6, packed(1, 0, 0, 1, 1, 1, 0))
                .page(optionEnds, 2, delta(8, 1, 2))
                .page(optional, 2, ints(6, 7))
                .page(pairFirst, 2, plain(4, floats(4, 5)))
                .page(textEnds, 2, delta(8, 0, 1))
                .page(chars, 1, (byte) 'f')
                .page(listEnds, 4, delta(8, 0, 0, 0, 1))
                .page(listItem, 1, ints(9))
                .page(switched, 2, switches(0, 1, 1, 1))
                .page(variantInt, 2, ints(12, 13))
                .page(importedEnds, 2, delta(8, 0, 0))
                // The first of the two entries came before these columns.
                .page(late, 1, ints(77))
                .page(lateEnds, 1, delta(8, 2))
                .page(lateItem, 2, ints(5, 6))
                .page(lateArrayItem, 2, ints(8, 9));
        return w.endGroup();
    }

    private static double[] values(EventTable table, String column) {
        return table.column(column).toDoubles();
    }

    @Test
    void everyKindOfFieldIsAColumn() {
        try (EventFile file = EncodingTest.open(everyKind().toBytes())) {
            EventTableSource source = file.table("ntuple");
            assertThat(source.entries()).isEqualTo(5);
            assertThat(source.clusterStarts()).containsExactly(0L, 3L);
            assertThat(TestFiles.columnNames(source))
                    .containsExactly(
                            "x",
                            "jets",
                            "jets.pt",
                            "jets.hits",
                            "jets.cov",
                            "colour",
                            "bits",
                            "option",
                            "pair._0",
                            "pair._1",
                            "lists",
                            "variant",
                            "variant._0",
                            "variant._1",
                            "n_jets",
                            "jets_pt",
                            "Mu_q",
                            "nMu",
                            "late",
                            "lateList",
                            "lateArray");
            EventTable t = source.read(TestFiles.columnNames(source));
            assertThat(values(t, "jets")).containsExactly(2, 0, 1, 0, 1);
            assertThat(values(t, "jets.pt")).containsExactly(10, 20, 30, 40);
            assertThat(t.column("jets.hits").offsets(0)).containsExactly(0, 2, 2, 3, 3, 4);
            assertThat(t.column("jets.hits").offsets(1)).containsExactly(0, 1, 1, 3, 3);
            assertThat(values(t, "jets.hits")).containsExactly(7, 8, 9);
            assertThat(t.column("jets.cov").offsets(1)).containsExactly(0, 2, 4, 6, 8);
            assertThat(values(t, "jets.cov")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(values(t, "colour")).containsExactly(4, 0, -4, 1, 2);
            assertThat(values(t, "bits")).containsExactly(1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0);
            assertThat(t.column("option").offsets()).containsExactly(0, 0, 1, 1, 2, 3);
            assertThat(values(t, "option")).containsExactly(5, 6, 7);
            assertThat(t.column("pair._1").text(2)).isEqualTo("cde");
            assertThat(t.column("pair._1").text(4)).isEqualTo("f");
            assertThat(t.column("lists").offsets(0)).containsExactly(0, 2, 4, 6, 8, 10);
            assertThat(t.column("lists").offsets(1)).containsExactly(0, 1, 1, 2, 4, 4, 4, 4, 4, 4, 5);
            assertThat(values(t, "lists")).containsExactly(1, 2, 3, 4, 9);
            assertThat(values(t, "variant")).containsExactly(2, 0, 1, 1, 1);
            assertThat(t.column("variant._0").offsets()).containsExactly(0, 0, 0, 1, 2, 3);
            assertThat(values(t, "variant._0")).containsExactly(11, 12, 13);
            assertThat(values(t, "variant._1")).containsExactly(0.5);
            assertThat(t.column("n_jets").type()).isEqualTo(ColumnType.UINT64);
            assertThat(values(t, "n_jets")).containsExactly(2, 0, 1, 0, 1);
            assertThat(t.column("jets_pt").offsets())
                    .isSameAs(t.column("jets.pt").offsets());
            assertThat(values(t, "Mu_q")).containsExactly(1, -1);
            assertThat(values(t, "nMu")).containsExactly(0, 1, 1, 0, 0);
            assertThat(source.columns())
                    .contains(
                            new ColumnInfo("Mu_q", ColumnType.INT32, Optional.of("Mu")),
                            new ColumnInfo("jets.cov", ColumnType.INT32, Optional.of("jets.cov"), 2, List.of(1, 2)),
                            new ColumnInfo("bits", ColumnType.BOOL, Optional.of("bits"), 1, List.of(3)));
        }
    }

    @Test
    void columnsAddedWhileWritingAreZeroBefore() {
        try (EventFile file = EncodingTest.open(everyKind().toBytes())) {
            EventTableSource source = file.table("ntuple");
            EventTable t = source.read(List.of("x", "late", "lateList", "lateArray"));
            assertThat(values(t, "x")).containsExactly(1, 2, 3, 1, -2);
            assertThat(values(t, "late")).containsExactly(0, 0, 0, 0, 77);
            assertThat(t.column("lateList").offsets()).containsExactly(0, 0, 0, 0, 0, 2);
            assertThat(values(t, "lateList")).containsExactly(5, 6);
            assertThat(values(t, "lateArray")).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 8, 9);
            EventTable part = source.read(List.of("late", "lateList", "lateArray"), 4, 5);
            assertThat(values(part, "late")).containsExactly(77);
            assertThat(values(part, "lateList")).containsExactly(5, 6);
            assertThat(values(part, "lateArray")).containsExactly(8, 9);
        }
    }

    @Test
    void whatCannotBeReadIsListedWithItsReason() {
        try (EventFile file = EncodingTest.open(everyKind().toBytes())) {
            assertThat(file.table("ntuple").unsupportedColumns())
                    .containsExactly(
                            new UnsupportedColumn(
                                    "object", "it is an object of the class TObject, stored by ROOT's streamer"),
                            new UnsupportedColumn(
                                    "later",
                                    "its values are stored in a form of a later version of the format (type of columns 0x2a)"),
                            new UnsupportedColumn(
                                    "unheard", "it is of a kind that a later version of the format knows"),
                            new UnsupportedColumn("wrong", "it is a std::int32_t, stored as SPLIT_REAL64"));
        }
    }

    @Test
    void everyRangeIsASliceOfTheWhole() {
        try (EventFile file = EncodingTest.open(everyKind().toBytes())) {
            EventTableSource source = file.table("ntuple");
            List<String> names = TestFiles.columnNames(source);
            EventTable whole = source.read(names);
            for (int first = 0; first <= 5; first++) {
                for (int end = first; end <= 5; end++) {
                    EventTable part = source.read(names, first, end);
                    EventTable expected = whole.slice(first, end);
                    for (Column column : part.columns()) {
                        assertThat(ColumnDigest.of(column))
                                .as("%s from %d to %d", column.name(), first, end)
                                .isEqualTo(ColumnDigest.of(expected.column(column.name())));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"large locators", "deflated", "pieces", "small pieces"})
    void formsOfStorageMakeNoDifference(String form) {
        NtupleWriter w = everyKind();
        switch (form) {
            case "large locators" -> w.largeLocators();
            case "deflated" -> w.deflated();
            case "pieces" -> w.maxKeySize(600);
            default -> w.maxKeySize(490);
        }
        try (EventFile plain = EncodingTest.open(everyKind().toBytes());
                EventFile other = EncodingTest.open(w.toBytes())) {
            EventTableSource source = other.table("ntuple");
            List<String> names = TestFiles.columnNames(source);
            EventTable expected = plain.table("ntuple").read(names);
            for (Column column : source.read(names).columns()) {
                assertThat(ColumnDigest.of(column)).isEqualTo(ColumnDigest.of(expected.column(column.name())));
            }
        }
    }

    @Test
    void onlyPagesOfTheRangeAreRead() {
        NtupleWriter w = new NtupleWriter();
        int x = w.column(w.field(TOP, LEAF, "x", "std::int32_t"), INT, 32);
        NtupleWriter.Cluster cluster = w.cluster(100);
        for (int page = 0; page < 10; page++) {
            cluster.page(x, 10, ints(page, page, page, page, page, page, page, page, page, page));
        }
        try (EventFile file = EncodingTest.open(w.endGroup().toBytes())) {
            EventTableSource source = file.table("ntuple");
            source.clusterStarts();
            long before = file.bytesDecompressed();
            assertThat(values(source.read(List.of("x"), 39, 51), "x"))
                    .containsExactly(3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5);
            assertThat(file.bytesDecompressed() - before).isEqualTo(3 * 40);
        }
    }

    @Test
    void anEmptyNtupleHasColumnsAndNoClusters() {
        NtupleWriter w = new NtupleWriter();
        w.column(w.field(TOP, LEAF, "x", "std::int32_t"), INT, 32);
        try (EventFile file = EncodingTest.open(w.toBytes())) {
            EventTableSource source = file.table("ntuple");
            assertThat(source.entries()).isZero();
            assertThat(source.clusterStarts()).isEmpty();
            assertThat(source.read(List.of("x")).column("x").size()).isZero();
        }
    }
}
