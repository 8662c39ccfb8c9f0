package org.diffhep.cli.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.cli.UsageException;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;

/**
 * Which entries a skim keeps: comparisons of flat columns with numbers, all of which hold, {@code nJet>=4 && MET_pt>50}.
 * Integers are compared exactly, other numbers as doubles; no comparison with NaN holds but {@code !=}. A bool is 0 or 1,
 * also written false and true.
 */
final class RowSelection {

    private static final Pattern COMPARISON =
            Pattern.compile("\\s*([^<>=!&|\\s]+)\\s*(<=|>=|==|!=|<|>)\\s*([^<>=!&|\\s]+)\\s*");

    private final String text;
    private final List<Comparison> comparisons;

    private RowSelection(String text, List<Comparison> comparisons) {
        this.text = text;
        this.comparisons = comparisons;
    }

    /** One of them; {@code integer} is exact if {@code isInteger}. */
    private record Comparison(String column, String operator, double number, boolean isInteger, long integer) {

        boolean holds(Column values, int entry) {
            if (isInteger && !values.type().isFloating()) {
                long value = values.getLong(entry);
                int order = values.type() == ColumnType.UINT64
                        ? integer < 0 ? 1 : Long.compareUnsigned(value, integer)
                        : Long.compare(value, integer);
                return holds(order, false);
            }
            double value = values.getDouble(entry);
            return holds(Double.compare(value + 0.0, number + 0.0), Double.isNaN(value));
        }

        private boolean holds(int order, boolean nan) {
            return switch (operator) {
                case "<" -> !nan && order < 0;
                case "<=" -> !nan && order <= 0;
                case ">" -> !nan && order > 0;
                case ">=" -> !nan && order >= 0;
                case "==" -> !nan && order == 0;
                default -> nan || order != 0;
            };
        }
    }

    /**
     * Reads a selection.
     *
     * @throws UsageException a part of it is no comparison
     */
    static RowSelection parse(String text) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String part : text.split("&&", -1)) {
            Matcher matcher = COMPARISON.matcher(part);
            if (!matcher.matches()) {
                throw new UsageException("--where " + text + ": \"" + part.strip()
                        + "\" is not COLUMN OPERATOR NUMBER with <, <=, >, >=, == or !=; join several by &&");
            }
            comparisons.add(comparison(text, matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        return new RowSelection(text, comparisons);
    }

    private static Comparison comparison(String text, String column, String operator, String number) {
        String digits = number.equals("true") ? "1" : number.equals("false") ? "0" : number;
        try {
            if (digits.matches("[-+]?\\d+")) {
                long integer = Long.parseLong(digits);
                return new Comparison(column, operator, integer, true, integer);
            }
            if (digits.matches("[-+0-9.eE]+")) {
                return new Comparison(column, operator, Double.parseDouble(digits), false, 0);
            }
        } catch (NumberFormatException e) {
            throw new UsageException("--where " + text + ": " + number + " is no number, or too large");
        }
        throw new UsageException("--where " + text + ": " + number + " is no number; columns stand on the left");
    }

    /**
     * The columns that are compared.
     *
     * @throws UsageException one has several values in an entry
     * @throws org.diffhep.events.UnknownColumnException one does not exist
     */
    List<String> columns(EventTableSource source) {
        List<String> names = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            ColumnInfo column = source.column(comparison.column);
            if (column.depth() > 0) {
                throw new UsageException("--where " + text + ": " + column.name() + " is " + column.typeName()
                        + " with several values in an entry; only columns with one can be compared, such as a counter");
            }
            names.add(column.name());
        }
        return names;
    }

    /** Whether each entry is kept, of a table that has the columns. */
    boolean[] keep(EventTable table) {
        boolean[] keep = new boolean[table.entries()];
        Arrays.fill(keep, true);
        for (Comparison comparison : comparisons) {
            Column column = table.column(comparison.column);
            for (int e = 0; e < keep.length; e++) {
                keep[e] = keep[e] && comparison.holds(column, e);
            }
        }
        return keep;
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return text;
    }
}
