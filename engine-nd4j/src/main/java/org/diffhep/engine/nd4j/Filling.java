package org.diffhep.engine.nd4j;

import static org.diffhep.engine.nd4j.Numbers.matrix;
import static org.diffhep.engine.nd4j.Numbers.repeated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.histogram.Smoothing;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Histograms of a chunk: Σw and Σw² of all slots are the product of two matrices, weights × entries and entries × slots. Where there are several
 * axes, the share in a slot is the product of those of the axes.
 */
final class Filling {

    private final Chunk chunk;
    private final HistogramFill fill;
    private final int entries;
    private final double[] probabilities;

    Filling(Chunk chunk, HistogramFill fill) {
        this.chunk = chunk;
        this.fill = fill;
        this.entries = chunk.count(input(fill.probabilityInput()).domain());
        this.probabilities = chunk.numbers(input(fill.probabilityInput()), entries);
    }

    private Expr input(int k) {
        return fill.inputs().get(k);
    }

    /** The sums. */
    double[] sums() {
        List<Axis> axes = axes();
        if (axes.isEmpty() || entries == 0) {
            return nothing(axes);
        }
        return Workspaces.ofFill(() -> Numbers.read(left(weights()).mmul(product(shares(axes), -1))));
    }

    /** The edges at this moment; empty where one is not a number, of which the sums must tell. */
    private List<Axis> axes() {
        List<Axis> axes = new ArrayList<>();
        for (int d = 0; d < fill.dimensions().size(); d++) {
            // as plain Java computes them, so that hard bins are the same in all engines
            double[] edges = fill.dimensions().get(d).binning() instanceof LearnableAxis axis
                    ? axis.edgesAt(chunk.graph().parameters(), chunk.parameters())
                    : new double[0];
            if (!Arrays.stream(edges).allMatch(Double::isFinite)) {
                return List.of();
            }
            axes.add(fill.axisAt(d, edges));
        }
        return axes;
    }

    private double[] nothing(List<Axis> axes) {
        double[] sums = new double[fill.size()];
        Arrays.fill(sums, axes.isEmpty() ? Double.NaN : 0);
        return sums;
    }

    private List<AxisShares> shares(List<Axis> axes) {
        Relaxation relaxation = chunk.relaxation();
        List<AxisShares> shares = new ArrayList<>();
        for (int d = 0; d < axes.size(); d++) {
            double[] values = chunk.numbers(input(d), entries);
            for (int i = 0; i < entries; i++) {
                // an entry that does not enter may have no observable
                values[i] = probabilities[i] == 0 && Double.isNaN(values[i]) ? 0 : values[i];
            }
            Smoothing smoothing = fill.dimensions().get(d).smoothing();
            double width = relaxation.softGradients() && smoothing.bandwidth() > 0
                    ? fill.width(d, axes.get(d), relaxation.temperature())
                    : 0;
            shares.add(new AxisShares(values, axes.get(d), smoothing, width, relaxation));
        }
        return shares;
    }

    /** For each weight that of each entry; 0 for one that does not enter and has no weight or no observable. */
    private double[][] weights() {
        double[][] weights = new double[fill.weights()][];
        boolean[] observed = observed();
        for (int v = 0; v < weights.length; v++) {
            double[] ofEvents = chunk.numbers(input(fill.weightInput(v)), chunk.events());
            double[] ofEntries = input(0).domain() instanceof Domain.Objects objects
                    ? chunk.layout(objects.collection()).forEachObject(ofEvents)
                    : ofEvents.clone();
            for (int i = 0; i < entries; i++) {
                boolean skipped = probabilities[i] == 0 && !(observed[i] && Double.isFinite(ofEntries[i]));
                ofEntries[i] = skipped ? 0 : ofEntries[i];
            }
            weights[v] = ofEntries;
        }
        return weights;
    }

    /** Which entries have all observables. */
    private boolean[] observed() {
        boolean[] observed = new boolean[entries];
        Arrays.fill(observed, true);
        for (int d = 0; d < fill.dimensions().size(); d++) {
            double[] values = chunk.numbers(input(d), entries);
            for (int i = 0; i < entries; i++) {
                observed[i] &= !Double.isNaN(values[i]);
            }
        }
        return observed;
    }

    /** p·w and p·w² of each weight, one row each. */
    private INDArray left(double[][] weights) {
        double[] rows = new double[2 * weights.length * entries];
        for (int v = 0; v < weights.length; v++) {
            for (int i = 0; i < entries; i++) {
                double weighted = probabilities[i] * weights[v][i];
                rows[2 * v * entries + i] = weighted;
                rows[(2 * v + 1) * entries + i] = weighted * weights[v][i];
            }
        }
        return matrix(rows, 2L * weights.length, entries);
    }

    /** Products of the shares of all axes, entries × slots; those of one axis may be left out. */
    private INDArray product(List<AxisShares> shares, int without) {
        INDArray product = repeated(1, entries, 1);
        for (int d = 0; d < shares.size(); d++) {
            INDArray next = shares.get(d).shares();
            long slots = next.size(1);
            next = d == without ? repeated(1, entries, slots) : next;
            product = product.reshape('c', entries, product.size(1), 1)
                    .mul(next.reshape('c', entries, 1, slots))
                    .reshape('c', entries, product.size(1) * slots);
        }
        return product;
    }

    /** Adds to the adjoints of the inputs; returns the sums. */
    double[] pullBack(double[] cotangents) {
        List<Axis> axes = axes();
        if (axes.isEmpty() || entries == 0) {
            return nothing(axes);
        }
        double[][] weights = weights();
        Adjoints adjoints = Workspaces.ofFill(() -> adjoints(axes, weights, cotangents));
        pullToWeights(weights, adjoints.ofLeft());
        for (int d = 0; d < axes.size(); d++) {
            chunk.addAdjoint(input(d), adjoints.ofAxes().get(d).ofEntries());
            if (fill.dimensions().get(d).binning() instanceof LearnableAxis) {
                double[] ofEdges = adjoints.ofAxes().get(d).ofEdges();
                for (int edge = 0; edge < ofEdges.length; edge++) {
                    chunk.addAdjoint(input(fill.firstEdgeInput(d) + edge), new double[] {ofEdges[edge]});
                }
            }
        }
        return adjoints.sums();
    }

    /** The sums, and derivatives for the weighted probabilities and for each axis. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    private record Adjoints(double[] sums, double[] ofLeft, List<AxisShares.Adjoints> ofAxes) {}

    private Adjoints adjoints(List<Axis> axes, double[][] weights, double[] cotangents) {
        INDArray left = left(weights);
        List<AxisShares> shares = shares(axes);
        INDArray product = product(shares, -1);
        INDArray ofSums = matrix(cotangents, 2L * weights.length, fill.slots());
        INDArray ofProduct = left.transpose().mmul(ofSums);
        List<AxisShares.Adjoints> ofAxes = new ArrayList<>();
        for (int d = 0; d < axes.size(); d++) {
            ofAxes.add(shares.get(d).pullBack(ofShares(ofProduct, shares, d)));
        }
        return new Adjoints(Numbers.read(left.mmul(product)), Numbers.read(ofSums.mmul(product.transpose())), ofAxes);
    }

    private INDArray ofShares(INDArray ofProduct, List<AxisShares> shares, int dimension) {
        long before = 1;
        for (int d = 0; d < dimension; d++) {
            before *= shares.get(d).shares().size(1);
        }
        long own = shares.get(dimension).shares().size(1);
        long after = fill.slots() / (before * own);
        return ofProduct
                .mul(product(shares, dimension))
                .reshape('c', entries, before, own, after)
                .sum(1, 3);
    }

    private void pullToWeights(double[][] weights, double[] ofLeft) {
        double[] ofProbabilities = new double[entries];
        for (int v = 0; v < weights.length; v++) {
            double[] ofWeight = new double[entries];
            for (int i = 0; i < entries; i++) {
                double w = weights[v][i];
                double ofSum = ofLeft[2 * v * entries + i];
                double ofSquares = ofLeft[(2 * v + 1) * entries + i];
                ofProbabilities[i] += w * ofSum + w * w * ofSquares;
                ofWeight[i] = probabilities[i] * (ofSum + 2 * w * ofSquares);
            }
            chunk.addAdjoint(
                    input(fill.weightInput(v)),
                    input(0).domain() instanceof Domain.Objects objects
                            ? chunk.layout(objects.collection()).sums(ofWeight)
                            : ofWeight);
        }
        chunk.addAdjoint(input(fill.probabilityInput()), ofProbabilities);
    }
}
