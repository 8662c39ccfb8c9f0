package org.diffhep.events.parquet;

import java.util.Optional;
import org.diffhep.events.ColumnType;

/** DuckDB's names of types. */
final class ParquetTypes {

    private static final String LIST = "[]";

    private ParquetTypes() {}

    /**
     * The type of the values of a column.
     *
     * @param type as DuckDB describes it, {@code FLOAT[]}
     */
    static Optional<ColumnType> values(String type) {
        return switch (type.substring(0, type.length() - LIST.length() * lists(type))) {
            case "FLOAT" -> Optional.of(ColumnType.FLOAT32);
            case "DOUBLE" -> Optional.of(ColumnType.FLOAT64);
            case "TINYINT" -> Optional.of(ColumnType.INT8);
            case "SMALLINT" -> Optional.of(ColumnType.INT16);
            case "INTEGER" -> Optional.of(ColumnType.INT32);
            case "BIGINT" -> Optional.of(ColumnType.INT64);
            case "UTINYINT" -> Optional.of(ColumnType.UINT8);
            case "USMALLINT" -> Optional.of(ColumnType.UINT16);
            case "UINTEGER" -> Optional.of(ColumnType.UINT32);
            case "UBIGINT" -> Optional.of(ColumnType.UINT64);
            case "BOOLEAN" -> Optional.of(ColumnType.BOOL);
            case "VARCHAR" -> Optional.of(ColumnType.CHAR);
            default -> Optional.empty();
        };
    }

    /** How many levels of lists a type has. */
    static int lists(String type) {
        int lists = 0;
        for (int end = type.length(); type.startsWith(LIST, end - LIST.length()); end -= LIST.length()) {
            lists++;
        }
        return lists;
    }

    /** The type of values in lists. */
    static String name(ColumnType type, int lists) {
        String values =
                switch (type) {
                    case FLOAT32 -> "FLOAT";
                    case FLOAT64 -> "DOUBLE";
                    case INT8 -> "TINYINT";
                    case INT16 -> "SMALLINT";
                    case INT32 -> "INTEGER";
                    case INT64 -> "BIGINT";
                    case UINT8 -> "UTINYINT";
                    case UINT16 -> "USMALLINT";
                    case UINT32 -> "UINTEGER";
                    case UINT64 -> "UBIGINT";
                    case BOOL -> "BOOLEAN";
                    case CHAR -> "VARCHAR";
                };
        return values + LIST.repeat(lists);
    }

    /** The type that holds all values and is read without boxing them; uint64 has none. */
    static String read(ColumnType type) {
        return switch (type) {
            case INT8, INT16, UINT8, UINT16 -> "INTEGER";
            case UINT32 -> "BIGINT";
            default -> name(type, 0);
        };
    }
}
