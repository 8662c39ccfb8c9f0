package org.diffhep.events.internal.root;

import java.util.Arrays;
import org.diffhep.events.StoredHistogram;

/** Streams a TH1D, TH2D or TH3D (of TH1 version 8), with squared weights, as ROOT 6 does. */
final class HistogramRecord {

    /** What TH1 has as its greatest and least value where none is set. */
    private static final double UNSET = -1111;

    private final StoredHistogram histogram;
    // Σw and Σw²; Σwx and Σwx² by axis; Σwxy by pair of axes.
    private double sumOfWeights;
    private double sumOfSquaredWeights;
    private final double[] first = new double[3];
    private final double[] second = new double[3];
    private final double[][] mixed = new double[3][3];

    HistogramRecord(StoredHistogram histogram) {
        this.histogram = histogram;
        sum();
    }

    /** The class of the object: TH2D. */
    String className() {
        return "TH" + histogram.dimensions() + "D";
    }

    ByteWriter write() {
        double[] values = histogram.values();
        return new ByteWriter().object(histogram.dimensions() == 1 ? 3 : 4, w -> {
            switch (histogram.dimensions()) {
                case 1 -> base(w);
                case 2 ->
                    w.object(5, x -> {
                        base(x);
                        x.f64(1); // scale factor
                        x.f64(first[1]).f64(second[1]).f64(mixed[0][1]);
                    });
                default ->
                    w.object(6, x -> {
                        base(x);
                        x.object(1, none -> {}); // TAtt3D
                        x.f64(first[1]).f64(second[1]).f64(mixed[0][1]);
                        x.f64(first[2]).f64(second[2]).f64(mixed[0][2]).f64(mixed[1][2]);
                    });
            }
            w.arrayOf(values);
        });
    }

    private void base(ByteWriter out) {
        out.object(8, w -> {
            w.named(histogram.name(), histogram.title());
            TreeRecord.lineFillMarker(w);
            w.i32(histogram.values().length);
            for (int axis = 0; axis < 3; axis++) {
                axis(w, axis);
            }
            w.u16(0).u16(1000); // offset and width of bars, in thousandths of a bin
            w.f64(histogram.entries());
            w.f64(sumOfWeights).f64(sumOfSquaredWeights).f64(first[0]).f64(second[0]);
            w.f64(UNSET).f64(UNSET).f64(0); // greatest and least value, norm
            w.arrayOf(); // contours
            w.arrayOf(histogram.variances());
            w.string(""); // options
            w.object(5, x -> x.tobject().string("").i32(0)); // an empty list of functions
            w.i32(0).u8(0); // no buffer of fills
            w.i32(0).i32(2); // errors are normal; flows in sums as ROOT's setting says
        });
    }

    private void axis(ByteWriter out, int number) {
        double[] edges = number < histogram.dimensions() ? histogram.edges(number) : new double[] {0, 1};
        int bins = edges.length - 1;
        out.object(10, w -> {
            w.named("xyz".charAt(number) + "axis");
            w.object(4, x -> x.i32(510) // divisions
                    .u16(1)
                    .u16(1)
                    .u16(42) // colours of axis and label, font
                    .f32(0.005f)
                    .f32(0.035f)
                    .f32(0.03f) // label offset and size, tick length
                    .f32(1)
                    .f32(0.035f) // title offset and size
                    .u16(1)
                    .u16(42)); // its colour and font
            w.i32(bins).f64(edges[0]).f64(edges[bins]);
            w.arrayOf(isRegular(edges) ? new double[0] : edges);
            w.i32(0).i32(0); // the range shown is everything
            w.u16(0).u8(0).string(""); // no time
            w.i32(0).i32(0); // no labels
        });
    }

    /** Whether the edges are exactly those that ROOT computes from the first and the last. */
    private static boolean isRegular(double[] edges) {
        int bins = edges.length - 1;
        double width = (edges[bins] - edges[0]) / bins;
        for (int i = 1; i < bins; i++) {
            if (edges[i] != edges[0] + i * width) {
                return false;
            }
        }
        return true;
    }

    /** Sums over all cells but flows, as if each fill were in the middle of its cell: what ROOT's mean and RMS come from. */
    private void sum() {
        int n = histogram.dimensions();
        int[] cells = new int[3];
        Arrays.fill(cells, 1);
        for (int axis = 0; axis < n; axis++) {
            cells[axis] = histogram.edges(axis).length + 1;
        }
        double[] place = new double[3];
        for (int i = 0; i < histogram.values().length; i++) {
            int rest = i;
            boolean inside = true;
            for (int axis = 0; axis < n; axis++) {
                int cell = rest % cells[axis];
                rest /= cells[axis];
                inside &= cell > 0 && cell < cells[axis] - 1;
                double[] edges = histogram.edges(axis);
                place[axis] = inside ? (edges[cell - 1] + edges[cell]) / 2 : 0;
            }
            if (inside) {
                add(place, histogram.values()[i], histogram.variances()[i]);
            }
        }
    }

    private void add(double[] place, double weight, double squared) {
        sumOfWeights += weight;
        sumOfSquaredWeights += squared;
        for (int a = 0; a < 3; a++) {
            first[a] += weight * place[a];
            second[a] += weight * place[a] * place[a];
            for (int b = a + 1; b < 3; b++) {
                mixed[a][b] += weight * place[a] * place[b];
            }
        }
    }
}
