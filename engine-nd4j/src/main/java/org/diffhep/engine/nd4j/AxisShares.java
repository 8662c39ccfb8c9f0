package org.diffhep.engine.nd4j;

import static org.diffhep.engine.nd4j.Numbers.matrix;
import static org.diffhep.engine.nd4j.Numbers.number;
import static org.diffhep.engine.nd4j.Numbers.repeated;
import static org.diffhep.engine.nd4j.Numbers.select;

import java.util.Arrays;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.Smoothing;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The share of each entry in each slot of an axis, entries × slots: how much of it lies above the lower edge less how much lies above the upper
 * one. Only edges between two slots that are counted apart are looked at.
 */
final class AxisShares {

    /** The standard deviation of the logistic distribution 1/(1 + e⁻ᵗ). */
    private static final double LOGISTIC = Math.PI / Math.sqrt(3);

    private final double[] entries;
    private final INDArray column;
    private final Axis axis;
    private final int from;
    private final int to;
    /** Edges × slots: what lies above an edge is in the slot above it and not in that below, as far as these are counted. */
    private final double[] steps;

    private final INDArray shares;
    private final boolean hasSlopes;
    private final Smoothing smoothing;
    private final double width;

    /**
     * Shares.
     *
     * @param entries values of the observable, at least one
     * @param width of the kernel; 0 for hard bins
     */
    AxisShares(double[] entries, Axis axis, Smoothing smoothing, double width, Relaxation relaxation) {
        this.entries = entries;
        this.column = matrix(entries, entries.length, 1);
        this.axis = axis;
        this.smoothing = smoothing;
        this.width = width;
        this.from = axis.underflow() == Flow.FOLDED ? 1 : 0;
        this.to = Math.max(from, axis.overflow() == Flow.FOLDED ? axis.bins() : axis.bins() + 1);
        this.hasSlopes = to > from && width > 0 && relaxation.softGradients();
        this.steps = steps();
        this.shares = shares(hasSlopes && relaxation.softValues());
    }

    INDArray shares() {
        return shares;
    }

    private double[] edges() {
        return Arrays.copyOfRange(axis.edges(), from, to);
    }

    private boolean isCounted(int slot) {
        if (slot == 0) {
            return axis.underflow() != Flow.DROPPED;
        }
        return slot < axis.slots() - 1 || axis.overflow() != Flow.DROPPED;
    }

    private double[] steps() {
        double[] result = new double[(to - from) * axis.slots()];
        for (int edge = from; edge < to; edge++) {
            int row = (edge - from) * axis.slots();
            result[row + edge] = isCounted(edge) ? -1 : 0;
            result[row + edge + 1] = isCounted(edge + 1) ? 1 : 0;
        }
        return result;
    }

    private INDArray stepMatrix() {
        return matrix(steps, to - from, axis.slots());
    }

    private INDArray shares(boolean soft) {
        double[] lowest = new double[axis.slots()];
        lowest[from] = isCounted(from) ? 1 : 0;
        double[] missing = Arrays.stream(entries)
                .map(entry -> Double.isNaN(entry) ? Double.NaN : 0)
                .toArray();
        // everything is in the lowest slot, but for what lies above an edge
        INDArray below = matrix(missing, entries.length, 1).add(matrix(lowest, 1, lowest.length));
        return to > from ? (soft ? soft() : hard()).mmul(stepMatrix()).add(below) : below;
    }

    private INDArray hard() {
        double[] edges = edges();
        return number(Pairs.atLeast(column, matrix(edges, 1, edges.length)));
    }

    /** Whether an entry is spread: 1 where it does not lie beyond a reflecting end, entries × edges. */
    private INDArray spread() {
        double low = smoothing.reflectsBelow() ? axis.edge(0) : Double.NEGATIVE_INFINITY;
        double high = smoothing.reflectsAbove() ? axis.edge(axis.bins()) : Double.POSITIVE_INFINITY;
        double[] inside = Arrays.stream(entries)
                .map(entry -> entry < low || (smoothing.reflectsAbove() && entry >= high) ? 0 : 1)
                .toArray();
        return matrix(inside, entries.length, 1).mul(repeated(1, 1, to - from)).gt(0);
    }

    private INDArray distance(double shift, double[] edges) {
        return column.add(shift).sub(matrix(edges, 1, edges.length));
    }

    private boolean reflects() {
        return smoothing.reflectsBelow() || smoothing.reflectsAbove();
    }

    private double mirror() {
        return smoothing.reflectsBelow() ? axis.edge(0) : axis.edge(axis.bins());
    }

    private double range() {
        return axis.edge(axis.bins()) - axis.edge(0);
    }

    /** How many images on each side reach the range. */
    private int images() {
        boolean both = smoothing.reflectsBelow() && smoothing.reflectsAbove();
        return both ? (int) Math.ceil(smoothing.kernel().reach() * width / (2 * range())) + 1 : 0;
    }

    private double[] mirrored() {
        return Arrays.stream(edges()).map(edge -> 2 * mirror() - edge).toArray();
    }

    /** How much of each entry lies above each edge, the images that reflecting ends make included. */
    private INDArray soft() {
        double[] edges = edges();
        if (!reflects()) {
            return cdf(distance(0, edges));
        }
        INDArray sum = repeated(smoothing.reflectsBelow() ? 1 : 0, entries.length, edges.length);
        for (int k = -images(); k <= images(); k++) {
            double shift = 2 * k * range();
            sum = sum.add(cdf(distance(shift, edges))).sub(cdf(distance(shift, mirrored())));
        }
        return select(spread(), sum, hard());
    }

    /**
     * Derivatives.
     *
     * @param ofEntries for each entry
     * @param ofEdges for each edge of the axis
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    record Adjoints(double[] ofEntries, double[] ofEdges) {}

    /** Pulls the derivatives for the shares back. */
    Adjoints pullBack(INDArray ofShares) {
        double[] ofEdges = new double[axis.bins() + 1];
        if (!hasSlopes) {
            return new Adjoints(new double[entries.length], ofEdges);
        }
        INDArray ofAbove = ofShares.mmul(stepMatrix().transpose());
        INDArray perEntry;
        INDArray perEdge;
        if (reflects()) {
            INDArray direct = repeated(0, entries.length, to - from);
            INDArray ofImages = repeated(0, entries.length, to - from);
            for (int k = -images(); k <= images(); k++) {
                double shift = 2 * k * range();
                direct = direct.add(density(distance(shift, edges())));
                ofImages = ofImages.add(density(distance(shift, mirrored())));
            }
            INDArray spread = number(spread());
            perEntry = Numbers.pulled(ofAbove, direct.sub(ofImages).mul(spread));
            perEdge = Numbers.pulled(ofAbove, direct.add(ofImages).mul(spread));
        } else {
            perEntry = Numbers.pulled(ofAbove, density(distance(0, edges())));
            perEdge = perEntry;
        }
        double[] between = Numbers.read(perEdge.sum(0).neg());
        System.arraycopy(between, 0, ofEdges, from, between.length);
        return new Adjoints(Numbers.read(perEntry.sum(1)), ofEdges);
    }

    /** F(distance/width). */
    private INDArray cdf(INDArray distance) {
        return switch (smoothing.kernel()) {
            case GAUSSIAN -> Functions.normalCdf(distance.div(width));
            case SIGMOID -> Transforms.sigmoid(distance.div(width).mul(LOGISTIC), true);
            case TRIWEIGHT -> {
                INDArray u = distance.div(3 * width);
                yield select(u.gte(1), 1, select(u.lte(-1), 0, Functions.triweight(u)));
            }
        };
    }

    /** The derivative of {@link #cdf}. */
    private INDArray density(INDArray distance) {
        return switch (smoothing.kernel()) {
            case GAUSSIAN -> Functions.normalDensity(distance.div(width)).div(width);
            case SIGMOID -> {
                INDArray t = distance.div(width).mul(LOGISTIC);
                yield Transforms.sigmoid(t, true)
                        .mul(Transforms.sigmoid(t.neg(), true))
                        .mul(LOGISTIC / width);
            }
            case TRIWEIGHT ->
                Functions.triweightDensity(distance.div(3 * width)).div(3 * width);
        };
    }
}
