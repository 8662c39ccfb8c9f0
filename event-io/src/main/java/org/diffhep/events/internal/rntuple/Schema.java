package org.diffhep.events.internal.rntuple;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The tree of fields and their columns, those added while writing included. */
final class Schema {

    /**
     * What is attached to a field: the columns of all its representations.
     *
     * @param slots one for each column that a representation has, in order; empty if the field has none, or an unknown one
     * @param unknownType the number of a type of columns that this version does not know; -1 if there is none
     */
    record Attached(List<Slot> slots, int unknownType) {}

    /**
     * A column of a field in all its representations, of which each cluster holds one.
     *
     * @param representations at least one
     */
    record Slot(List<StoredColumn> representations) {

        Slot {
            representations = List.copyOf(representations);
        }

        /** The number of the column in the first representation, by which the slot is known. */
        int id() {
            return representations.get(0).id();
        }

        ElementType type() {
            return representations.get(0).type();
        }
    }

    private final List<Field> fields = new ArrayList<>();
    private final List<List<Integer>> children = new ArrayList<>();
    private final List<Integer> top = new ArrayList<>();
    private final List<StoredColumn.Described> columns = new ArrayList<>();
    private final List<List<Integer>> attached = new ArrayList<>();

    /** Adds the four lists that make up a description of a schema, in the header or of its extension. */
    void add(EnvelopeCursor in) {
        EnvelopeCursor fieldList = in.list("list of fields", 8);
        for (int i = 0; i < fieldList.items(); i++) {
            EnvelopeCursor record = fieldList.record("field");
            addField(Field.read(record), record);
        }
        EnvelopeCursor columnList = in.list("list of columns", 8);
        for (int i = 0; i < columnList.items(); i++) {
            EnvelopeCursor record = columnList.record("column");
            int id = columns.size();
            StoredColumn.Described column = StoredColumn.read(record, id);
            columns.add(column);
            attach(id, column.field(), record);
        }
        EnvelopeCursor aliasList = in.list("list of alias columns", 8);
        for (int i = 0; i < aliasList.items(); i++) {
            EnvelopeCursor record = aliasList.record("alias column");
            int physical = record.i32();
            if (physical < 0 || physical >= columns.size()) {
                throw record.failure("an alias of column " + physical + " of " + columns.size());
            }
            attach(physical, record.i32(), record);
        }
        in.list("extra type information", 8);
    }

    private void addField(Field field, EnvelopeCursor in) {
        int id = fields.size();
        if (field.parent() < 0 || field.parent() > id) {
            throw in.failure("field " + id + " (" + field.name() + ") cannot be a part of field " + field.parent());
        }
        fields.add(field);
        children.add(new ArrayList<>());
        attached.add(new ArrayList<>());
        (field.parent() == id ? top : children.get(field.parent())).add(id);
    }

    private void attach(int column, int field, EnvelopeCursor in) {
        if (field < 0 || field >= fields.size()) {
            throw in.failure("column " + column + " belongs to field " + field + " of " + fields.size());
        }
        attached.get(field).add(column);
    }

    /** The number of fields. */
    int fields() {
        return fields.size();
    }

    /** The number of columns with pages. */
    int columns() {
        return columns.size();
    }

    Field field(int id) {
        return fields.get(id);
    }

    /** The numbers of the fields that are part of none. */
    List<Integer> top() {
        return top;
    }

    /** The numbers of the parts of a field. */
    List<Integer> children(int id) {
        return children.get(id);
    }

    Attached attached(int id) {
        TreeMap<Integer, List<StoredColumn>> representations = new TreeMap<>();
        for (int column : attached.get(id)) {
            StoredColumn.Described described = columns.get(column);
            if (described.column().isEmpty()) {
                return new Attached(List.of(), described.typeCode());
            }
            representations
                    .computeIfAbsent(described.representation(), r -> new ArrayList<>())
                    .add(described.column().get());
        }
        List<Slot> slots = new ArrayList<>();
        if (!representations.isEmpty()) {
            int width = representations.firstEntry().getValue().size();
            for (int k = 0; k < width; k++) {
                int slot = k;
                slots.add(new Slot(representations.values().stream()
                        .filter(r -> r.size() == width)
                        .map(r -> r.get(slot))
                        .toList()));
            }
        }
        return new Attached(slots, -1);
    }
}
