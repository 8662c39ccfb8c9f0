package org.diffhep.events;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Many files, of which those used last are open. Safe for use by several threads. */
final class OpenFiles implements AutoCloseable {

    private static final int MOST = 8;

    private final List<EventLocation> locations;
    // By number, the one used longest ago first.
    private final Map<Integer, EventFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, Integer> users = new HashMap<>();
    private boolean closed;

    OpenFiles(List<EventLocation> locations) {
        this.locations = List.copyOf(locations);
    }

    int size() {
        return locations.size();
    }

    EventLocation location(int number) {
        return locations.get(number);
    }

    List<EventLocation> locations() {
        return locations;
    }

    /** Does something with a file, which stays open meanwhile. */
    <T> T with(int number, Function<EventFile, T> use) {
        EventFile file = take(number);
        try {
            return use.apply(file);
        } finally {
            give(number);
        }
    }

    private synchronized EventFile take(int number) {
        if (closed) {
            throw new UncheckedIOException(location(number) + ": is closed", new ClosedChannelException());
        }
        EventFile file = open.get(number);
        if (file == null) {
            file = location(number).open();
            open.put(number, file);
        }
        users.merge(number, 1, Integer::sum);
        return file;
    }

    private synchronized void give(int number) {
        users.merge(number, -1, Integer::sum);
        List<EventFile> idle = new ArrayList<>();
        Iterator<Map.Entry<Integer, EventFile>> eldest = open.entrySet().iterator();
        while (open.size() > (closed ? 0 : MOST) && eldest.hasNext()) {
            Map.Entry<Integer, EventFile> each = eldest.next();
            if (users.getOrDefault(each.getKey(), 0) == 0) {
                idle.add(each.getValue());
                eldest.remove();
            }
        }
        idle.forEach(EventFile::close);
    }

    /** Closes what is not in use now, and the rest as soon as it is not. */
    @Override
    public synchronized void close() {
        closed = true;
        open.entrySet().removeIf(each -> {
            boolean idle = users.getOrDefault(each.getKey(), 0) == 0;
            if (idle) {
                each.getValue().close();
            }
            return idle;
        });
    }
}
