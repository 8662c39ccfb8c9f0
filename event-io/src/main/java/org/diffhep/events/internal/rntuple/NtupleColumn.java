package org.diffhep.events.internal.rntuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.rntuple.Schema.Slot;

/**
 * A column of the table.
 *
 * @param name its name
 * @param type the type of its values
 * @param levels the levels of lists, the outermost first; empty if an entry has one value
 * @param content what lies below them
 * @param collection the collection it belongs to; empty if an entry has one value
 */
record NtupleColumn(String name, ColumnType type, List<Level> levels, Content content, Optional<String> collection) {

    NtupleColumn {
        levels = List.copyOf(levels);
    }

    /** What the innermost lists hold. */
    sealed interface Content {

        /** The column with pages that it comes from. */
        Slot slot();

        /** The elements of a column. */
        record Values(Slot slot) implements Content {}

        /** The number of objects in lists: of a collection of records, or of what a cardinality counts. */
        record Counts(Slot slot) implements Content {}

        /** The number of the alternative that a variant holds, from 1 on; 0 if none. */
        record Tags(Slot slot) implements Content {}
    }

    NtupleColumn withName(String other) {
        return new NtupleColumn(other, type, levels, content, collection);
    }

    NtupleColumn withCollection(String other) {
        return new NtupleColumn(name, type, levels, content, Optional.of(other));
    }

    ColumnInfo info() {
        return new ColumnInfo(name, type, collection, columnDepth(levels), dimensions());
    }

    /** Arrays in arrays are one level of lists in a column. */
    static int columnDepth(List<Level> levels) {
        int depth = 0;
        boolean fixed = false;
        for (Level level : levels) {
            depth += fixed && level instanceof Level.Fixed ? 0 : 1;
            fixed = level instanceof Level.Fixed;
        }
        return depth;
    }

    private List<Integer> dimensions() {
        List<Integer> dimensions = new ArrayList<>();
        for (int i = levels.size() - 1; i >= 0 && levels.get(i) instanceof Level.Fixed fixed; i--) {
            dimensions.add(0, (int) fixed.length());
        }
        return dimensions;
    }
}
