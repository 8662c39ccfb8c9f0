package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.events.StoredHistogram;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;

/** Histograms of event files as those that are filled here, and back: where the modules for both meet. */
public final class StoredHistograms {

    private StoredHistograms() {}

    /**
     * The same bins, Σw and Σw²; flows are kept. ROOT's cells lie with the first axis fastest, slots here with the last.
     *
     * @throws InvalidInputException if the edges of an axis do not ascend; the histogram is named
     */
    public static Histogram histogram(StoredHistogram stored) {
        List<Axis> axes = new ArrayList<>();
        for (int d = 0; d < stored.dimensions(); d++) {
            try {
                axes.add(Axis.of(stored.edges(d)));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("histogram " + stored.name() + ": " + e.getMessage());
            }
        }
        return new Histogram(axes, inRows(stored.values(), axes), inRows(stored.variances(), axes));
    }

    /**
     * What {@link org.diffhep.events.HistogramFiles} writes: the same bins, Σw and Σw²; flows are kept.
     *
     * @param entries the number of fills, which the histogram does not know
     */
    public static StoredHistogram stored(String name, String title, Histogram histogram, double entries) {
        List<Axis> axes = histogram.axes();
        return new StoredHistogram(
                name,
                title,
                axes.stream().map(Axis::edges).toList(),
                inCells(histogram.slotValues(), axes),
                inCells(histogram.slotVariances(), axes),
                entries);
    }

    private static double[] inRows(double[] cells, List<Axis> axes) {
        double[] rows = new double[cells.length];
        for (int cell = 0; cell < cells.length; cell++) {
            rows[row(cell, axes)] = cells[cell];
        }
        return rows;
    }

    private static double[] inCells(double[] rows, List<Axis> axes) {
        double[] cells = new double[rows.length];
        for (int cell = 0; cell < cells.length; cell++) {
            cells[cell] = rows[row(cell, axes)];
        }
        return cells;
    }

    /** Where the slot of a cell of ROOT lies. */
    private static int row(int cell, List<Axis> axes) {
        int rest = cell;
        int[] slots = new int[axes.size()];
        for (int d = 0; d < slots.length; d++) {
            slots[d] = rest % axes.get(d).slots();
            rest /= axes.get(d).slots();
        }
        int row = 0;
        for (int d = 0; d < slots.length; d++) {
            row = row * axes.get(d).slots() + slots[d];
        }
        return row;
    }
}
