package org.diffhep.cli.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.diffhep.cli.JsonDocument;

/**
 * Numbers that a picture shows, under the names they have in JSON; the page's tables and the JSON document are made of the same
 * ones. A cell is a text, a number or, where there is none, NaN.
 */
final class NumberTable {

    private final String key;
    private final List<String> columns;
    private final boolean byName;
    private final List<List<Object>> rows = new ArrayList<>();

    private NumberTable(boolean byName, String key, List<String> columns) {
        this.byName = byName;
        this.key = key;
        this.columns = List.copyOf(columns);
    }

    /**
     * A table without rows.
     *
     * @param key field of the JSON document
     * @param columns fields of each row
     */
    NumberTable(String key, String... columns) {
        this(false, key, List.of(columns));
    }

    /** A matrix with the same names along both sides: in JSON {name: {name: value}}. */
    static NumberTable matrix(String key, List<String> names, double[][] values) {
        List<String> columns = new ArrayList<>(List.of(""));
        columns.addAll(names);
        NumberTable table = new NumberTable(true, key, columns);
        for (int i = 0; i < values.length; i++) {
            List<Object> row = new ArrayList<>(List.of(names.get(i)));
            for (double value : values[i]) {
                row.add(value);
            }
            table.row(row.toArray());
        }
        return table;
    }

    /** Adds a row: texts, numbers and optional numbers. */
    NumberTable row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns.size() + " columns");
        }
        List<Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof OptionalDouble optional ? (Object) optional.orElse(Double.NaN) : cell);
        }
        rows.add(row);
        return this;
    }

    String key() {
        return key;
    }

    List<String> columns() {
        return columns;
    }

    List<List<Object>> rows() {
        return rows;
    }

    /** Puts the rows into a document: a list of objects, or for a matrix an object of objects. */
    void fill(JsonDocument document) {
        if (byName) {
            ObjectNode matrix = document.root().putObject(key);
            rows.forEach(row -> fill(document, matrix.putObject(row.get(0).toString()), row, 1));
        } else {
            ArrayNode list = document.root().putArray(key);
            rows.forEach(row -> fill(document, list.addObject(), row, 0));
        }
    }

    private void fill(JsonDocument document, ObjectNode node, List<Object> row, int first) {
        for (int c = first; c < row.size(); c++) {
            String column = columns.get(c);
            if (row.get(c) instanceof Number number) {
                document.number(node, column, key + "." + row.get(0) + "." + column, number.doubleValue());
            } else {
                node.put(column, row.get(c).toString());
            }
        }
    }
}
