package org.diffhep.events.internal.root;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTable;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnknownTableException;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.JoinedTable;

/** The files that trees of a file name for their friends; each is opened once, and closed with the file. */
final class FriendFiles implements AutoCloseable {

    private static final Set<String> SERVED = Set.of("http", "https");

    private final EventFile file;
    private final ByteSource source;
    private final Map<String, EventFile> open = new HashMap<>();
    private boolean closed;

    /** @param file whose content {@code source} is */
    FriendFiles(EventFile file, ByteSource source) {
        this.file = file;
        this.source = source;
    }

    /** A tree with its friends, those that cannot be read by name. */
    EventTableSource join(EventTableSource tree) {
        Map<String, EventTableSource> friends = new LinkedHashMap<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        for (FriendTable friend : tree.friends()) {
            String name = friend.name().isEmpty() ? friend.table() : friend.name();
            String unique = name;
            for (int i = 2; friends.containsKey(unique) || unreadable.containsKey(unique); i++) {
                unique = name + "_" + i;
            }
            try {
                friends.put(unique, table(tree, friend));
            } catch (UncheckedIOException
                    | MalformedFileException
                    | UnknownTableException
                    | IllegalArgumentException e) {
                unreadable.put(unique, "friend " + unique + ": " + e.getMessage());
            }
        }
        return new JoinedTable(tree, friends, unreadable);
    }

    private EventTableSource table(EventTableSource tree, FriendTable friend) {
        EventFile home = friend.file().isEmpty() ? file : open(friend.file());
        EventTableSource table = home.tableWithoutFriends(friend.table());
        JoinedTable.requireEntries(tree, table);
        if (table instanceof TreeSource indexed && indexed.isIndexed()) {
            throw new IllegalArgumentException(table
                    + " has an index, by which ROOT finds its entries for those of another tree; friends are read by the"
                    + " number of the entry only");
        }
        return table;
    }

    private synchronized EventFile open(String name) {
        if (closed) {
            throw new IllegalArgumentException(file.name() + " is closed");
        }
        EventFile known = open.get(name);
        if (known == null) {
            known = location(name).open();
            open.put(name, known);
        }
        return known;
    }

    /**
     * Where a friend lies.
     *
     * @throws IllegalArgumentException it cannot be read from where this file lies
     */
    private EventLocation location(String name) {
        if (EventLocation.isAddress(source.location())) {
            return onServer(name);
        }
        if (EventLocation.isAddress(name)) {
            return EventLocation.of(name);
        }
        Path own = source.path()
                .orElseThrow(() -> new IllegalArgumentException(
                        name + " cannot be found from " + file.name() + ", which is not a file on disk"));
        Path beside = own.resolveSibling(name);
        Path here = Path.of(name);
        return EventLocation.of(!Files.exists(beside) && Files.exists(here) ? here : beside);
    }

    /** A file on a server names others on servers, never one on this machine. */
    private EventLocation onServer(String name) {
        try {
            URI friend = EventLocation.isAddress(name) ? new URI(name) : new URI(null, null, name, null);
            URI address = URI.create(source.location()).resolve(friend);
            if (!SERVED.contains(String.valueOf(address.getScheme()))) {
                throw new IllegalArgumentException(name + ": a file on a server can have friends on servers only");
            }
            return EventLocation.of(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name + ": is no address: " + e.getReason(), e);
        }
    }

    /** Of all files that are open. */
    synchronized long sum(ToLongFunction<EventFile> of) {
        return open.values().stream().mapToLong(of).sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(EventFile::close);
        open.clear();
    }
}
