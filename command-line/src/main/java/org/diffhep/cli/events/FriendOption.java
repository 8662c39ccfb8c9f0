package org.diffhep.cli.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.cli.UsageException;
import org.diffhep.events.EventChain;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTables;

/**
 * One {@code --friend [NAME=]FILE[:TABLE]}.
 *
 * @param name what its columns are called by; empty for the name of its table
 * @param files a file, an address or a pattern
 * @param table the table in it; empty for the usual one
 */
record FriendOption(Optional<String> name, String files, Optional<String> table) {

    private static final Pattern NAMED = Pattern.compile("([A-Za-z_]\\w*)=(.+)");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/].*");

    static FriendOption parse(String text) {
        Matcher named = NAMED.matcher(text);
        Optional<String> name = named.matches() ? Optional.of(named.group(1)) : Optional.empty();
        String place = named.matches() ? named.group(2) : text;
        // Neither the port of a server nor a drive is a table.
        int from = EventLocation.isAddress(place)
                ? Math.max(0, place.indexOf('/', place.indexOf("://") + 3))
                : DRIVE.matcher(place).matches() ? 2 : 0;
        int colon = place.indexOf(':', from);
        if (colon == 0 || colon == place.length() - 1 || place.isEmpty()) {
            throw new UsageException("--friend " + text + ": expected [NAME=]FILE[:TABLE]");
        }
        return new FriendOption(
                name,
                colon < 0 ? place : place.substring(0, colon),
                colon < 0 ? Optional.empty() : Optional.of(place.substring(colon + 1)));
    }

    /** Opens the files; close the chain after use. */
    EventChain open() {
        return EventChain.open(EventChain.files(List.of(files)), table);
    }

    /** What the friend is called: as it was written, or the name of its table without directories and cycle. */
    private String nameOf(EventTableSource opened) {
        return name.orElseGet(() -> opened.name().replaceAll(".*/|;.*", ""));
    }

    /**
     * A table with its friends.
     *
     * @param opened those that the options stand for, in their order
     * @throws UsageException two have one name
     */
    static EventTableSource join(EventTableSource table, List<FriendOption> options, List<EventChain> opened) {
        Map<String, EventTableSource> friends = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i++) {
            String name = options.get(i).nameOf(opened.get(i));
            if (friends.put(name, opened.get(i)) != null) {
                throw new UsageException("--friend " + options.get(i).files + ": there are two friends named " + name
                        + "; write --friend NAME=" + options.get(i).files);
            }
        }
        return FriendTables.join(table, friends);
    }
}
