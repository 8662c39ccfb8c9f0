package org.diffhep.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of one name in many files, of any formats, as one table: their entries one after another, in the order of the
 * files. All columns can be read that every file has with one type; the others are among {@link #unsupportedColumns}, with
 * the file that lacks them. Each file is looked at when the chain is opened; few are held open at a time. Safe for use by
 * several threads.
 */
public final class EventChain implements EventTableSource, AutoCloseable {

    private static final String USUAL_TABLE = "Events";

    private final OpenFiles files;
    private final String table;
    // Where the entries of each file begin, and the last ends.
    private final long[] begins;
    private final List<Long> clusterStarts;
    private final List<ColumnInfo> columns;
    private final List<UnsupportedColumn> unsupported;

    private EventChain(
            OpenFiles files,
            String table,
            long[] begins,
            List<Long> clusterStarts,
            List<ColumnInfo> columns,
            List<UnsupportedColumn> unsupported) {
        this.files = files;
        this.table = table;
        this.begins = begins;
        this.clusterStarts = clusterStarts;
        this.columns = columns;
        this.unsupported = unsupported;
    }

    /**
     * Opens files.
     *
     * @param locations at least one
     * @param table the name of the table; if empty, {@code Events} or the only one of the first file
     * @throws UncheckedIOException a file cannot be read
     * @throws MalformedFileException a file is damaged
     * @throws UnknownTableException a file has no such table
     */
    public static EventChain open(List<EventLocation> locations, Optional<String> table) {
        if (locations.isEmpty()) {
            throw new IllegalArgumentException("a chain has at least one file");
        }
        OpenFiles files = new OpenFiles(locations);
        try {
            return open(files, table.orElseGet(() -> files.with(0, EventChain::usualTable)));
        } catch (RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /** The only table of a file, or that of the usual name. */
    private static String usualTable(EventFile file) {
        List<String> names = file.tables();
        return names.size() == 1 ? names.get(0) : USUAL_TABLE;
    }

    private static EventChain open(OpenFiles files, String table) {
        long[] begins = new long[files.size() + 1];
        List<Long> starts = new ArrayList<>();
        Map<String, ColumnInfo> common = new LinkedHashMap<>();
        Map<String, UnsupportedColumn> unsupported = new LinkedHashMap<>();
        for (int f = 0; f < files.size(); f++) {
            int number = f;
            files.with(f, file -> {
                EventTableSource source = file.table(table);
                begins[number + 1] = begins[number] + source.entries();
                source.clusterStarts().forEach(start -> starts.add(begins[number] + start));
                source.unsupportedColumns().forEach(column -> unsupported.putIfAbsent(column.name(), column));
                if (number == 0) {
                    source.columns().forEach(column -> common.put(column.name(), column));
                } else {
                    keepCommon(
                            common,
                            unsupported,
                            source,
                            file.name(),
                            files.location(0).toString());
                }
                return source.entries();
            });
        }
        unsupported.keySet().forEach(common::remove);
        return new EventChain(
                files,
                table,
                begins,
                Collections.unmodifiableList(starts),
                List.copyOf(common.values()),
                List.copyOf(unsupported.values()));
    }

    private static void keepCommon(
            Map<String, ColumnInfo> common,
            Map<String, UnsupportedColumn> unsupported,
            EventTableSource source,
            String path,
            String first) {
        Map<String, ColumnInfo> here = new LinkedHashMap<>();
        source.columns().forEach(column -> here.put(column.name(), column));
        for (ColumnInfo column : common.values()) {
            ColumnInfo other = here.get(column.name());
            if (other == null) {
                unsupported.putIfAbsent(
                        column.name(), new UnsupportedColumn(column.name(), path + " does not have it"));
            } else if (other.type() != column.type() || other.depth() != column.depth()) {
                unsupported.putIfAbsent(
                        column.name(),
                        new UnsupportedColumn(
                                column.name(),
                                "it is " + column.typeName() + " in " + first + ", and " + other.typeName() + " in "
                                        + path));
            }
        }
        for (String column : here.keySet()) {
            if (!common.containsKey(column)) {
                unsupported.putIfAbsent(column, new UnsupportedColumn(column, first + " does not have it"));
            }
        }
    }

    /**
     * The files that patterns stand for, in the order of the patterns and then of their names, each once. A pattern is the
     * path of a file, or has {@code *}, {@code ?}, {@code [abc]} or {@code {a,b}} in some parts of the path ({@code **} for
     * any number of folders), as {@link java.nio.file.FileSystem#getPathMatcher} has them. An address, {@code https://…}, stands for itself.
     *
     * @throws UncheckedIOException a pattern matches no file
     * @throws IllegalArgumentException as of {@link EventLocation#of(String)}
     */
    public static List<EventLocation> files(Collection<String> patterns) {
        LinkedHashSet<EventLocation> files = new LinkedHashSet<>();
        for (String pattern : patterns) {
            if (EventLocation.isAddress(pattern) || !isPattern(pattern) || Files.exists(Path.of(pattern))) {
                files.add(EventLocation.of(pattern));
                continue;
            }
            List<Path> found = matching(pattern);
            if (found.isEmpty()) {
                throw new UncheckedIOException(pattern + ": no such file", new NoSuchFileException(pattern));
            }
            found.forEach(file -> files.add(EventLocation.of(file)));
        }
        return List.copyOf(files);
    }

    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static List<Path> matching(String pattern) {
        // What precedes the first part with a sign of a pattern is a folder to start from.
        int sign = 0;
        while ("*?[{".indexOf(pattern.charAt(sign)) < 0) {
            sign++;
        }
        int slash = pattern.lastIndexOf('/', sign);
        Path start = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1));
        long parts = pattern.substring(slash + 1).chars().filter(c -> c == '/').count() + 1;
        int depth = pattern.contains("**") ? Integer.MAX_VALUE : Math.toIntExact(parts);
        PathMatcher matcher = start.getFileSystem().getPathMatcher("glob:" + pattern.substring(slash + 1));
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && matcher.matches(start.relativize(file))) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(pattern + ": cannot be searched: " + e, e);
        }
        Collections.sort(found);
        return found;
    }

    /** The files, in order. */
    public List<EventLocation> locations() {
        return files.locations();
    }

    @Override
    public String name() {
        return table;
    }

    @Override
    public long entries() {
        return begins[begins.length - 1];
    }

    @Override
    public List<ColumnInfo> columns() {
        return columns;
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return unsupported;
    }

    @Override
    public EventTable read(Collection<String> wanted, long first, long end) {
        if (first < 0 || end < first || end > entries() || end - first >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(this + " has " + entries() + " entries; cannot read " + first + " to "
                    + end + (end <= entries() && first >= 0 && first <= end ? " at once" : ""));
        }
        wanted.forEach(this::column);
        List<EventTable> parts = new ArrayList<>();
        for (int f = 0; f < files.size(); f++) {
            long from = Math.max(first, begins[f]);
            long to = Math.min(end, begins[f + 1]);
            // An empty range still is a table with these columns: that of the file where it lies.
            boolean last = f == files.size() - 1 && parts.isEmpty();
            if (from < to || last) {
                long begin = begins[f];
                parts.add(files.with(f, file -> file.table(table)
                        .read(wanted, Math.max(from, begin) - begin, Math.max(from, to) - begin)));
            }
        }
        return EventTable.concat(parts);
    }

    @Override
    public List<Long> clusterStarts() {
        return clusterStarts;
    }

    /** As messages name it. */
    @Override
    public String toString() {
        String others = files.size() == 1 ? "" : " and " + (files.size() - 1) + " more";
        return files.location(0) + others + ": table " + table;
    }

    @Override
    public void close() {
        files.close();
    }
}
