package org.diffhep.events.internal.root;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.NanoNames;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.root.BranchWriter.Kind;

/** Finds the branches for the columns of a table, and the counters that they need. */
final class TreeBranches {

    private final Path file;
    private final TableSchema schema;
    private final Map<String, Integer> places = new HashMap<>();
    /** The names of columns, and of the counters of their collections. */
    private final Set<String> names = new HashSet<>();

    private final List<Planned> planned = new ArrayList<>();
    /** Counters by name. */
    private final Map<String, BranchWriter> counters = new HashMap<>();
    /** The collections that they count. */
    private final Map<String, String> counted = new HashMap<>();

    private TreeBranches(Path file, TableSchema schema) {
        this.file = file;
        this.schema = schema;
        for (ColumnInfo column : schema.columns()) {
            places.put(column.name(), places.size());
            names.add(column.name());
            column.collection().map(NanoNames::counter).ifPresent(names::add);
        }
    }

    /**
     * A branch and the column that it holds.
     *
     * @param column its number in the schema; -1 for a counter that the schema does not have
     */
    record Planned(BranchWriter branch, int column) {

        /** Compares the lengths of arrays that should have a fixed one with that. */
        void requireDimensions(Path file, List<Column> columns) {
            if (branch.dimensions().isEmpty()) {
                return;
            }
            Column values = columns.get(column);
            int[] offsets = values.offsets(values.depth() - 1);
            for (int i = 0; i + 1 < offsets.length; i++) {
                if (offsets[i + 1] - offsets[i] != branch.length()) {
                    throw new IllegalArgumentException(file + ": column " + values.name() + ": array " + i + " has "
                            + (offsets[i + 1] - offsets[i]) + " values, where all should have " + branch.length());
                }
            }
        }
    }

    /**
     * The branches, counters before what they count unless the schema has them later.
     *
     * @throws IllegalArgumentException a column cannot be a plain branch
     */
    static List<Planned> plan(Path file, TableSchema schema) {
        TreeBranches branches = new TreeBranches(file, schema);
        for (int i = 0; i < schema.columns().size(); i++) {
            branches.add(schema.columns().get(i), i);
        }
        return List.copyOf(branches.planned);
    }

    private void add(ColumnInfo column, int place) {
        if (column.name().isEmpty() || column.name().matches(".*[/\\[\\]\\s].*")) {
            throw refused(column, "names of branches have no slash, bracket or space; write it under another name");
        }
        BranchWriter known = counters.get(column.name());
        if (known != null) {
            planned.add(new Planned(known, place));
            return;
        }
        boolean text = column.type() == ColumnType.CHAR;
        boolean array = !text && !column.dimensions().isEmpty();
        int lists = column.depth() - (text || array ? 1 : 0);
        if (lists > (text ? 0 : 1)) {
            throw refused(
                    column,
                    "it is a " + column.typeName() + ", and ROOT files are written with "
                            + "numbers, arrays of fixed length, one level of lists of these, and strings; "
                            + "leave it out, or write .parquet or .npz");
        }
        if (array && column.dimensions().contains(0)) {
            throw refused(column, "its arrays have no values");
        }
        Optional<BranchWriter> counter = lists == 1 ? Optional.of(counter(column)) : Optional.empty();
        Kind kind = text ? Kind.TEXT : lists == 1 ? Kind.COUNTED : Kind.FIXED;
        List<Integer> dimensions = array ? column.dimensions() : List.of();
        planned.add(new Planned(new BranchWriter(column.name(), column.type(), kind, dimensions, counter), place));
    }

    /** The branch that counts the values of a jagged column: that of its collection, or its own. */
    private BranchWriter counter(ColumnInfo column) {
        String collection = column.collection().orElse(column.name());
        String name = counterName(column.name(), collection);
        String other = counted.putIfAbsent(name, collection);
        if (other != null && !other.equals(collection)) {
            throw refused(column, "its counter " + name + " would count " + other + " too");
        }
        return counters.computeIfAbsent(name, n -> {
            Integer place = places.get(n);
            if (place == null) {
                BranchWriter made = new BranchWriter(n, ColumnType.INT32, Kind.FIXED, List.of(), Optional.empty());
                planned.add(new Planned(made, -1));
                return made;
            }
            ColumnInfo counts = schema.columns().get(place);
            if (counts.depth() > 0 || counts.type().isFloating() || counts.type() == ColumnType.BOOL) {
                throw refused(column, "its counter would be " + n + ", which is a column of " + counts.typeName());
            }
            return planned.stream()
                    .map(Planned::branch)
                    .filter(b -> b.name().equals(n))
                    .findFirst()
                    .orElseGet(() -> new BranchWriter(n, counts.type(), Kind.FIXED, List.of(), Optional.empty()));
        });
    }

    private String counterName(String column, String collection) {
        if (!collection.equals(column) && !collection.equals(column + "[]")) {
            return NanoNames.counter(collection);
        }
        // A list of its own whose name begins as those of a collection do: the counter nJet_x would make reading take
        // Jet_x for one of Jet.
        boolean mistaken = NanoNames.collection(column, names)
                .filter(c -> !c.equals(column))
                .isPresent();
        return mistaken ? "N" + column : NanoNames.counter(column);
    }

    private IllegalArgumentException refused(ColumnInfo column, String reason) {
        return new IllegalArgumentException(file + ": column " + column.name() + " cannot be written: " + reason);
    }
}
