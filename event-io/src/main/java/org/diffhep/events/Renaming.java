package org.diffhep.events;

/**
 * A column under another name.
 *
 * @param column what it is here
 * @param stored its name in the file
 * @param conversion what is done to it as it is stored, before it gets its new name
 */
record Renaming(ColumnInfo column, String stored, Conversion conversion) {

    /** Makes values of others. */
    @FunctionalInterface
    interface Conversion {

        /**
         * The column of these values.
         *
         * @param table what messages call the table
         * @param firstEntry the number of the column's first entry in it
         */
        Column of(Column stored, String table, long firstEntry);
    }

    Renaming(ColumnInfo column, String stored) {
        this(column, stored, (values, table, firstEntry) -> values);
    }

    String name() {
        return column.name();
    }
}
