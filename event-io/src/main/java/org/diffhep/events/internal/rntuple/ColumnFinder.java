package org.diffhep.events.internal.rntuple;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.diffhep.events.ColumnType;
import org.diffhep.events.NanoNames;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.rntuple.Level.Chosen;
import org.diffhep.events.internal.rntuple.Level.Counted;
import org.diffhep.events.internal.rntuple.Level.Fixed;
import org.diffhep.events.internal.rntuple.NtupleColumn.Content;
import org.diffhep.events.internal.rntuple.Schema.Attached;
import org.diffhep.events.internal.rntuple.Schema.Slot;

/**
 * Finds the columns of a table in the tree of fields.
 *
 * <p>A column goes by its path, {@code jets.constituents.pt}: without the steps that the format adds ({@code _0} for what
 * a collection holds, base classes), in uproot's spelling. A collection of records also is a column itself, of the number
 * of its records, as a branch that heads a split collection is.
 */
final class ColumnFinder {

    private static final int DEEPEST = 32;
    private static final int LONGEST = 1000;
    private static final String CARDINALITY = "ROOT::RNTupleCardinality<";
    /** Collections that ROOT's importer makes of branches with one counter, whose members it then projects. */
    private static final Pattern IMPORTED = Pattern.compile("_collection\\d+");

    private static final Map<String, ColumnType> TYPES = Map.ofEntries(
            Map.entry("bool", ColumnType.BOOL),
            Map.entry("std::byte", ColumnType.UINT8),
            Map.entry("char", ColumnType.INT8),
            Map.entry("std::int8_t", ColumnType.INT8),
            Map.entry("std::uint8_t", ColumnType.UINT8),
            Map.entry("std::int16_t", ColumnType.INT16),
            Map.entry("std::uint16_t", ColumnType.UINT16),
            Map.entry("std::int32_t", ColumnType.INT32),
            Map.entry("std::uint32_t", ColumnType.UINT32),
            Map.entry("std::int64_t", ColumnType.INT64),
            Map.entry("std::uint64_t", ColumnType.UINT64),
            Map.entry("float", ColumnType.FLOAT32),
            Map.entry("double", ColumnType.FLOAT64));

    private final Schema schema;
    private final Map<String, NtupleColumn> columns = new LinkedHashMap<>();
    private final List<UnsupportedColumn> unsupported = new ArrayList<>();
    /** The columns with pages that projected fields show. */
    private final Set<Integer> projected = new HashSet<>();
    /** The names of collections at the top that a cardinality counts, by the number of their column of ends. */
    private final Map<Integer, String> counted = new HashMap<>();
    /** The names of those that hold records. */
    private final Map<Integer, String> heads = new HashMap<>();

    private ColumnFinder(Schema schema) {
        this.schema = schema;
    }

    /**
     * The columns of a table.
     *
     * @param columns those that can be read, by name, in the order of the file
     * @param unsupported the others
     */
    record Found(Map<String, NtupleColumn> columns, List<UnsupportedColumn> unsupported) {}

    static Found find(Schema schema) {
        ColumnFinder finder = new ColumnFinder(schema);
        for (int id = 0; id < schema.fields(); id++) {
            if (schema.field(id).projected()) {
                schema.attached(id).slots().forEach(slot -> finder.projected.add(slot.id()));
            }
        }
        for (int id : schema.top()) {
            String name = schema.field(id).name();
            finder.field(id, new Path(name, name, 0, IMPORTED.matcher(name).matches()), List.of());
        }
        finder.nameCollections();
        return new Found(finder.columns, finder.unsupported);
    }

    /**
     * The way to a field.
     *
     * @param name without the steps that the format adds
     * @param full with all steps
     * @param depth the number of steps
     * @param imported whether it leads into a collection that ROOT's importer made
     */
    private record Path(String name, String full, int depth, boolean imported) {

        /** A step that users do not see. */
        Path hidden(String step) {
            return new Path(name, full + "/" + step, depth + 1, imported);
        }

        Path member(String step) {
            // A base class of a record.
            return step.startsWith(":_")
                    ? hidden(step)
                    : new Path(name + "." + step, full + "/" + step, depth + 1, imported);
        }
    }

    private void field(int id, Path path, List<Level> levels) {
        Field field = schema.field(id);
        if (path.depth() > DEEPEST) {
            refuse(path, "it is nested too deep");
            return;
        }
        if (path.full().length() > LONGEST) {
            // Else a long name would come again with each field below.
            unsupported.add(
                    new UnsupportedColumn(path.name().substring(0, LONGEST / 10) + "…", "its name is too long"));
            return;
        }
        Attached attached = schema.attached(id);
        if (attached.unknownType() >= 0) {
            refuse(
                    path,
                    "its values are stored in a form of a later version of the format (type of columns 0x"
                            + Integer.toHexString(attached.unknownType()) + ")");
            return;
        }
        List<Slot> slots = attached.slots();
        switch (field.role()) {
            case LEAF -> leaf(id, field, path, levels, slots);
            case COLLECTION -> collection(id, field, path, levels, slots);
            case RECORD -> {
                for (int child : schema.children(id)) {
                    field(child, path.member(schema.field(child).name()), levels);
                }
            }
            case VARIANT -> variant(id, field, path, levels, slots);
            case STREAMER ->
                refuse(path, "it is an object of the class " + field.typeName() + ", stored by ROOT's streamer");
            default -> refuse(path, "it is of a kind that a later version of the format knows");
        }
    }

    private void leaf(int id, Field field, Path path, List<Level> levels, List<Slot> slots) {
        List<Integer> children = schema.children(id);
        if (field.repetition().isPresent()) {
            long length = field.repetition().getAsLong();
            if (length <= 0 || length > Integer.MAX_VALUE) {
                refuse(path, "it is an array of " + Long.toUnsignedString(length));
                return;
            }
            List<Level> deeper = below(levels, new Fixed(length));
            if (children.size() == 1 && slots.isEmpty()) {
                int child = children.get(0);
                field(child, path.hidden(schema.field(child).name()), deeper);
            } else if (children.isEmpty() && slots.size() == 1 && slots.get(0).type() == ElementType.BIT) {
                add(path, ColumnType.BOOL, deeper, new Content.Values(slots.get(0)));
            } else {
                refuse(path, "it is a " + field.typeName());
            }
        } else if (slots.isEmpty() && children.size() == 1) {
            // What an enumeration or an atomic stands for.
            int child = children.get(0);
            field(child, path.hidden(schema.field(child).name()), levels);
        } else if (slots.size() == 1 && field.typeName().startsWith(CARDINALITY) && isIndex(slots.get(0))) {
            Slot ends = slots.get(0);
            boolean wide = field.typeName().contains("64");
            if (levels.isEmpty()) {
                counted.putIfAbsent(ends.id(), NanoNames.countedBy(path.name()));
            }
            add(path, wide ? ColumnType.UINT64 : ColumnType.UINT32, levels, new Content.Counts(ends));
        } else if (slots.size() == 2 && isIndex(slots.get(0)) && gives(slots.get(1), ColumnType.CHAR)) {
            add(path, ColumnType.CHAR, below(levels, new Counted(slots.get(0))), new Content.Values(slots.get(1)));
        } else if (slots.size() == 1) {
            Slot slot = slots.get(0);
            ColumnType type = TYPES.getOrDefault(field.typeName(), slot.type().type());
            if (gives(slot, type)) {
                add(path, type, levels, new Content.Values(slot));
            } else {
                refuse(path, "it is a " + field.typeName() + ", stored as " + slot.type());
            }
        } else {
            refuse(path, "it is a " + field.typeName() + " of " + slots.size() + " columns");
        }
    }

    private void collection(int id, Field field, Path path, List<Level> levels, List<Slot> slots) {
        if (slots.size() != 1 || !isIndex(slots.get(0)) || schema.children(id).size() != 1) {
            refuse(path, "it is a " + field.typeName() + " of an unknown form");
            return;
        }
        Slot ends = slots.get(0);
        int child = schema.children(id).get(0);
        if (schema.field(child).role() == Field.Role.RECORD) {
            if (levels.isEmpty()) {
                heads.putIfAbsent(ends.id(), path.name());
            }
            add(path, ColumnType.INT32, levels, new Content.Counts(ends));
        }
        field(child, path.hidden(schema.field(child).name()), below(levels, new Counted(ends)));
    }

    private void variant(int id, Field field, Path path, List<Level> levels, List<Slot> slots) {
        if (slots.size() != 1 || slots.get(0).type() != ElementType.SWITCH) {
            refuse(path, "it is a " + field.typeName() + " of an unknown form");
            return;
        }
        Slot switches = slots.get(0);
        add(path, ColumnType.INT32, levels, new Content.Tags(switches));
        List<Integer> alternatives = schema.children(id);
        for (int i = 0; i < alternatives.size(); i++) {
            int child = alternatives.get(i);
            field(child, path.member(schema.field(child).name()), below(levels, new Chosen(switches, i + 1)));
        }
    }

    private static List<Level> below(List<Level> levels, Level level) {
        List<Level> deeper = new ArrayList<>(levels);
        deeper.add(level);
        return deeper;
    }

    private static boolean isIndex(Slot slot) {
        return slot.representations().stream().allMatch(c -> c.type().isIndex());
    }

    private static boolean gives(Slot slot, ColumnType type) {
        return slot.representations().stream().allMatch(c -> c.type().gives(type));
    }

    private void refuse(Path path, String reason) {
        unsupported.add(new UnsupportedColumn(path.name(), reason));
    }

    private void add(Path path, ColumnType type, List<Level> levels, Content content) {
        if (path.imported() && projected.contains(content.slot().id())) {
            return; // users know it by the name of the projected field
        }
        long length = 1;
        for (int i = levels.size() - 1; i >= 0 && levels.get(i) instanceof Fixed fixed; i--) {
            length *= fixed.length();
            if (length > Integer.MAX_VALUE) {
                refuse(path, "it is an array of more values than one array can hold");
                return;
            }
        }
        String name = columns.containsKey(path.name()) ? path.full() : path.name();
        if (columns.containsKey(name)) {
            refuse(path, "another field has the same name");
            return;
        }
        columns.put(name, new NtupleColumn(name, type, levels, content, Optional.empty()));
    }

    /** A list that one level of lists makes belongs to the collection whose ends it shares. */
    private void nameCollections() {
        Set<String> shared = new HashSet<>(heads.values());
        shared.addAll(counted.values());
        columns.replaceAll((name, column) -> {
            int depth = NtupleColumn.columnDepth(column.levels());
            if (depth == 0) {
                return column;
            }
            if (depth == 1 && column.levels().get(0) instanceof Counted top) {
                int ends = top.ends().id();
                String head = counted.getOrDefault(ends, heads.get(ends));
                if (head != null) {
                    return column.withCollection(head);
                }
            }
            return column.withCollection(shared.contains(name) ? name + "[]" : name);
        });
    }
}
