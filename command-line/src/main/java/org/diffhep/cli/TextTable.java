package org.diffhep.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, aligned: the first to the left, the others as told. */
public final class TextTable {

    private final String alignment;
    private final List<String[]> rows = new ArrayList<>();

    /** @param alignment one letter a column: {@code l} or {@code r} */
    public TextTable(String alignment) {
        this.alignment = alignment;
    }

    /** Adds a row; as many cells as there are columns. */
    public TextTable row(String... cells) {
        if (cells.length != alignment.length()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + alignment.length() + " columns");
        }
        rows.add(cells.clone());
        return this;
    }

    /** Prints the rows to standard output. */
    public void print(Console console) {
        int[] widths = new int[alignment.length()];
        for (String[] row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String pad = " ".repeat(widths[c] - row[c].length());
                line.append(c == 0 ? "" : "  ").append(alignment.charAt(c) == 'l' ? row[c] + pad : pad + row[c]);
            }
            console.out().println(line.toString().stripTrailing());
        }
        console.out().flush();
    }
}
