package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Reduction;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;
import org.diffhep.histogram.HistogramFill;

/**
 * Which histograms one sample needs, and where each lies among the sums of its graph.
 *
 * <p>Variations of the weight share one fill with the nominal histogram; a variation of the events is a fill of its own,
 * over the graph with the expressions replaced. Bandwidths are kept only where the observable or an edge depends on a parameter.
 */
final class TemplatePlan {

    static final String NOMINAL = "nominal";

    /** Names of the histograms of a systematic. */
    static String up(String systematic) {
        return systematic + " up";
    }

    static String down(String systematic) {
        return systematic + " down";
    }

    private final Graph graph;
    private final List<Region> regions;
    private final Map<Key, Place> places;

    private record Key(String region, String variation) {}

    /** A histogram: of which region, in which reduction, and with which of its weights. */
    record Place(String region, int reduction, HistogramFill fill, int weight) {

        /** @param axis bins of the region at the moment */
        Histogram histogram(double[][] sums, Axis axis) {
            int at = fill.position(weight, 0);
            int end = at + fill.slots();
            return new Histogram(
                    axis,
                    Arrays.copyOfRange(sums[reduction], at, end),
                    Arrays.copyOfRange(sums[reduction], end, end + fill.slots()));
        }

        /** Adds to the cotangent of Σw of a bin. */
        void addValue(double[][] cotangents, int bin, double amount) {
            cotangents[reduction][fill.position(weight, 1 + bin)] += amount;
        }

        /** Adds to the cotangent of Σw² of a bin. */
        void addVariance(double[][] cotangents, int bin, double amount) {
            cotangents[reduction][fill.position(weight, 1 + bin) + fill.slots()] += amount;
        }
    }

    private TemplatePlan(Graph graph, List<Region> regions, Map<Key, Place> places) {
        this.graph = graph;
        this.regions = regions;
        this.places = places;
    }

    /** The plan for one sample of an analysis. */
    static TemplatePlan of(Analysis analysis, String sample) {
        List<Reduction> reductions = new ArrayList<>();
        Map<Key, Place> places = new LinkedHashMap<>();
        Expr weight = Expressions.column(SampleReader.WEIGHT);
        for (Region region : analysis.regions()) {
            List<String> names = new ArrayList<>(List.of(NOMINAL));
            List<Expr> weights = new ArrayList<>(List.of(weight));
            for (Systematic systematic : analysis.systematics()) {
                if (systematic instanceof Systematic.Weight change && systematic.actsOn(sample)) {
                    names.add(up(change.name()));
                    weights.add(weight.times(change.up()));
                    names.add(down(change.name()));
                    weights.add(weight.times(change.down()));
                }
            }
            add(region, sample, Map.of(), names, weights, reductions, places);
            for (Systematic systematic : analysis.systematics()) {
                if (systematic instanceof Systematic.Substitution change && systematic.actsOn(sample)) {
                    add(region, sample, change.up(), List.of(up(change.name())), List.of(weight), reductions, places);
                }
            }
        }
        return new TemplatePlan(Graph.withParameters(reductions, analysis.parameters()), analysis.regions(), places);
    }

    private static void add(
            Region region,
            String sample,
            Map<Expr, Expr> replacements,
            List<String> names,
            List<Expr> weights,
            List<Reduction> reductions,
            Map<Key, Place> places) {
        Expr observable = region.observable().substitute(replacements);
        HistogramFill fill = HistogramFill.of(
                sample + " in " + region.name() + ", " + names.get(0),
                region.axis(),
                region.bandwidthFor(observable),
                observable,
                region.probability().substitute(replacements),
                weights);
        for (int i = 0; i < names.size(); i++) {
            places.put(new Key(region.name(), names.get(i)), new Place(region.name(), reductions.size(), fill, i));
        }
        reductions.add(fill);
    }

    Graph graph() {
        return graph;
    }

    /** The bins of each region at some values of the parameters. */
    Map<String, Axis> axes(double[] at) {
        Map<String, Axis> axes = new LinkedHashMap<>();
        regions.forEach(region -> axes.put(region.name(), region.axisAt(graph.parameters(), at)));
        return axes;
    }

    /** Where a histogram lies. */
    Place place(String region, String variation) {
        Place place = places.get(new Key(region, variation));
        if (place == null) {
            throw new IllegalArgumentException("no histogram " + variation + " of region " + region);
        }
        return place;
    }

    /** Cotangents of all sums, zero. */
    double[][] zeros() {
        return graph.reductions().stream()
                .map(reduction -> new double[reduction.size()])
                .toArray(double[][]::new);
    }
}
