package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffhep.events.ColumnCache;
import org.diffhep.events.EventChain;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTable;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.internal.MemorySource;
import org.diffhep.events.internal.http.LoopbackServer;
import org.diffhep.events.internal.root.BranchSpec.BasketSpec;
import org.diffhep.events.internal.root.BranchSpec.Where;
import org.diffhep.events.internal.root.ObjectWriter.MemberSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trees that name friends in their own file. The list is written here after ROOT's description of TFriendElement 2 (a TNamed of alias
 * and file, the name of the tree, and whether it owns the file); no file that ROOT wrote one into was at hand. uproot 5.7.7 reads
 * the elements of these files by the description beside them.
 */
class DeclaredFriendsTest {

    private final Path folder;

    DeclaredFriendsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static BranchSpec ints(String name, Integer... values) {
        List<byte[]> entries =
                Stream.of(values).map(v -> new ByteWriter().i32(v).toBytes()).toList();
        return new BranchSpec(
                name, "TLeafI", 4, false, null, List.of(new BasketSpec(Where.DISK, entries, false, false)));
    }

    static byte[] main(FriendTable... friends) {
        return new RootWriter(false)
                .classes(Map.of(
                        "TFriendElement",
                        List.of(
                                new MemberSpec("TStreamerBase", "TNamed", "", 67, 0, "BASE", 1, 0, ""),
                                new MemberSpec("TStreamerString", "fTreeName", "", 65, 24, "TString", 1, 0, ""),
                                new MemberSpec("TStreamerBasicType", "fOwnFile", "", 18, 1, "bool", 1, 0, ""))))
                .tree("extra/Own", 1, ints("z", 4, 5, 6))
                .friends(friends)
                .tree("Events", 1, ints("x", 1, 2, 3))
                .toBytes();
    }

    private static byte[] friend(Integer... y) {
        return new RootWriter(true)
                .tree("Friends", 1, ints("x", y), ints("y", y))
                .toBytes();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    @Test
    void friendsBesideTheFileAndInItAreRead() throws IOException {
        write("others/friend.root", friend(7, 8, 9));
        Path second = write("second.root", friend(10, 11, 12));
        Path file = write(
                "main.root",
                main(
                        new FriendTable("Friends", "others/friend.root", "Friends"),
                        new FriendTable("Own", "", "extra/Own"),
                        new FriendTable("Friends", second.toAbsolutePath().toString(), "Friends")));
        try (EventFile events = EventFile.open(file)) {
            EventTableSource table = events.table("Events");
            assertThat(table.friends()).hasSize(3).contains(new FriendTable("Own", "", "extra/Own"));
            assertThat(table.columns().stream().map(c -> c.name()))
                    .containsExactly("x", "Friends.x", "y", "z", "Friends_2.x", "Friends_2.y");
            EventTable read = table.read(List.of("z", "y", "Friends_2.y", "x", "Friends.x"), 1, 3);
            assertThat(read.column("x").toDoubles()).containsExactly(2, 3);
            assertThat(read.column("y").toDoubles()).containsExactly(8, 9);
            assertThat(read.column("Friends.x").toDoubles()).containsExactly(8, 9);
            assertThat(read.column("Friends_2.y").toDoubles()).containsExactly(11, 12);
            assertThat(read.column("z").toDoubles()).containsExactly(5, 6);
            assertThat(events.tableWithoutFriends("Events").columns()).hasSize(1);
            assertThat(events.table("Events")).isSameAs(table);
            long own = 3L * 2 * Integer.BYTES;
            assertThat(events.bytesDecompressed()).isGreaterThan(own);
        }
        try (EventChain chain = EventChain.open(
                List.of(EventLocation.of(file), EventLocation.of(file)), java.util.Optional.of("Events"))) {
            assertThat(chain.read(List.of("y")).column("y").toDoubles()).containsExactly(7, 8, 9, 7, 8, 9);
        }
    }

    @Test
    void whatCannotBeReadIsNamedAndDisturbsNothing() throws IOException {
        Path tooShort = write("short.root", friend(1, 2));
        Path indexed = write(
                "indexed.root",
                new RootWriter(false)
                        .indexed()
                        .tree("Friends", 1, ints("y", 1, 2, 3))
                        .toBytes());
        Path text = write("text.csv", "a,b\n1,2\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Path file = write(
                "main.root",
                main(
                        new FriendTable("missing", "missing.root", "Friends"),
                        new FriendTable("short", "short.root", "Friends"),
                        new FriendTable("indexed", "indexed.root", "Friends"),
                        new FriendTable("other", "indexed.root", "None"),
                        new FriendTable("text", text.toString(), "Friends"),
                        new FriendTable("far", "root://server//far.root", "Friends")));
        try (EventFile events = EventFile.open(file)) {
            EventTableSource table = events.table("Events");
            assertThat(table.read(List.of("x")).column("x").toDoubles()).containsExactly(1, 2, 3);
            List<String> reasons = table.unsupportedColumns().stream()
                    .map(c -> c.name() + " " + c.reason())
                    .toList();
            assertThat(reasons).hasSize(6);
            assertThat(reasons.get(0))
                    .isEqualTo("missing.* friend missing: " + folder.resolve("missing.root") + ": no such file");
            assertThat(reasons.get(1))
                    .isEqualTo("short.* friend short: " + tooShort + ": tree Friends has 2 entries, and " + file
                            + ": tree Events 3; a friend has an entry for each");
            assertThat(reasons.get(2))
                    .startsWith("indexed.* friend indexed: " + indexed + ": tree Friends has an index");
            assertThat(reasons.get(3)).contains(indexed + " has no tree None; its trees: Friends");
            assertThat(reasons.get(4)).contains(text + " has no table Friends");
            assertThat(reasons.get(5)).contains("XRootD is not supported");
            assertThatThrownBy(() -> table.read(List.of("y")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageStartingWith(
                            file + ": tree Events: column y cannot be read: the table does not have it, and"
                                    + " not all of its friends can be read: friend missing: ");
        }
    }

    @Test
    void aFileInMemoryHasNoFilesBesideIt() {
        byte[] bytes =
                main(new FriendTable("Friends", "friend.root", "Friends"), new FriendTable("Own", "", "extra/Own"));
        try (EventFile file = RootFile.open(new MemorySource("f.root", bytes))) {
            EventTableSource table = file.table("Events");
            assertThat(table.read(List.of("z")).column("z").toDoubles()).containsExactly(4, 5, 6);
            assertThat(table.unsupportedColumns())
                    .singleElement()
                    .hasToString(
                            "UnsupportedColumn[name=Friends.*, reason=friend Friends: friend.root cannot be found from"
                                    + " f.root, which is not a file on disk]");
        }
    }

    /** Nobody who sends a file can have another read from this machine. */
    @Test
    void aFileOnAServerHasFriendsOnServersOnly() throws IOException {
        Path local = write("local.root", friend(1, 2, 3));
        byte[] bytes = main(
                new FriendTable("near", "sub/near.root", "Friends"),
                new FriendTable("path", local.toString(), "Friends"),
                new FriendTable("local", local.toUri().toString(), "Friends"));
        Map<String, byte[]> files = Map.of("/data/main.root", bytes, "/data/sub/near.root", friend(7, 8, 9));
        try (LoopbackServer server = new LoopbackServer(exchange -> {
                    byte[] found = files.get(exchange.getRequestURI().getPath());
                    (found == null ? LoopbackServer.status(404) : LoopbackServer.parts(found, "\"a\"")).to(exchange);
                });
                EventFile file = EventFile.open(server.address("/data/main.root"))) {
            EventTableSource table = file.table("Events");
            assertThat(table.read(List.of("y")).column("y").toDoubles()).containsExactly(7, 8, 9);
            assertThat(table.unsupportedColumns()).hasSize(2);
            assertThat(table.unsupportedColumns().get(0).reason())
                    .contains(server.address(local.toString()) + ": no such file on the server");
            assertThat(table.unsupportedColumns().get(1).reason())
                    .contains("a file on a server can have friends on servers only");
        }
    }

    @Test
    void aCacheKeepsOwnColumnsOnly() throws IOException {
        write("friend.root", friend(7, 8, 9));
        Path file = write("main.root", main(new FriendTable("Friends", "friend.root", "Friends")));
        try (EventFile cached = ColumnCache.in(folder.resolve("cache")).open(file)) {
            EventTableSource table = cached.table("Events");
            assertThat(table.read(List.of("x")).column("x").toDoubles()).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> table.read(List.of("y")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessage(file
                            + ": table Events: column y cannot be read: it is of a friend, and those are not cached;"
                            + " read it without a cache");
            assertThatThrownBy(() -> table.read(List.of("no")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("has no column no");
        }
    }
}
