package org.diffhep.events.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.ColumnType;

/** DuckDB's names of types. */
final class ParquetTypes {

    private static final String LIST = "[]";
    private static final String STRUCT = "STRUCT(";

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

    /**
     * A part of a column that holds values.
     *
     * @param path the fields of structures that lead to it, each after a point: empty, {@code .pt}
     * @param sql an expression for it
     * @param type its type as DuckDB describes it, without structures
     * @param listsAbove the levels of lists that lie above the outermost structure
     */
    record Leaf(String path, String sql, String type, int listsAbove) {}

    /**
     * The parts of a column: itself, or the fields of its structures. A list of structures has a list for each field.
     *
     * @param sql an expression for the column
     * @param type its type as DuckDB describes it, {@code STRUCT(pt FLOAT, hits INTEGER[])[]}
     */
    static List<Leaf> leaves(String sql, String type) {
        List<Leaf> leaves = new ArrayList<>();
        String values = type.substring(0, type.length() - LIST.length() * lists(type));
        if (!values.startsWith(STRUCT) || !values.endsWith(")")) {
            return List.of(new Leaf("", sql, type, 0));
        }
        int lists = lists(type);
        for (String field : fields(values.substring(STRUCT.length(), values.length() - 1))) {
            int end = nameEnd(field);
            String name = field.substring(0, end);
            String plain = name.startsWith("\"") ? name.substring(1, end - 1).replace("\"\"", "\"") : name;
            String extracted = "struct_extract(" + (lists == 0 ? sql : "x") + ", " + Database.literal(plain) + ")";
            for (int level = lists; level > 0; level--) {
                extracted = "list_transform(" + (level == 1 ? sql : "x") + ", lambda x: " + extracted + ")";
            }
            for (Leaf leaf : leaves(extracted, field.substring(end).strip() + LIST.repeat(lists))) {
                leaves.add(new Leaf("." + plain + leaf.path, leaf.sql, leaf.type, lists));
            }
        }
        return leaves;
    }

    /** What stands between the commas that are not within brackets or quotes. */
    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c == ',' && depth == 0) {
                    fields.add(text.substring(begin, i).strip());
                    begin = i + 1;
                }
            }
        }
        fields.add(text.substring(begin).strip());
        return fields;
    }

    /** Where the name ends that a field begins with. */
    private static int nameEnd(String field) {
        boolean quoted = false;
        int end = 0;
        while (end < field.length() && (quoted || field.charAt(end) != ' ')) {
            quoted ^= field.charAt(end) == '"';
            end++;
        }
        return end;
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
