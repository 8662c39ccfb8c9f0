package org.diffhep.events;

import java.util.List;
import java.util.Optional;

/**
 * What a file says about a column before it is read.
 *
 * @param name the name of the column, for example {@code Jet_pt}
 * @param type the type of its values
 * @param collection the collection it belongs to, {@code Jet} for a column counted by {@code nJet}; the column's own name
 *     if nothing else counts its values (a {@code std::vector}, an array of fixed length, a string); empty for a flat
 *     column, which has one value per entry
 * @param depth how deep lists are nested, as {@link Column#depth}
 * @param dimensions the dimensions of an array of fixed length, [2, 3] for {@code x[2][3]}, whose values are the innermost
 *     lists; empty otherwise
 */
public record ColumnInfo(
        String name, ColumnType type, Optional<String> collection, int depth, List<Integer> dimensions) {

    /** Copies the dimensions. */
    public ColumnInfo {
        dimensions = List.copyOf(dimensions);
    }

    /** A flat column, or a jagged one of a collection. */
    public ColumnInfo(String name, ColumnType type, Optional<String> collection) {
        this(name, type, collection, collection.isPresent() ? 1 : 0, List.of());
    }

    /**
     * The type of what one entry holds, or one object of the collection that others share: {@code float32}, {@code
     * float32[2][3]}, {@code string}, {@code list<list<float32>>}.
     */
    public String typeName() {
        StringBuilder text = new StringBuilder(type == ColumnType.CHAR ? "string" : type.toString());
        dimensions.forEach(n -> text.append('[').append(n).append(']'));
        int lists = depth - (type == ColumnType.CHAR || !dimensions.isEmpty() ? 1 : 0);
        boolean shared = collection.filter(c -> !c.equals(name)).isPresent();
        for (int i = shared ? 1 : 0; i < lists; i++) {
            text.insert(0, "list<").append('>');
        }
        return text.toString();
    }
}
