package org.diffhep.cli.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.cli.ColumnOptions;
import org.diffhep.cli.UsageException;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.EntryRange;
import org.diffhep.events.EventChain;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTableSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The table that a command reads: of one file, or of many one after another. */
final class EventInput {

    private static final Pattern RANGE = Pattern.compile("(\\d*):(\\d*)");

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Files of events, patterns such as DIR/*.root, or addresses (https://…); formats are recognised"
                            + " by content.")
    private List<String> files = List.of();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table; default: Events, or the only one there is.")
    private Optional<String> table = Optional.empty();

    @Option(
            names = "--entries",
            paramLabel = "A:B",
            description =
                    "Entries from A up to, not including, B; either may be left out. They count through all files.")
    private Optional<String> entries = Optional.empty();

    @Mixin
    private ColumnOptions columnOptions = new ColumnOptions();

    @Option(
            names = "--friend",
            paramLabel = "[NAME=]FILE[:TABLE]",
            description =
                    "A table with the columns of the same entries: a file, a pattern or an address. Where the name of a"
                            + " column is taken it is NAME.COLUMN; NAME by default is that of the table. Repeatable.")
    private List<String> friends = List.of();

    /**
     * Opens the files, and closes them when {@code use} is done.
     *
     * @throws UsageException an option is wrong, or a column is missing that goes by another name here
     */
    <T> T with(Function<EventTableSource, T> use) {
        ColumnNaming naming = columnOptions.naming();
        List<FriendOption> others = friends.stream().map(FriendOption::parse).toList();
        List<EventLocation> locations = EventChain.files(files);
        return ColumnOptions.suggesting(() -> {
            if (locations.size() == 1) {
                try (EventFile file = locations.get(0).open()) {
                    return use(file.table(tableName(file, naming)), others, naming, use);
                }
            }
            try (EventChain chain = EventChain.open(locations, Optional.of(tableName(locations.get(0), naming)))) {
                return use(chain, others, naming, use);
            }
        });
    }

    private static <T> T use(
            EventTableSource source,
            List<FriendOption> others,
            ColumnNaming naming,
            Function<EventTableSource, T> use) {
        List<EventChain> opened = new ArrayList<>();
        try {
            others.forEach(friend -> opened.add(friend.open()));
            return use.apply(naming.of(FriendOption.join(source, others, opened)));
        } finally {
            opened.forEach(EventChain::close);
        }
    }

    private String tableName(EventLocation first, ColumnNaming naming) {
        try (EventFile file = first.open()) {
            return tableName(file, naming);
        }
    }

    private String tableName(EventFile file, ColumnNaming naming) {
        return table.orElseGet(() -> {
            List<String> names = file.tables();
            return names.size() == 1 ? names.get(0) : naming.eventsTable(file);
        });
    }

    /** The columns asked for, or all. */
    static List<String> columns(EventTableSource source, List<String> asked) {
        return asked.isEmpty()
                ? source.columns().stream().map(ColumnInfo::name).toList()
                : asked.stream().distinct().toList();
    }

    /** The entries asked for, of so many. */
    EntryRange range(long available) {
        if (entries.isEmpty()) {
            return new EntryRange(0, available);
        }
        Matcher matcher = RANGE.matcher(entries.get());
        if (!matcher.matches()) {
            throw new UsageException("--entries " + entries.get() + ": expected two numbers A:B");
        }
        long first = bound(matcher.group(1), 0);
        long end = bound(matcher.group(2), available);
        if (first > end || end > available) {
            throw new UsageException("--entries " + entries.get() + ": the table has entries 0:" + available);
        }
        return new EntryRange(first, end);
    }

    private long bound(String digits, long absent) {
        try {
            return digits.isEmpty() ? absent : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new UsageException("--entries " + entries.orElse("") + ": " + digits + " is too large");
        }
    }
}
