package org.diffhep.cli.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.cli.UsageException;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnNames;
import org.diffhep.events.EntryRange;
import org.diffhep.events.EventChain;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.UnknownColumnException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The table that a command reads: of one file, or of many one after another. */
final class EventInput {

    private static final String USUAL_TABLE = "Events";
    private static final Pattern RANGE = Pattern.compile("(\\d*):(\\d*)");

    /** How columns are called. */
    enum Schema {
        STORED,
        PHYSLITE
    }

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

    @Option(
            names = "--column",
            paramLabel = "NAME=STORED",
            description = "Another name for a column, or for a part of names: btagCSVV2=btagDeepFlavB. Repeatable.")
    private List<String> aliases = List.of();

    @Option(
            names = "--friend",
            paramLabel = "[NAME=]FILE[:TABLE]",
            description =
                    "A table with the columns of the same entries: a file, a pattern or an address. Where the name of a"
                            + " column is taken it is NAME.COLUMN; NAME by default is that of the table. Repeatable.")
    private List<String> friends = List.of();

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "How columns are called: stored (default), or physlite: AnalysisJetsAuxDyn.pt is"
                    + " AnalysisJets_pt.")
    private Schema schema = Schema.STORED;

    /**
     * Opens the files, and closes them when {@code use} is done.
     *
     * @throws UsageException an option is wrong, or a column is missing that goes by another name here
     */
    <T> T with(Function<EventTableSource, T> use) {
        Map<String, String> names;
        try {
            names = ColumnNames.parseAliases(aliases);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--column " + e.getMessage());
        }
        List<FriendOption> others = friends.stream().map(FriendOption::parse).toList();
        List<EventLocation> locations = EventChain.files(files);
        try {
            if (locations.size() == 1) {
                try (EventFile file = locations.get(0).open()) {
                    return use(file.table(tableName(file)), others, names, use);
                }
            }
            try (EventChain chain = EventChain.open(locations, table)) {
                return use(chain, others, names, use);
            }
        } catch (UnknownColumnException e) {
            throw e.otherVersion()
                    .<RuntimeException>map(other -> new UsageException(e.getMessage() + ". Try --column "
                            + withoutCollection(e.column(), other) + "=" + withoutCollection(other, e.column())))
                    .orElse(e);
        }
    }

    private <T> T use(
            EventTableSource source,
            List<FriendOption> others,
            Map<String, String> names,
            Function<EventTableSource, T> use) {
        List<EventChain> opened = new ArrayList<>();
        try {
            others.forEach(friend -> opened.add(friend.open()));
            return use.apply(named(FriendOption.join(source, others, opened), names));
        } finally {
            opened.forEach(EventChain::close);
        }
    }

    private EventTableSource named(EventTableSource source, Map<String, String> names) {
        return ColumnNames.aliased(schema == Schema.PHYSLITE ? ColumnNames.physlite(source) : source, names);
    }

    /** {@code btagCSVV2} for {@code Jet_btagCSVV2}, if the other name is of the same collection. */
    private static String withoutCollection(String name, String other) {
        int underscore = name.indexOf('_') + 1;
        return underscore > 0 && other.startsWith(name.substring(0, underscore)) ? name.substring(underscore) : name;
    }

    private String tableName(EventFile events) {
        if (table.isPresent()) {
            return table.get();
        }
        List<String> names = events.tables();
        return names.size() == 1 ? names.get(0) : USUAL_TABLE;
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
