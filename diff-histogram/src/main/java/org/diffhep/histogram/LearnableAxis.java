package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.jvm.JvmEngine;

/**
 * Bin edges that are expressions of parameters, so that an optimiser can move them: through the kernel of a soft reading Σw and Σw² of
 * a histogram have derivatives for each edge. In a hard reading it is the fixed {@link Axis} with the edges of the moment, without derivative.
 *
 * <p>{@link #softmax} and {@link #edgeByEdge} keep edges in order and apart whatever the parameters are: the first shares the range by weights, the second has parameters that
 * are edges, which people can read. Edges given {@link #of one by one} must ascend wherever they
 * are evaluated, else the evaluation ends with an {@link IllegalArgumentException}.
 */
public final class LearnableAxis implements Binning {

    /** A change of an edge that matters, as a share of the bins beside it. */
    private static final double SCALE = 0.25;

    private final List<Expr> edges;
    private final Flow underflow;
    private final Flow overflow;

    private LearnableAxis(List<Expr> edges, Flow underflow, Flow overflow) {
        this.edges = edges;
        this.underflow = underflow;
        this.overflow = overflow;
    }

    /**
     * Bins between given edges.
     *
     * @param edges scalars: parameters, numbers, or what is computed from them
     * @throws IllegalArgumentException if there are less than two, or one is no scalar
     */
    public static LearnableAxis of(List<Expr> edges) {
        if (edges.size() < 2) {
            throw new IllegalArgumentException("an axis needs two edges or more, got " + edges.size());
        }
        edges.forEach(edge -> requireScalar("an edge", edge));
        return new LearnableAxis(List.copyOf(edges), Flow.KEPT, Flow.KEPT);
    }

    /**
     * Bins between two fixed ends that share the range by the softmax of some numbers, none narrower than a minimum: edge i is low + Σ_{j≤i}
     * [minimum + (high − low − n·minimum)·softmax(z)_j]. Adding one number to all z changes nothing.
     *
     * @param minimumWidth of a bin, in the unit of the observable
     * @param z one scalar for each bin
     * @throws IllegalArgumentException if there is no z, one is no scalar, or the range has no room for so many bins of the minimum width
     */
    public static LearnableAxis softmax(double low, double high, double minimumWidth, List<Expr> z) {
        double room = room(low, high, minimumWidth, z.size());
        z.forEach(each -> requireScalar("the share of a bin", each));
        // the largest is subtracted, so that no exponential overflows; the softmax does not depend on it
        Expr largest = z.stream().reduce(Expr::maximum).orElseThrow().stopGradient();
        List<Expr> shares = z.stream().map(each -> each.minus(largest).exp()).toList();
        return between(low, high, minimumWidth, room, shares);
    }

    /**
     * A {@link #softmax} axis with parameters of its own, {@code name 1} and so on, that begins at the edges of a fixed axis and has its flows.
     *
     * @throws IllegalArgumentException if a bin of the fixed axis is not wider than the minimum
     */
    public static LearnableAxis startingAt(String name, Axis start, double minimumWidth) {
        int bins = start.bins();
        double room = room(start.edge(0), start.edge(bins), minimumWidth, bins);
        List<Expr> z = new ArrayList<>();
        for (int i = 0; i < bins; i++) {
            double share = (start.edge(i + 1) - start.edge(i) - minimumWidth) / room;
            if (!(share > 0)) {
                throw new IllegalArgumentException("bin " + i + " of " + name + ", from " + start.edge(i) + " to "
                        + start.edge(i + 1) + ", is not wider than the minimum width " + minimumWidth);
            }
            z.add(Expressions.parameter(
                    Parameter.of(name + " " + (i + 1), Math.log(share)).scale(1)));
        }
        return softmax(start.edge(0), start.edge(bins), minimumWidth, z).flow(start.underflow(), start.overflow());
    }

    /**
     * Bins between two fixed ends, each edge in between a parameter of its own in the unit of the observable, {@code name 1} and so on, that begins where a
     * fixed axis has it; the flows are those of the fixed axis.
     *
     * <p>Where all bins are at least twice the minimum wide, an edge is where its parameter says. Parameters that come closer, or change
     * places, do not make bins narrower than the minimum: with d_j the distance of two neighbours less the minimum m, bin j is m + s(d_j)·(high − low −
     * n·m)/Σs wide, where s(d) = d from m on and m·exp(d/m − 1) below, continuous with its slope. So edges stay in order, and gradients fade but do not end.
     *
     * @param minimumWidth of a bin, in the unit of the observable
     * @param unit of the observable, for people
     * @throws IllegalArgumentException if a bin of the fixed axis is narrower than twice the minimum, or the minimum is too small for its edges
     */
    public static LearnableAxis edgeByEdge(String name, Axis start, double minimumWidth, String unit) {
        int bins = start.bins();
        double low = start.edge(0);
        double high = start.edge(bins);
        double room = room(low, high, minimumWidth, bins);
        List<Expr> asked = new ArrayList<>();
        asked.add(Expressions.constant(low));
        for (int i = 1; i < bins; i++) {
            double around = start.edge(i + 1) - start.edge(i - 1);
            asked.add(Expressions.parameter(Parameter.of(name + " " + i, start.edge(i))
                    .within(low + i * minimumWidth, high - (bins - i) * minimumWidth)
                    .scale(SCALE * around / 2)
                    .unit(unit)));
        }
        asked.add(Expressions.constant(high));
        List<Expr> shares = new ArrayList<>();
        for (int i = 0; i < bins; i++) {
            if (start.edge(i + 1) - start.edge(i) < 2 * minimumWidth) {
                throw new IllegalArgumentException("bin " + i + " of " + name + ", from " + start.edge(i) + " to "
                        + start.edge(i + 1) + ", is narrower than twice the minimum width " + minimumWidth);
            }
            shares.add(positive(asked.get(i + 1).minus(asked.get(i)).minus(minimumWidth), minimumWidth));
        }
        return between(low, high, minimumWidth, room, shares).flow(start.underflow(), start.overflow());
    }

    /** d from m on, m·exp(d/m − 1) below. */
    private static Expr positive(Expr d, double m) {
        // where d = m the gradient goes through the minimum alone
        Expr above = Expressions.constant(m).maximum(d).minus(m);
        return above.plus(
                d.minimum(Expressions.constant(m)).over(m).minus(1).exp().times(m));
    }

    /** Each bin its minimum, and what is left by shares. */
    private static LearnableAxis between(double low, double high, double minimumWidth, double room, List<Expr> shares) {
        List<Expr> sums = new ArrayList<>();
        for (Expr share : shares) {
            sums.add(sums.isEmpty() ? share : sums.get(sums.size() - 1).plus(share));
        }
        Expr perShare = Expressions.constant(room).over(sums.get(sums.size() - 1));
        List<Expr> edges = new ArrayList<>();
        edges.add(Expressions.constant(low));
        for (int i = 1; i < shares.size(); i++) {
            edges.add(sums.get(i - 1).times(perShare).plus(low + i * minimumWidth));
        }
        edges.add(Expressions.constant(high));
        return of(edges);
    }

    /** What is left of a range when each bin has its minimum. */
    private static double room(double low, double high, double minimumWidth, int bins) {
        double room = high - low - bins * minimumWidth;
        boolean finite = Double.isFinite(low) && Double.isFinite(high);
        // so that rounding of an edge cannot eat up a bin
        boolean wide = minimumWidth > 1e-12 * Math.max(Math.abs(low), Math.abs(high));
        if (!finite || bins < 1 || !wide || !(room > 0)) {
            throw new IllegalArgumentException(
                    bins + " bins of at least " + minimumWidth + " from " + low + " to " + high + " are not possible");
        }
        return room;
    }

    private static void requireScalar(String what, Expr expr) {
        if (!expr.domain().equals(Domain.SCALAR)) {
            throw new IllegalArgumentException(
                    what + " must be one number for all events, got " + expr + ", a value of domain " + expr.domain());
        }
    }

    /** The same axis with another treatment of what lies beyond its ends. */
    public LearnableAxis flow(Flow newUnderflow, Flow newOverflow) {
        return new LearnableAxis(edges, newUnderflow, newOverflow);
    }

    @Override
    public int bins() {
        return edges.size() - 1;
    }

    @Override
    public Flow underflow() {
        return underflow;
    }

    @Override
    public Flow overflow() {
        return overflow;
    }

    /** The edges, scalars. */
    public List<Expr> edges() {
        return edges;
    }

    /** The parameters that the edges depend on, in the order met. */
    public List<Parameter> parameters() {
        Set<Parameter> all = new LinkedHashSet<>();
        edges.forEach(edge -> all.addAll(edge.parameters()));
        return List.copyOf(all);
    }

    /**
     * The axis at some values of the parameters.
     *
     * @param parameters those of an analysis, in the order of the values; more than this axis needs may be there
     * @param values one for each parameter
     * @throws IllegalArgumentException if a parameter of this axis is not in the list, or the edges do not ascend
     */
    public Axis at(List<Parameter> parameters, double[] values) {
        return at(edgesAt(parameters, values));
    }

    /**
     * The edges at some values of the parameters, whether or not they ascend.
     *
     * @throws IllegalArgumentException if a parameter of this axis is not in the list
     */
    public double[] edgesAt(List<Parameter> parameters, double[] values) {
        if (parameters.size() != values.length) {
            throw new IllegalArgumentException(
                    "there are " + parameters.size() + " parameters, got " + values.length + " values");
        }
        List<Parameter> needed = Graph.ofExpressions(edges).parameters();
        double[] of = new double[needed.size()];
        for (int i = 0; i < of.length; i++) {
            int at = parameters.indexOf(needed.get(i));
            if (at < 0) {
                throw new IllegalArgumentException(
                        "the axis needs a value of parameter " + needed.get(i).name());
            }
            of[i] = values[at];
        }
        EventBatch nothing = EventBatch.of(0).build();
        return JvmEngine.evaluate(edges, nothing, of, Relaxation.HARD).stream()
                .mapToDouble(edge -> edge[0])
                .toArray();
    }

    /** The edges where the optimisation begins. */
    public Axis start() {
        List<Parameter> parameters = parameters();
        return at(parameters, parameters.stream().mapToDouble(Parameter::start).toArray());
    }

    /** The same axis with some expressions in its edges replaced. */
    public LearnableAxis substitute(Map<Expr, Expr> replacements) {
        return new LearnableAxis(
                edges.stream().map(edge -> edge.substitute(replacements)).toList(), underflow, overflow);
    }

    /** The axis with these numbers as its edges. */
    Axis at(double[] numbers) {
        return Axis.of(numbers).flow(underflow, overflow);
    }

    /** Whether an edge stays where it is. */
    boolean isFixed(int edge) {
        return edges.get(edge).parameters().isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LearnableAxis axis
                && underflow == axis.underflow
                && overflow == axis.overflow
                && edges.equals(axis.edges);
    }

    @Override
    public int hashCode() {
        return Objects.hash(edges, underflow.name(), overflow.name());
    }

    @Override
    public String toString() {
        return bins() + " learnable bins from " + edges.get(0) + " to " + edges.get(bins());
    }
}
