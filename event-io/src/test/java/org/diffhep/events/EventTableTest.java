package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EventTableTest {

    private static EventTable example() {
        return EventTable.builder(4)
                .flat("MET_pt", new float[] {10, 20, 30, 40})
                .collection("Jet", 2, 0, 1, 3)
                .jagged("Jet", "pt", new float[] {1, 2, 3, 4, 5, 6})
                .jagged("Jet", "tight", new boolean[] {true, false, true, true, false, true})
                .collection("Muon", 1, 1, 0, 0)
                .jagged("Muon", "charge", new int[] {-1, 1})
                .build();
    }

    private static List<List<Double>> perEntry(Column column) {
        List<List<Double>> lists = new ArrayList<>();
        int at = 0;
        for (int e = 0; e < column.entries(); e++) {
            List<Double> list = new ArrayList<>();
            for (int i = 0; i < column.count(e); i++) {
                list.add(column.getDouble(at++));
            }
            lists.add(list);
        }
        return lists;
    }

    @Test
    void builderAddsCountersAndNamesColumnsAsNanoAodDoes() {
        EventTable table = example();
        assertThat(table.columnNames())
                .containsExactly("MET_pt", "nJet", "Jet_pt", "Jet_tight", "nMuon", "Muon_charge");
        assertThat(table.column("nJet").type()).isEqualTo(ColumnType.UINT32);
        assertThat(table.column("nJet").toDoubles()).containsExactly(2, 0, 1, 3);
        assertThat(perEntry(table.column("Jet_pt")))
                .containsExactly(List.of(1.0, 2.0), List.of(), List.of(3.0), List.of(4.0, 5.0, 6.0));
        assertThat(table.offsets("Jet")).containsExactly(0, 2, 2, 3, 6);
        assertThat(table.has("Jet_pt")).isTrue();
        assertThat(table.has("Jet_eta")).isFalse();
    }

    @Test
    void sliceKeepsTheEntriesOfItsRange() {
        EventTable part = example().slice(1, 4);
        assertThat(part.entries()).isEqualTo(3);
        assertThat(part.column("MET_pt").toDoubles()).containsExactly(20, 30, 40);
        assertThat(perEntry(part.column("Jet_pt"))).containsExactly(List.of(), List.of(3.0), List.of(4.0, 5.0, 6.0));
        assertThat(perEntry(part.column("Muon_charge"))).containsExactly(List.of(1.0), List.of(), List.of());
        assertThat(part.column("Jet_tight").offsets()).isSameAs(part.offsets("Jet"));
        assertThatThrownBy(() -> example().slice(1, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void filterEntriesKeepsWholeEntries() {
        EventTable kept = example().filterEntries(e -> e != 2 && e != 1);
        assertThat(kept.entries()).isEqualTo(2);
        assertThat(kept.column("nJet").toDoubles()).containsExactly(2, 3);
        assertThat(perEntry(kept.column("Jet_tight"))).containsExactly(List.of(1.0, 0.0), List.of(1.0, 0.0, 1.0));
        assertThat(perEntry(kept.column("Muon_charge"))).containsExactly(List.of(-1.0), List.of());
        assertThat(kept.column("Jet_tight").offsets())
                .isSameAs(kept.column("Jet_pt").offsets());
    }

    @Test
    void filterObjectsDropsThemFromTheirCollectionAndItsCounterOnly() {
        EventTable table = example();
        boolean[] tight = (boolean[]) table.column("Jet_tight").array();
        EventTable kept = table.filterObjects("Jet", tight);
        assertThat(kept.entries()).isEqualTo(4);
        assertThat(perEntry(kept.column("Jet_pt")))
                .containsExactly(List.of(1.0), List.of(), List.of(3.0), List.of(4.0, 6.0));
        assertThat(kept.column("nJet").toDoubles()).containsExactly(1, 0, 1, 2);
        assertThat(kept.column("nJet").type()).isEqualTo(ColumnType.UINT32);
        assertThat(kept.column("nMuon")).isSameAs(table.column("nMuon"));
        assertThat(kept.column("Muon_charge")).isSameAs(table.column("Muon_charge"));
    }

    @Test
    void mistakesAreNamed() {
        EventTable table = example();
        assertThatThrownBy(() -> table.column("Jet_ptt"))
                .isInstanceOf(UnknownColumnException.class)
                .hasMessage("the table has no column Jet_ptt; nearest: Jet_pt, Jet_tight, MET_pt, nJet, nMuon");
        assertThatThrownBy(() -> table.filterObjects("Tau", new boolean[0])).hasMessageContaining("Tau");
        assertThatThrownBy(() -> table.filterObjects("Jet", new boolean[5])).hasMessageContaining("5 flags");
        assertThatThrownBy(() -> table.filterEntries(new boolean[3])).hasMessageContaining("3 flags");
        assertThatThrownBy(() -> EventTable.builder(3).flat("x", new double[2]).build())
                .hasMessageContaining("column x has 2 entries, the table 3");
        assertThatThrownBy(() -> EventTable.builder(1)
                        .flat("x", new double[1])
                        .flat("x", new int[1])
                        .build())
                .hasMessageContaining("two columns are named x");
        assertThatThrownBy(() -> EventTable.builder(1).collection("Jet", 2).jagged("Jet", "pt", new float[3]))
                .hasMessageContaining("Jet_pt");
        assertThatThrownBy(() -> EventTable.builder(1).jagged("Jet", "pt", new float[3]))
                .hasMessageContaining("declare the collection Jet");
        assertThatThrownBy(() -> Column.flat("x", ColumnType.INT32, new long[1]))
                .hasMessageContaining("column x: int32 takes an array of int, not a long[]");
        Column other = Column.jagged("Jet_x", ColumnType.INT32, new int[6], new int[] {0, 2, 2, 4, 6}, "Jet");
        assertThatThrownBy(() -> EventTable.of(4, List.of(table.column("Jet_pt"), other)))
                .hasMessage("column Jet_x has 2 values in entry 2, other columns of Jet have 1");
    }

    @Property(tries = 200)
    void filteringKeepsExactlyWhatIsAskedFor(@ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int entries) {
        Random random = new Random(seed);
        int[] counts = random.ints(entries, 0, 5).toArray();
        int total = java.util.Arrays.stream(counts).sum();
        double[] values = random.doubles(total).toArray();
        EventTable table = EventTable.builder(entries)
                .flat("weight", random.doubles(entries).toArray())
                .collection("Obj", counts)
                .jagged("Obj", "x", values)
                .build();
        boolean[] keepEntries = flags(random, entries);
        boolean[] keepObjects = flags(random, total);

        EventTable fewer = table.filterObjects("Obj", keepObjects).filterEntries(keepEntries);

        List<List<Double>> expected = new ArrayList<>();
        int at = 0;
        for (int e = 0; e < entries; e++) {
            List<Double> objects = new ArrayList<>();
            for (int i = 0; i < counts[e]; i++, at++) {
                if (keepObjects[at]) {
                    objects.add(values[at]);
                }
            }
            if (keepEntries[e]) {
                expected.add(objects);
            }
        }
        assertThat(perEntry(fewer.column("Obj_x"))).isEqualTo(expected);
        for (int e = 0; e < fewer.entries(); e++) {
            assertThat(fewer.column("nObj").getLong(e))
                    .isEqualTo(expected.get(e).size());
        }
    }

    /** A column of lists of strings, one list per entry. */
    private static Column strings(List<List<String>> entries) {
        StringBuilder all = new StringBuilder();
        List<Integer> lists = new ArrayList<>(List.of(0));
        List<Integer> ends = new ArrayList<>(List.of(0));
        for (List<String> entry : entries) {
            for (String text : entry) {
                all.append(text);
                ends.add(all.length());
            }
            lists.add(ends.size() - 1);
        }
        return Column.nested(
                "tags",
                ColumnType.CHAR,
                all.toString().getBytes(StandardCharsets.US_ASCII),
                List.of(
                        lists.stream().mapToInt(i -> i).toArray(),
                        ends.stream().mapToInt(i -> i).toArray()),
                "tags");
    }

    private static List<List<String>> strings(Column column) {
        List<List<String>> entries = new ArrayList<>();
        for (int e = 0; e < column.entries(); e++) {
            List<String> entry = new ArrayList<>();
            for (int i = column.offsets(0)[e]; i < column.offsets(0)[e + 1]; i++) {
                entry.add(column.text(i));
            }
            entries.add(entry);
        }
        return entries;
    }

    @Property(tries = 200)
    void nestedColumnsAreCutAndFilteredByEntry(@ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int entries) {
        Random random = new Random(seed);
        List<List<String>> texts = new ArrayList<>();
        for (int e = 0; e < entries; e++) {
            List<String> entry = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                entry.add(Integer.toString(random.nextInt(2000)).repeat(random.nextInt(3)));
            }
            texts.add(entry);
        }
        EventTable table = EventTable.of(entries, List.of(strings(texts)));
        int first = random.nextInt(entries + 1);
        int end = first + random.nextInt(entries - first + 1);
        boolean[] keep = flags(random, end - first);

        EventTable kept = table.slice(first, end).filterEntries(keep);

        List<List<String>> expected = new ArrayList<>();
        for (int e = 0; e < keep.length; e++) {
            if (keep[e]) {
                expected.add(texts.get(first + e));
            }
        }
        assertThat(strings(kept.column("tags"))).isEqualTo(expected);
        assertThat(kept.offsets("tags")).isSameAs(kept.column("tags").offsets());
    }

    @Test
    void filterObjectsOfANestedColumnKeepsItsLists() {
        EventTable table =
                EventTable.of(3, List.of(strings(List.of(List.of("ab", "c"), List.of(), List.of("", "de")))));
        EventTable kept = table.filterObjects("tags", new boolean[] {false, true, false, true, false});
        assertThat(strings(kept.column("tags"))).containsExactly(List.of("b", ""), List.of(), List.of("", "d"));
        assertThat(kept.offsets("tags")).containsExactly(0, 1, 1, 2);
    }

    private static boolean[] flags(Random random, int n) {
        boolean[] flags = new boolean[n];
        for (int i = 0; i < n; i++) {
            flags[i] = random.nextBoolean();
        }
        return flags;
    }
}
