package org.diffhep.events;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a table to be written consists of.
 *
 * @param table the name of the table, {@code Events}, for formats that name theirs
 * @param columns its columns in order; no two of one name
 */
public record TableSchema(String table, List<ColumnInfo> columns) {

    /**
     * Copies the columns.
     *
     * @throws IllegalArgumentException two columns have one name
     */
    public TableSchema {
        columns = List.copyOf(columns);
        Set<String> names = new HashSet<>();
        for (ColumnInfo column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("two columns are named " + column.name());
            }
        }
    }

    /**
     * Some columns of a table that is there, in the order given.
     *
     * @throws UnknownColumnException the table has no such column
     */
    public static TableSchema of(EventTableSource table, Collection<String> columns) {
        return new TableSchema(
                table.name(), columns.stream().map(table::column).distinct().toList());
    }

    /** The names of the columns, in order. */
    public List<String> columnNames() {
        return columns.stream().map(ColumnInfo::name).toList();
    }
}
