package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FriendTablesTest {

    private static final int[] JETS = {0, 2, 2, 5};
    private static final float[] PT = {50, 40, 90, 60, 30};
    private static final float[] SCORES = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f};
    private static final int[] OTHER_JETS = {0, 2, 3, 5};

    private final Path folder;

    FriendTablesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static EventTable events() {
        return EventTable.of(
                3,
                List.of(
                        Column.flat("event", ColumnType.INT64, new long[] {7, 8, 9}),
                        Column.jagged("Jet_pt", ColumnType.FLOAT32, PT, JETS, "Jet")));
    }

    private static EventTable computed(int[] offsets) {
        return EventTable.of(
                3,
                List.of(
                        Column.flat("event", ColumnType.INT64, new long[] {70, 80, 90}),
                        Column.flat("weight", ColumnType.FLOAT64, new double[] {0.5, 1, 2}),
                        Column.jagged("Jet_score", ColumnType.FLOAT32, SCORES, offsets, "Jet")));
    }

    private Path write(String name, EventTable table) {
        Path file = folder.resolve(name);
        SampleTables.write(file, table, 2);
        return file;
    }

    /** Both in one file format, or in two. */
    @Test
    void columnsOfAFriendAreBesideTheOwn() {
        Path main = write("main.root", events());
        for (Path other : List.of(write("friend.root", computed(JETS)), write("friend.npz", computed(JETS)))) {
            try (EventFile file = EventFile.open(main);
                    EventFile friend = EventFile.open(other)) {
                EventTableSource joined = FriendTables.join(file.table("Events"), Map.of("nn", friend.table("Events")));
                assertThat(joined.entries()).isEqualTo(3);
                assertThat(TestFiles.columnNames(joined))
                        .startsWith("event", "nJet", "Jet_pt")
                        .contains("nn.event", "weight", "Jet_score");
                EventTable table = joined.read(List.of("Jet_score", "Jet_pt", "nn.event", "event", "nn.weight"));
                assertThat(table.column("event").toDoubles()).containsExactly(7, 8, 9);
                assertThat(table.column("nn.event").toDoubles()).containsExactly(70, 80, 90);
                assertThat(table.column("nn.weight").toDoubles()).containsExactly(0.5, 1, 2);
                assertThat(table.column("Jet_score").array()).isEqualTo(SCORES);
                assertThat(table.column("Jet_score").offsets())
                        .isSameAs(table.column("Jet_pt").offsets());

                EventTable part = joined.read(List.of("weight", "Jet_score"), 1, 3);
                assertThat(part.column("weight").toDoubles()).containsExactly(1, 2);
                assertThat(part.column("Jet_score").offsets()).containsExactly(0, 0, 3);
                assertThat(joined.column("nn.Jet_score").collection()).contains("nn.Jet");
                assertThat(joined.clusterStarts(List.of("weight", "event"))).startsWith(0L);
                assertThat(joined.blocks(List.of("weight", "Jet_pt"), 2)
                                .next()
                                .events()
                                .entries())
                        .isPositive();
                assertThatThrownBy(() -> joined.read(List.of("weight"), 0, 4))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(main + ": tree Events has 3 entries; cannot read 0 to 4");
                assertThatThrownBy(() -> joined.read(List.of("Jet_scor")))
                        .isInstanceOf(UnknownColumnException.class)
                        .hasMessageContaining(main + ": tree Events has no column Jet_scor; nearest: Jet_score");
                assertThatThrownBy(() -> joined.read(List.of("nn.wait")))
                        .isInstanceOf(UnknownColumnException.class)
                        .hasMessageContaining(other.toString())
                        .hasMessageContaining("wait; nearest: weight");
            }
        }
    }

    /** Another number of jets in the middle event: the values do not belong to the same ones. */
    @Test
    void collectionsThatDifferAreNamedAndReadApart() {
        Path main = write("main.root", events());
        Path other = write("friend.root", computed(OTHER_JETS));
        try (EventFile file = EventFile.open(main);
                EventFile friend = EventFile.open(other)) {
            EventTableSource joined = FriendTables.join(file.table("Events"), Map.of("nn", friend.table("Events")));
            assertThatThrownBy(() -> joined.read(List.of("Jet_pt", "Jet_score"), 1, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(other + ": tree Events: column Jet_score has 1 values in entry 1, and Jet_pt of " + main
                            + ": tree Events, of the same collection, 0; ask for it as nn.Jet_score");
            EventTable apart = joined.read(List.of("Jet_pt", "nn.Jet_score"));
            assertThat(apart.offsets("Jet")).isEqualTo(JETS);
            assertThat(apart.offsets("nn.Jet")).isEqualTo(OTHER_JETS);
        }
    }

    @Test
    void aFriendHasAsManyEntries() {
        Path main = write("main.root", events());
        Path other = write("short.root", computed(JETS).slice(0, 2));
        try (EventFile file = EventFile.open(main);
                EventFile friend = EventFile.open(other)) {
            assertThatThrownBy(() -> FriendTables.join(file.table("Events"), Map.of("nn", friend.table("Events"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(other + ": tree Events has 2 entries, and " + main
                            + ": tree Events 3; a friend has an entry for each");
        }
    }

    @Test
    void chainsHaveChainsOfFriends() {
        List<EventLocation> mains = List.of(
                EventLocation.of(write("a.root", events())), EventLocation.of(write("b.root", events().slice(0, 2))));
        EventTable all =
                EventTable.concat(List.of(computed(JETS), computed(JETS).slice(0, 2)));
        // The same entries, in other files.
        List<EventLocation> others = List.of(
                EventLocation.of(write("c.root", all.slice(0, 1))), EventLocation.of(write("d.root", all.slice(1, 5))));
        try (EventChain chain = EventChain.open(mains, Optional.empty());
                EventChain friends = EventChain.open(others, Optional.empty())) {
            EventTable table = FriendTables.join(chain, Map.of("nn", friends)).read(List.of("Jet_pt", "Jet_score"));
            assertThat(table.column("Jet_score").array())
                    .isEqualTo(all.column("Jet_score").array());
        }
    }

    @Test
    void twoFriendsKeepTheirOrder() {
        Map<String, EventTableSource> friends = new LinkedHashMap<>();
        try (EventFile file = EventFile.open(write("main.root", events()));
                EventFile one = EventFile.open(write("one.npz", computed(JETS)));
                EventFile two = EventFile.open(write("two.npz", computed(OTHER_JETS)))) {
            friends.put("one", one.table("Events"));
            friends.put("two", two.table("Events"));
            EventTableSource joined = FriendTables.join(file.table("Events"), friends);
            assertThat(TestFiles.columnNames(joined)).contains("weight", "one.event", "two.weight", "two.event");
            assertThat(Arrays.stream(joined.read(List.of("two.Jet_score")).offsets("two.Jet"))
                            .boxed())
                    .containsExactly(0, 2, 3, 5);
        }
    }
}
