package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Binning;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.histogram.LearnableAxis;

/**
 * How the entries of the nominal histograms follow the parameters. Found from differences of the expressions, event by event, so that it holds for
 * whatever saturates: cuts and windows with any kernel, functions that level off, minima, choices.
 */
final class YieldResponse {

    /** Half the distance of two points, in scales of the parameter: small against the width of any cut that is not saturated. */
    private static final double STEP = 1e-6;

    private final Analysis analysis;
    private final Engine engine;
    private final Map<String, EventSample> events;
    private final Expr weight = Expressions.column(SampleReader.WEIGHT).abs();

    YieldResponse(Analysis analysis, Engine engine, Map<String, EventSample> events) {
        this.analysis = analysis;
        this.engine = engine;
        this.events = events;
    }

    /**
     * What was found at a point.
     *
     * @param shares for each parameter the share of the expected events, Σ|w|·probability, that enters, leaves or changes its bin for a change by one
     *     scale, to first order; empty if no entry depends on it
     * @param saturatedBins for each region bins that no entry would leave or enter if the observable moved by its bandwidth
     */
    record Found(List<OptionalDouble> shares, Map<String, List<Integer>> saturatedBins) {}

    Found at(double[] point, double temperature) {
        List<Expr> sums = new ArrayList<>();
        for (Region region : analysis.regions()) {
            sums.add(region.probability().times(weight));
        }
        List<Integer> firstSums = new ArrayList<>(List.of(sums.size()));
        for (Parameter parameter : analysis.parameters()) {
            for (Region region : analysis.regions()) {
                movedEntries(region, parameter, temperature).ifPresent(moved -> sums.add(moved.times(weight)));
            }
            firstSums.add(sums.size());
        }
        List<Reduction> reductions = new ArrayList<>(List.of(new Total("entries that move", sums)));
        List<Region> smoothed =
                analysis.regions().stream().filter(YieldResponse::isSmoothed).toList();
        for (Region region : smoothed) {
            Axis axis = region.axisAt(analysis.parameters(), point);
            double width = width(region, temperature);
            Expr crossing = innerEdges(axis)
                    .mapToObj(edge -> density(region.observable().minus(axis.edge(edge)), width))
                    .reduce(Expressions.constant(0), Expr::plus);
            reductions.add(filled(region, axis, region.probability()));
            reductions.add(filled(region, axis, region.probability().times(crossing.times(width))));
        }
        double[][] totals = totals(reductions, point, temperature);
        double expected = sum(totals[0], 0, firstSums.get(0));
        List<OptionalDouble> shares = new ArrayList<>();
        for (int i = 0; i + 1 < firstSums.size(); i++) {
            double moved = sum(totals[0], firstSums.get(i), firstSums.get(i + 1));
            boolean follows = firstSums.get(i) < firstSums.get(i + 1);
            shares.add(follows ? OptionalDouble.of(expected > 0 ? moved / expected : 0) : OptionalDouble.empty());
        }
        Map<String, List<Integer>> saturated = new LinkedHashMap<>();
        for (int k = 0; k < smoothed.size(); k++) {
            HistogramFill fill = (HistogramFill) reductions.get(1 + 2 * k);
            double[] content = fill.histogram(totals[1 + 2 * k], 0).values();
            double[] crossing = fill.histogram(totals[2 + 2 * k], 0).values();
            List<Integer> bins = new ArrayList<>();
            for (int bin = 0; bin < content.length; bin++) {
                if (content[bin] > 0 && crossing[bin] < GradientHealth.LEAST_RESPONSE * content[bin]) {
                    bins.add(bin);
                }
            }
            saturated.put(smoothed.get(k).name(), List.copyOf(bins));
        }
        return new Found(List.copyOf(shares), saturated);
    }

    /** Where the observable or an edge depends on a parameter, and so has a kernel: see decision 4. */
    private static boolean isSmoothed(Region region) {
        return region.bandwidthFor(region.observable()) > 0;
    }

    private static double width(Region region, double temperature) {
        return region.bandwidth() * temperature;
    }

    private HistogramFill filled(Region region, Axis axis, Expr probability) {
        return HistogramFill.of(region.name(), axis, 0, region.observable(), probability, List.of(weight));
    }

    /** How an entry follows a parameter, for one scale; empty if it does not depend on it. */
    private static Optional<Expr> movedEntries(Region region, Parameter parameter, double temperature) {
        List<Expr> ways = new ArrayList<>();
        if (region.probability().parameters().contains(parameter)) {
            ways.add(moved(region.probability(), parameter));
        }
        if (isSmoothed(region)) {
            passedEdges(region, parameter, width(region, temperature))
                    .ifPresent(passed -> ways.add(region.probability().times(passed)));
        }
        return ways.stream().reduce(Expr::plus);
    }

    /** How much of an entry passes an edge, for one scale; empty if neither the observable nor an edge depends on the parameter. */
    private static Optional<Expr> passedEdges(Region region, Parameter parameter, double width) {
        return innerEdges(region.axis())
                .mapToObj(edge -> region.observable().minus(edge(region.axis(), edge)))
                .filter(distance -> distance.parameters().contains(parameter))
                .map(distance -> moved(distance, parameter).times(density(distance, width)))
                .reduce(Expr::plus);
    }

    /** |∂/∂parameter|, for one scale. */
    private static Expr moved(Expr node, Parameter parameter) {
        Expr at = Expressions.parameter(parameter);
        double step = STEP * parameter.scale();
        Expr up = node.substitute(Map.of(at, at.plus(step)));
        Expr down = node.substitute(Map.of(at, at.minus(step)));
        return up.minus(down).abs().times(0.5 / STEP);
    }

    /** The edges that entries can pass: not those beyond which the flow is folded into the bin. */
    private static IntStream innerEdges(Binning axis) {
        int first = axis.underflow() == Flow.FOLDED ? 1 : 0;
        int last = axis.overflow() == Flow.FOLDED ? axis.bins() - 1 : axis.bins();
        return IntStream.rangeClosed(first, last);
    }

    private static Expr edge(Binning binning, int number) {
        if (binning instanceof LearnableAxis learnable) {
            return learnable.edges().get(number);
        }
        return Expressions.constant(((Axis) binning).edge(number));
    }

    /** The kernel at a distance. */
    private static Expr density(Expr distance, double width) {
        return distance.over(width).square().times(-0.5).exp().times(1 / (width * Math.sqrt(2 * Math.PI)));
    }

    /**
     * The first expression that does not follow a parameter although something that it is made of does: where its gradient is lost. Empty if it
     * is lost nowhere, or between several.
     */
    Optional<Expr> lostIn(Parameter parameter, double[] point, double temperature) {
        Set<Expr> roots = new LinkedHashSet<>();
        for (Region region : analysis.regions()) {
            roots.add(region.probability());
            roots.add(region.observable());
        }
        List<Expr> nodes = Graph.inOrder(List.copyOf(roots)).stream()
                .filter(node -> node.isDifferentiable() && node.parameters().contains(parameter))
                .toList();
        List<Expr> sums = new ArrayList<>(List.of(weight));
        for (Expr node : nodes) {
            Expr moved = moved(node, parameter).minimum(Expressions.constant(1));
            sums.add((node.domain() instanceof Domain.Objects ? moved.largest(0) : moved).times(weight));
        }
        double[] totals = totals(List.of(new Total("nodes that move", sums)), point, temperature)[0];
        for (int i = 0; i < nodes.size(); i++) {
            if (follows(totals, i)) {
                continue;
            }
            for (Expr input : nodes.get(i).inputs()) {
                int at = nodes.indexOf(input);
                if (at >= 0 && follows(totals, at)) {
                    return Optional.of(nodes.get(i));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean follows(double[] totals, int node) {
        return totals[1 + node] >= GradientHealth.LEAST_RESPONSE * totals[0];
    }

    private double[][] totals(List<Reduction> reductions, double[] point, double temperature) {
        Graph graph = Graph.withParameters(reductions, analysis.parameters());
        double[][] totals = new double[reductions.size()][];
        Arrays.setAll(totals, r -> new double[reductions.get(r).size()]);
        for (String sample : analysis.samples()) {
            try (BoundGraph bound = engine.bind(
                    graph, Objects.requireNonNull(events.get(sample)).source())) {
                double[][] part = bound.forward(point, Relaxation.soft(temperature));
                for (int r = 0; r < totals.length; r++) {
                    for (int i = 0; i < totals[r].length; i++) {
                        totals[r][i] += part[r][i];
                    }
                }
            }
        }
        return totals;
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
