package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffhep.events.StoredHistogram;
import org.diffhep.events.internal.root.Cursor.Header;

/** Reads the records of TH1, TH2 and TH3. The layouts of TH1 5 to 8 are built in, up to what is needed. */
final class HistogramParser {

    /** The classes that are read: one to three dimensions, with cells of 8, 16, 32 or 64 bits or floating point. */
    static final Set<String> CLASSES = Stream.of("TH1", "TH2", "TH3")
            .flatMap(dimensions -> Stream.of("C", "S", "I", "L", "F", "D").map(type -> dimensions + type))
            .collect(Collectors.toUnmodifiableSet());

    private static final int OLDEST = 5;
    private static final int NEWEST = 8;

    private HistogramParser() {}

    static StoredHistogram parse(Cursor in, String className) {
        in.header(className);
        int dimensions = className.charAt(2) - '0';
        Header outer = dimensions > 1 ? in.header(className.substring(0, 3)) : new Header(0, in.end());
        Header header = in.header("TH1");
        if (header.version() < OLDEST || header.version() > NEWEST) {
            throw in.failure(
                    "version " + header.version() + " of TH1 is not supported (" + OLDEST + " to " + NEWEST + " are)");
        }
        String[] names = in.named();
        in.skipObject("TAttLine");
        in.skipObject("TAttFill");
        in.skipObject("TAttMarker");
        int cells = in.i32();
        List<double[]> edges = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) { // all are stored, those beyond the dimensions with one bin
            double[] read = axis(in);
            if (axis < dimensions) {
                edges.add(read);
            }
        }
        in.skip(2 * 2); // offset and width of bars
        double entries = in.f64();
        in.skip(7 * 8); // four sums, maximum, minimum, norm
        in.f64s("contours");
        double[] squares = in.f64s("squared weights");
        in.seek(header.end());
        if (dimensions > 1) {
            in.seek(outer.end());
        }
        double[] values = values(in, className.charAt(3));
        long expected = edges.stream().mapToLong(axis -> axis.length + 1L).reduce(1, (a, b) -> a * b);
        if (values.length != cells || values.length != expected || (squares.length != 0 && squares.length != cells)) {
            throw in.failure("its axes have " + expected + " cells; it has " + values.length + " values of " + cells
                    + " and " + squares.length + " squared weights");
        }
        return new StoredHistogram(
                names[0], names[1], edges, values, squares.length == 0 ? values.clone() : squares, entries);
    }

    /** The edges of an axis. */
    private static double[] axis(Cursor in) {
        Header header = in.header("TAxis");
        in.named();
        in.skipObject("TAttAxis");
        int bins = in.i32();
        double low = in.f64();
        double high = in.f64();
        double[] stored = in.f64s("edges");
        if (stored.length != 0 && stored.length != bins + 1L) {
            throw in.failure(stored.length + " edges cannot bound " + bins + " bins");
        }
        // The cells of all bins are stored, so that there cannot be more of them than bytes left.
        if (bins < 1 || (stored.length == 0 && bins > in.end())) {
            throw in.failure("an axis cannot have " + bins + " bins");
        }
        in.seek(header.end());
        double[] edges = stored;
        if (stored.length == 0) {
            edges = new double[bins + 1];
            // As TAxis::GetBinUpEdge, and the upper limit as it is.
            double width = (high - low) / bins;
            for (int i = 0; i < bins; i++) {
                edges[i] = low + i * width;
            }
            edges[bins] = high;
        }
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
                throw in.failure("edge " + i + " of an axis cannot be " + edges[i]);
            }
        }
        return edges;
    }

    private static double[] values(Cursor in, char type) {
        return switch (type) {
            case 'D' -> in.f64s("cells");
            case 'F' -> {
                int[] bits = in.i32s(in.i32(), "cells");
                double[] values = new double[bits.length];
                Arrays.setAll(values, i -> Float.intBitsToFloat(bits[i]));
                yield values;
            }
            case 'I' ->
                Arrays.stream(in.i32s(in.i32(), "cells")).asDoubleStream().toArray();
            case 'L' ->
                Arrays.stream(in.i64s(in.i32(), "cells")).asDoubleStream().toArray();
            default -> {
                int bytes = type == 'S' ? 2 : 1;
                double[] values = new double[in.count(bytes, "cells")];
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes == 2 ? (short) in.u16() : (byte) in.u8();
                }
                yield values;
            }
        };
    }
}
