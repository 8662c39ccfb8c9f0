package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
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
import org.diffhep.events.internal.root.BranchSpec.Where;
import org.diffhep.events.internal.root.ObjectWriter.MemberSpec;
import org.junit.jupiter.api.Test;

/** Vectors of objects of numbers, streamed object by object and member by member. Those of a real file are in UprootDigestTest. */
class ObjectMembersTest {

    private static final int CHECKSUM = 0xd31237d7;

    private static final Map<String, List<MemberSpec>> CLASSES = Map.of(
            "Link<Jet>",
            List.of(
                    RootWriter.member("TStreamerBase", "LinkBase", "", "BASE"),
                    RootWriter.member("TStreamerBasicType", "fWeight", "", "double")),
            "LinkBase",
            List.of(
                    RootWriter.member("TStreamerBasicType", "fKey", "", "unsigned int"),
                    RootWriter.member("TStreamerBasicType", "fIndex", "", "short")),
            "Named",
            List.of(
                    RootWriter.member("TStreamerBasicType", "fKey", "", "unsigned int"),
                    RootWriter.member("TStreamerString", "fName", "", "TString")),
            // which writes 4 bytes and no header
            "TDatime",
            List.of(RootWriter.member("TStreamerBasicType", "fDatime", "", "unsigned int")));

    private static BasketSpec basket(Where where, List<Consumer<ByteWriter>> entries) {
        return new BasketSpec(
                where,
                entries.stream()
                        .map(entry -> {
                            ByteWriter w = new ByteWriter();
                            entry.accept(w);
                            return w.toBytes();
                        })
                        .toList(),
                true,
                true);
    }

    private static BranchSpec branch(String name, String type, Where where, List<Consumer<ByteWriter>> entries) {
        return BranchSpec.ofElement(name, new ElementSpec(type, "", -1, 0, -1), null, basket(where, entries));
    }

    /** A link without a version of its own, as classes without ROOT's dictionary macro have. */
    private static void link(ByteWriter w, int i) {
        w.object(0, x -> x.i32(CHECKSUM).object(1, y -> y.i32(-i).u16(i)).i64(Double.doubleToLongBits(i / 4.0)));
    }

    private static Consumer<ByteWriter> vector(int n, ObjIntConsumer<ByteWriter> element) {
        return w -> w.object(9, x -> {
            x.i32(n);
            for (int i = 1; i <= n; i++) {
                element.accept(x, i);
            }
        });
    }

    private static Consumer<ByteWriter> memberByMember(int n) {
        return w -> w.object(0x4009, x -> {
            x.u16(0).i32(CHECKSUM).i32(n);
            for (int i = 1; i <= n; i++) {
                x.i32(-i);
            }
            for (int i = 1; i <= n; i++) {
                x.u16(i);
            }
            for (int i = 1; i <= n; i++) {
                x.i64(Double.doubleToLongBits(i / 4.0));
            }
        });
    }

    /** A tree of three entries of 2, 0 and 3 links. */
    static byte[] links(Where where) {
        return new RootWriter(false)
                .classes(CLASSES)
                .tree(
                        "t",
                        1,
                        branch(
                                "whole",
                                "vector<Link<Jet> >",
                                where,
                                List.of(
                                        vector(2, ObjectMembersTest::link),
                                        vector(0, ObjectMembersTest::link),
                                        vector(3, ObjectMembersTest::link))),
                        branch(
                                "parts",
                                "std::vector<Link<Jet>>",
                                where,
                                List.of(memberByMember(2), memberByMember(0), memberByMember(3))),
                        branch(
                                "lists",
                                "vector<vector<Link<Jet> > >",
                                where,
                                List.of(
                                        vector(1, (w, i) -> {
                                            w.i32(2);
                                            link(w, 1);
                                            link(w, 2);
                                        }),
                                        vector(2, (w, i) -> w.i32(0)),
                                        vector(1, (w, i) -> {
                                            w.i32(3);
                                            link(w, 1);
                                            link(w, 2);
                                            link(w, 3);
                                        }))),
                        branch("named", "vector<Named>", where, List.of(vector(0, ObjectMembersTest::link))),
                        branch("alien", "vector<Alien>", where, List.of(vector(0, ObjectMembersTest::link))),
                        branch("time", "TDatime", where, List.of(w -> w.i32(1), w -> w.i32(2), w -> w.i32(3))))
                .toBytes();
    }

    private static EventFile open(byte[] bytes) {
        return RootFile.open(new MemorySource("f.root", bytes));
    }

    @Test
    void eachMemberIsAColumnHoweverItIsStreamed() {
        for (Where where : Where.values()) {
            try (EventFile file = open(links(where))) {
                EventTableSource source = file.table("t");
                List<String> names =
                        source.columns().stream().map(ColumnInfo::name).toList();
                assertThat(names)
                        .startsWith("whole.fKey", "whole.fIndex", "whole.fWeight", "parts.fKey")
                        .hasSize(9);
                EventTable table = source.read(names);
                for (String vector : List.of("whole", "parts", "lists")) {
                    Column key = table.column(vector + ".fKey");
                    assertThat(key.type()).isEqualTo(ColumnType.UINT32);
                    assertThat((int[]) key.array()).as(vector).containsExactly(-1, -2, -1, -2, -3);
                    assertThat(table.column(vector + ".fIndex").toDoubles()).containsExactly(1, 2, 1, 2, 3);
                    assertThat(table.column(vector + ".fWeight").toDoubles())
                            .containsExactly(0.25, 0.5, 0.25, 0.5, 0.75);
                    assertThat(key.offsets()).containsExactly(0, 2, 2, 5);
                }
                assertThat(table.column("lists.fIndex").offsets(0)).containsExactly(0, 1, 3, 4);
                assertThat(source.unsupportedColumns())
                        .containsExactly(
                                new UnsupportedColumn("named", "it is an object of the class vector<Named>"),
                                new UnsupportedColumn("alien", "it is an object of the class vector<Alien>"),
                                new UnsupportedColumn("time", "it is an object of the class TDatime"));
            }
        }
    }

    @Test
    void objectsThatContradictTheirHeadersAreErrors() {
        Map<String, Consumer<ByteWriter>> wrong = Map.of(
                "an object cannot end at byte",
                vector(1, (w, i) -> w.i32(0x40000100).u16(1).zeros(30)),
                "cut off: a header is wanted",
                vector(2, (w, i) -> {
                    if (i == 1) {
                        link(w, i);
                    } else {
                        w.zeros(4);
                    }
                }),
                "an object ends here",
                vector(
                        1,
                        (w, i) -> w.object(
                                2, x -> x.object(1, y -> y.i32(1).u16(2)).i64(3).u8(4))),
                "cut off: a member is wanted and 2 bytes are left",
                vector(1, (w, i) -> w.object(2, x -> x.object(1, y -> y.u16(2)).i64(3))),
                "cut off: a checksum",
                vector(1, (w, i) -> w.object(0, x -> x.u16(1)).zeros(8)),
                "2 members do not fit in the 12 bytes left",
                w -> w.object(0x4009, x -> x.u16(3).i32(2).zeros(24)));
        wrong.forEach((message, entry) -> {
            byte[] bytes = new RootWriter(false)
                    .classes(CLASSES)
                    .tree("t", 1, branch("v", "vector<Link<Jet> >", Where.DISK, List.of(entry)))
                    .toBytes();
            try (EventFile file = open(bytes)) {
                EventTableSource source = file.table("t");
                assertThatThrownBy(() -> source.read(List.of("v.fWeight")))
                        .as(message)
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageContaining("f.root: tree t, branch v.fWeight, entries 0 to 1, byte ")
                        .hasMessageContaining(message);
            }
        });
    }
}
