package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.MemorySource;
import org.diffhep.events.internal.root.BranchSpec.BasketSpec;
import org.diffhep.events.internal.root.BranchSpec.ElementSpec;
import org.diffhep.events.internal.root.BranchSpec.LeafSpec;
import org.diffhep.events.internal.root.BranchSpec.Where;
import org.diffhep.events.internal.root.ObjectWriter.MemberSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors, strings, members of split objects and truncated numbers, in files made by {@link RootWriter}. */
class ElementBranchTest {

    private static final Map<String, List<MemberSpec>> CLASSES = Map.of(
            "Point",
            List.of(
                    RootWriter.member("TStreamerBase", "Shape", "", "BASE"),
                    RootWriter.member("TStreamerBasicType", "fD", "[0,10,16] a distance", "Double32_t"),
                    RootWriter.member("TStreamerSTL", "fTags", "", "vector<int>")),
            "Shape",
            List.of(
                    RootWriter.member(
                            "TStreamerSTL",
                            "fList",
                            "",
                            "std::vector<unsigned short, std::allocator<unsigned short> >"),
                    RootWriter.member("TStreamerSTL", "fMap", "", "map<int,int>")));

    private static EventFile open(byte[] bytes) {
        return RootFile.open(new MemorySource("f.root", bytes));
    }

    /** A basket of entries of any length. */
    private static BasketSpec entries(Where where, boolean storeOffsets, List<Entry> entries) {
        return new BasketSpec(
                where, entries.stream().map(ElementBranchTest::bytes).toList(), true, storeOffsets);
    }

    private static byte[] bytes(Entry content) {
        ByteWriter w = new ByteWriter();
        content.write(w);
        return w.toBytes();
    }

    private static ElementSpec object(String className) {
        return new ElementSpec(className, "", -1, 0, -1);
    }

    private static ElementSpec member(int type, int memberType) {
        return new ElementSpec("Point", "Point", 1, type, memberType);
    }

    /** Entries 0, 1 and 2, of as many elements each. */
    private static List<Entry> each(EntryWriter writer) {
        List<Entry> entries = new ArrayList<>();
        for (int e = 0; e < 3; e++) {
            int n = e;
            entries.add(w -> writer.write(w, n));
        }
        return entries;
    }

    private interface Entry {
        void write(ByteWriter w);
    }

    private interface EntryWriter {
        void write(ByteWriter w, int entry);
    }

    private static void repeat(int n, Runnable what) {
        IntStream.range(0, n).forEach(i -> what.run());
    }

    /** A tree of three entries in a directory, with branches of every kind. */
    static byte[] everyKind(boolean wide, Where where, boolean offsets) {
        List<BranchSpec> branches = new ArrayList<>();
        branches.add(BranchSpec.ofElement(
                "v",
                object("vector<float>"),
                null,
                entries(
                        where,
                        offsets,
                        each((w, e) -> w.object(10, x -> {
                            x.i32(e);
                            repeat(e, () -> x.i32(Float.floatToIntBits(e + 0.5f)));
                        })))));
        branches.add(BranchSpec.ofElement(
                "vv",
                object("vector<vector<short> >"),
                null,
                entries(
                        where,
                        offsets,
                        each((w, e) -> w.object(10, x -> {
                            x.i32(e);
                            repeat(e, () -> x.i32(2).u16(e).u16(-e));
                        })))));
        branches.add(BranchSpec.ofElement(
                "s",
                new ElementSpec("string", "", -1, -1, -1),
                null,
                entries(where, offsets, each((w, e) -> w.string("s".repeat(200 * e))))));
        branches.add(BranchSpec.ofElement(
                "vs",
                object("vector<string>"),
                null,
                entries(
                        where,
                        offsets,
                        each((w, e) -> w.object(10, x -> {
                            x.i32(e);
                            repeat(e, () -> x.string("t" + e));
                        })))));
        branches.add(BranchSpec.ofElement(
                        "points",
                        new ElementSpec("vector<Point>", "", -1, 4, -1),
                        null,
                        new BasketSpec(
                                where,
                                each((w, e) -> w.i32(e)).stream()
                                        .map(ElementBranchTest::bytes)
                                        .toList(),
                                false,
                                false))
                .withChildren(
                        BranchSpec.ofElement(
                                "points.fX",
                                member(41, 5),
                                "points_",
                                entries(
                                        where,
                                        offsets,
                                        each((w, e) -> repeat(e, () -> w.i32(Float.floatToIntBits(10f * e)))))),
                        BranchSpec.ofElement(
                                "points.fD",
                                member(41, 9),
                                "points_",
                                entries(where, offsets, each((w, e) -> repeat(e, () -> w.i32(16384 * e))))),
                        BranchSpec.ofElement(
                                        "points.fP",
                                        member(41, 23),
                                        "points_",
                                        entries(
                                                where,
                                                offsets,
                                                each((w, e) ->
                                                        repeat(e, () -> w.i32(e).i32(-1)))))
                                .withArray(2, "fP[2]"),
                        BranchSpec.ofElement(
                                "points.fTags",
                                member(41, 300),
                                "points_",
                                entries(
                                        where,
                                        true,
                                        each((w, e) -> w.object(
                                                10,
                                                x -> repeat(e, () -> x.i32(1).i32(7 * e))))))));
        branches.add(BranchSpec.ofElement("obj.", new ElementSpec("Point", "", -1, 2, -1), null)
                .withChildren(
                        BranchSpec.ofElement(
                                "obj.fList",
                                member(0, 300),
                                null,
                                entries(
                                        where,
                                        offsets,
                                        each((w, e) -> w.object(10, x -> {
                                            x.i32(e);
                                            repeat(e, () -> x.u16(65535));
                                        })))),
                        BranchSpec.ofElement(
                                "obj.fMap", member(0, 300), null, entries(where, true, each((w, e) -> w.i32(0)))),
                        BranchSpec.ofElement(
                                "obj.fAlien", member(0, 61), null, entries(where, true, each((w, e) -> w.i32(0)))),
                        BranchSpec.ofElement("obj.Shape", member(0, 0), null),
                        BranchSpec.ofElement(
                                "obj.fF",
                                new ElementSpec("Other", "Point", 1, 0, 2),
                                null,
                                new BasketSpec(
                                        where,
                                        each((w, e) -> w.u16(-e)).stream()
                                                .map(ElementBranchTest::bytes)
                                                .toList(),
                                        false,
                                        false))));
        branches.add(BranchSpec.ofLeaves(
                "text",
                List.of(new LeafSpec("text", "text", "TLeafC", 255, 1, false, null)),
                entries(where, offsets, each((w, e) -> w.string("c".repeat(e))))));
        branches.add(BranchSpec.ofLeaves(
                "f16",
                List.of(new LeafSpec("f16", "f16", "TLeafF16", 1, 4, false, null)),
                // 1.5 and -2.25 with 12 bits of mantissa, as TBufferFile::WriteFloat16 makes them.
                fixed(where, w -> w.u8(127).u16(0x800), w -> w.u8(128).u16(0x2200), w -> w.u8(0)
                        .u16(0))));
        branches.add(BranchSpec.ofLeaves(
                "d32",
                List.of(new LeafSpec("d32", "d32[2][-pi,pi,20]", "TLeafD32", 2, 8, false, null)),
                fixed(where, w -> w.i32(0).i32(1 << 20), w -> w.i32(1 << 19).i32(1 << 18), w -> w.i32(0)
                        .i32(0))));
        branches.add(new BranchSpec(
                "n", "TLeafI", 4, false, null, List.of(fixed(where, w -> w.i32(0), w -> w.i32(1), w -> w.i32(2)))));
        branches.add(new BranchSpec(
                        "pairs",
                        "TLeafI",
                        4,
                        false,
                        "n",
                        List.of(entries(
                                where,
                                offsets,
                                each((w, e) -> repeat(e, () -> w.i32(e).i32(100 + e))))))
                .withArray(2, "pairs[n][2]"));
        branches.add(BranchSpec.ofLeaves(
                "row",
                List.of(
                        new LeafSpec("a", "a", "TLeafB", 1, 1, true, null),
                        new LeafSpec("b", "b[3]", "TLeafS", 3, 2, false, null),
                        new LeafSpec("c", "c", "TLeafD", 1, 8, false, null)),
                fixed(where, w -> row(w, 0), w -> row(w, 1), w -> row(w, 2))));
        return new RootWriter(wide)
                .classes(CLASSES)
                .tree("dir/sub/tree", 1, branches.toArray(BranchSpec[]::new))
                .tree("dir/tree", 3, branches.get(0))
                .tree("top", 1, branches.get(0))
                .toBytes();
    }

    private static void row(ByteWriter w, int e) {
        w.u8(200 + e).u16(e).u16(e + 1).u16(e + 2).i64(Double.doubleToLongBits(e / 8.0));
    }

    private static BasketSpec fixed(Where where, Entry... entries) {
        return new BasketSpec(
                where, Arrays.stream(entries).map(ElementBranchTest::bytes).toList(), false, false);
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void everyKindOfBranchIsReadWithAndWithoutOffsets(Where where) {
        for (boolean offsets : new boolean[] {true, false}) {
            try (EventFile file = open(everyKind(where == Where.DISK, where, offsets))) {
                EventTableSource source = file.table("dir/sub/tree");
                EventTable table = source.read(
                        source.columns().stream().map(ColumnInfo::name).toList());
                assertValues(table);
                assertThat(source.read(List.of("vv"), 2, 3).column("vv").toDoubles())
                        .containsExactly(2, -2, 2, -2);
            }
        }
    }

    private static void assertValues(EventTable table) {
        assertThat(table.column("v").toDoubles()).containsExactly(1.5, 2.5, 2.5);
        assertThat(table.offsets("v")).containsExactly(0, 0, 1, 3);
        Column vv = table.column("vv");
        assertThat(vv.type()).isEqualTo(ColumnType.INT16);
        assertThat(vv.toDoubles()).containsExactly(1, -1, 2, -2, 2, -2);
        assertThat(vv.offsets(0)).containsExactly(0, 0, 1, 3);
        assertThat(vv.offsets(1)).containsExactly(0, 2, 4, 6);
        assertThat(List.of(table.column("s").text(0), table.column("s").text(2)))
                .containsExactly("", "s".repeat(400));
        assertThat(table.column("vs").text(2)).isEqualTo("t2");
        assertThat(table.column("text").text(2)).isEqualTo("cc");
        assertThat(table.column("points").toDoubles()).containsExactly(0, 1, 2);
        assertThat(table.column("points.fX").toDoubles()).containsExactly(10, 20, 20);
        assertThat(table.column("points.fD").toDoubles()).containsExactly(2.5, 5, 5);
        assertThat(table.column("points.fD").offsets())
                .isSameAs(table.column("points.fX").offsets())
                .isSameAs(table.offsets("points"));
        assertThat(table.column("points.fP").toDoubles()).containsExactly(1, -1, 2, -1, 2, -1);
        assertThat(table.column("points.fP").offsets(0)).containsExactly(0, 0, 1, 3);
        assertThat(table.column("points.fP").offsets(1)).containsExactly(0, 2, 4, 6);
        assertThat(table.column("points.fTags").toDoubles()).containsExactly(7, 14, 14);
        assertThat(table.column("points.fTags").offsets(1)).containsExactly(0, 1, 2, 3);
        assertThat(table.column("obj.fList").toDoubles()).containsExactly(65535, 65535, 65535);
        assertThat(table.column("obj.fF").toDoubles()).containsExactly(0, -1, -2);
        assertThat(table.column("f16").type()).isEqualTo(ColumnType.FLOAT32);
        assertThat(table.column("f16").toDoubles()).containsExactly(1.5, -2.25, 0);
        assertThat(table.column("d32").type()).isEqualTo(ColumnType.FLOAT64);
        assertThat(table.column("d32").toDoubles())
                .containsExactly(-Math.PI, Math.PI, 0, -Math.PI / 2, -Math.PI, -Math.PI);
        assertThat(table.column("pairs").toDoubles()).containsExactly(1, 101, 2, 102, 2, 102);
        assertThat(table.column("pairs").offsets(0)).containsExactly(0, 0, 1, 3);
        assertThat(table.column("row.a").toDoubles()).containsExactly(200, 201, 202);
        assertThat(table.column("row.b").toDoubles()).containsExactly(0, 1, 2, 1, 2, 3, 2, 3, 4);
        assertThat(table.column("row.c").toDoubles()).containsExactly(0, 0.125, 0.25);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatCannotBeReadIsListedWithItsType(boolean wide) {
        try (EventFile file = open(everyKind(wide, Where.EMBEDDED, true))) {
            assertThat(file.tables()).containsExactly("top", "dir/tree", "dir/sub/tree");
            EventTableSource source = file.table("dir/sub/tree");
            assertThat(source.unsupportedColumns())
                    .containsExactly(
                            new UnsupportedColumn("obj.fMap", "it is a member of the type map<int,int>"),
                            new UnsupportedColumn(
                                    "obj.fAlien",
                                    "it is a member of the type number 61, in the class Point, which the file does not"
                                            + " describe"),
                            new UnsupportedColumn("obj.Shape", "it is a base class of Point"));
            assertThat(source.columns())
                    .extracting(ColumnInfo::name)
                    .startsWith("v", "vv", "s", "vs", "points", "points.fX");
        }
    }

    @Test
    void headersThatContradictTheBasketAreErrors() {
        Map<String, Entry> wrong = Map.of(
                "gives another length", w -> w.i32(0x40000007).u16(10).i32(0),
                "there cannot be -1 elements", w -> w.object(10, x -> x.i32(-1)),
                "there cannot be 2147483647 elements", w -> w.object(10, x -> x.i32(Integer.MAX_VALUE)),
                "2 values of 4 bytes in the 7 bytes left",
                        w -> w.object(10, x -> x.i32(2).zeros(7)),
                "an entry ends here", w -> w.object(10, x -> x.i32(1).zeros(8)),
                "member by member", w -> w.object(0x4000 | 10, x -> x.i32(0)),
                "cut off: a count", w -> w.object(10, x -> x.u16(0)));
        wrong.forEach((message, entry) -> {
            byte[] bytes = new RootWriter(false)
                    .tree(
                            "t",
                            1,
                            BranchSpec.ofElement(
                                    "v", object("vector<float>"), null, entries(Where.DISK, true, List.of(entry))))
                    .toBytes();
            try (EventFile file = open(bytes)) {
                EventTableSource source = file.table("t");
                assertThatThrownBy(() -> source.read(List.of("v")))
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageContaining("f.root: tree t, branch v, entries 0 to 1, byte ")
                        .hasMessageContaining(message);
            }
        });
    }

    @Test
    void branchesOfOneNameGoByTheirPath() {
        BranchSpec leaf = BranchSpec.ofElement("fN", member(0, 3), null, fixed(Where.DISK, w -> w.i32(5)));
        BranchSpec other = BranchSpec.ofElement("fN", member(0, 3), null, fixed(Where.DISK, w -> w.i32(6)));
        byte[] bytes = new RootWriter(false)
                .tree(
                        "t",
                        1,
                        new BranchSpec("x", "TLeafI", 4, false, null, List.of(fixed(Where.DISK, w -> w.i32(4)))),
                        BranchSpec.ofElement("a", new ElementSpec("Point", "", -1, 2, -1), null)
                                .withChildren(leaf),
                        BranchSpec.ofElement("b", new ElementSpec("Point", "", -1, 2, -1), null)
                                .withChildren(other))
                .toBytes();
        try (EventFile file = open(bytes)) {
            EventTable table = file.table("t").read(List.of("x", "fN", "b/fN"));
            assertThat(table.column("fN").getLong(0)).isEqualTo(5);
            assertThat(table.column("b/fN").getLong(0)).isEqualTo(6);
        }
    }
}
