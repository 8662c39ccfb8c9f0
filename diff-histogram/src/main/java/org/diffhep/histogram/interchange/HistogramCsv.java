package org.diffhep.histogram.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.Histogram;

/**
 * A histogram as a table, one line a slot: {@code low,high,value,variance}, of several axes {@code low_0,high_0,low_1,high_1,…}; slots of kept
 * flows reach from {@code -inf} or to {@code inf}. Numbers come back as they were, bit for bit.
 *
 * <p>Read axes keep a flow where the table has it; others count as dropped. Lines may be in any order, and all slots must be there.
 */
public final class HistogramCsv {

    private HistogramCsv() {}

    /** The table. */
    public static String write(Histogram histogram) {
        KeptSlots slots = new KeptSlots(histogram.axes());
        double[] values = slots.of(histogram.slotValues());
        double[] variances = slots.of(histogram.slotVariances());
        StringBuilder text =
                new StringBuilder(String.join(",", header(histogram.axes().size()))).append('\n');
        for (int k = 0; k < values.length; k++) {
            int[] at = slots.slots(k);
            for (int d = 0; d < at.length; d++) {
                Axis axis = histogram.axes().get(d);
                text.append(at[d] == 0 ? "-inf" : Double.toString(axis.edge(at[d] - 1)))
                        .append(',')
                        .append(at[d] > axis.bins() ? "inf" : Double.toString(axis.edge(at[d])))
                        .append(',');
            }
            text.append(values[k]).append(',').append(variances[k]).append('\n');
        }
        return text.toString();
    }

    private static List<String> header(int dimensions) {
        List<String> names = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            names.add(dimensions == 1 ? "low" : "low_" + d);
            names.add(dimensions == 1 ? "high" : "high_" + d);
        }
        names.add("value");
        names.add("variance");
        return names;
    }

    /**
     * Reads a table.
     *
     * @throws InvalidHistogramException naming the line if the table is no histogram
     */
    public static Histogram read(String text) {
        List<String> lines = text.lines().map(String::strip).toList();
        int columns = lines.isEmpty() ? 0 : lines.get(0).split(",", -1).length;
        int dimensions = columns / 2 - 1;
        if (dimensions < 1 || !lines.get(0).equals(String.join(",", header(dimensions)))) {
            throw new InvalidHistogramException(
                    "line 1 must be low,high,value,variance or low_0,high_0,low_1,high_1,…,value,variance");
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            rows.add(row(lines.get(i), i + 1, columns));
        }
        List<Axis> axes = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            axes.add(axis(rows, d));
        }
        KeptSlots slots = new KeptSlots(axes);
        if (rows.size() != slots.size()) {
            throw new InvalidHistogramException(
                    "the axes have " + slots.size() + " slots, the table has " + rows.size() + " lines of them");
        }
        return fill(rows, axes, slots);
    }

    private static double[] row(String line, int number, int columns) {
        String[] cells = line.split(",", -1);
        if (cells.length != columns) {
            throw new InvalidHistogramException(
                    "line " + number + " must have " + columns + " columns, has " + cells.length);
        }
        double[] row = new double[columns];
        for (int c = 0; c < columns; c++) {
            String cell = cells[c].strip();
            try {
                row[c] = switch (cell) {
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    default -> Double.parseDouble(cell);
                };
            } catch (NumberFormatException e) {
                throw new InvalidHistogramException("line " + number + ": " + cell + " is no number", e);
            }
            if (Double.isNaN(row[c])) {
                throw new InvalidHistogramException("line " + number + ": " + cell + " is no number");
            }
        }
        return row;
    }

    private static Axis axis(List<double[]> rows, int dimension) {
        SortedSet<Double> ends = new TreeSet<>();
        for (double[] row : rows) {
            ends.add(row[2 * dimension]);
            ends.add(row[2 * dimension + 1]);
        }
        Flow underflow = ends.remove(Double.NEGATIVE_INFINITY) ? Flow.KEPT : Flow.DROPPED;
        Flow overflow = ends.remove(Double.POSITIVE_INFINITY) ? Flow.KEPT : Flow.DROPPED;
        double[] edges = ends.stream().mapToDouble(Double::doubleValue).toArray();
        return KeptSlots.axis("axis " + dimension, edges, underflow, overflow);
    }

    private static Histogram fill(List<double[]> rows, List<Axis> axes, KeptSlots slots) {
        double[] values = new double[slots.size()];
        double[] variances = new double[slots.size()];
        boolean[] known = new boolean[slots.size()];
        int[] shape = slots.shape();
        int[] first = slots.slots(0);
        for (int i = 0; i < rows.size(); i++) {
            double[] row = rows.get(i);
            int kept = 0;
            for (int d = 0; d < shape.length; d++) {
                double low = row[2 * d];
                double high = row[2 * d + 1];
                Axis axis = axes.get(d);
                int slot = low == Double.NEGATIVE_INFINITY ? 0 : 1 + Arrays.binarySearch(axis.edges(), low);
                double end = slot > axis.bins() ? Double.POSITIVE_INFINITY : axis.edge(slot);
                if (high != end) {
                    throw new InvalidHistogramException("line " + (i + 2) + ": the slot from " + low + " ends at " + end
                            + " on axis " + d + ", not at " + high);
                }
                kept = kept * shape[d] + slot - first[d];
            }
            if (known[kept]) {
                throw new InvalidHistogramException("line " + (i + 2) + ": the slot is there before");
            }
            known[kept] = true;
            values[kept] = row[row.length - 2];
            variances[kept] = row[row.length - 1];
        }
        return slots.histogram(values, variances);
    }
}
