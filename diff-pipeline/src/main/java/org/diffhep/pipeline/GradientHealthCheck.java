package org.diffhep.pipeline;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.pipeline.GradientHealth.ParameterHealth;
import org.diffhep.pipeline.GradientHealth.RegionHealth;
import org.diffhep.pipeline.GradientHealth.State;

/** Finds out how healthy a gradient is: one gradient and one pass over the events for each point asked about. */
final class GradientHealthCheck {

    /** A gradient for one scale, as a share of the objective, that is as good as none. */
    private static final double NO_GRADIENT = 1e-10;

    private static final double SATURATED = 1e-3;

    /** An edge that moves by less than this share of what a parameter moves most does not count as the parameter's. */
    private static final double ITS_EDGE = 0.1;

    private final Analysis analysis;
    private final Engine engine;
    private final Map<String, EventSample> events;
    private final AnalysisObjective function;

    GradientHealthCheck(Analysis analysis, Engine engine, Map<String, EventSample> events, AnalysisObjective function) {
        this.analysis = analysis;
        this.engine = engine;
        this.events = events;
        this.function = function;
    }

    GradientHealth at(double[] point, double temperature) {
        ValueAndGradient soft = function.valueAndGradient(point, Relaxation.soft(temperature));
        List<OptionalDouble> near = nearCuts(point, temperature);
        List<Parameter> edges = analysis.edgeParameters();
        List<ParameterHealth> parameters = new ArrayList<>();
        for (int i = 0; i < point.length; i++) {
            Parameter parameter = analysis.parameters().get(i);
            double gradient = soft.gradient().get(i) * parameter.scale();
            boolean none = Math.abs(gradient) <= NO_GRADIENT * Math.abs(soft.value());
            // an edge in a tail has few events beside it, and is of use there
            boolean saturated = !edges.contains(parameter) && near.get(i).orElse(1) < SATURATED;
            // where events lie near the cut a gradient of nothing is that of an optimum, unless it is exactly nothing
            State state =
                    gradient == 0 || (none && saturated) ? State.DEAD : saturated ? State.SATURATED : State.HEALTHY;
            parameters.add(new ParameterHealth(parameter.name(), gradient, near.get(i), state));
        }
        return new GradientHealth(temperature, parameters, regions(function.templates(point, Relaxation.HARD)));
    }

    /** For each parameter, Σ|w| of the events near one of its cuts over Σ|w| of all. */
    private List<OptionalDouble> nearCuts(double[] point, double temperature) {
        Expr weight = Expressions.column(SampleReader.WEIGHT).abs();
        List<Expr> sums = new ArrayList<>(List.of(weight));
        List<Integer> positions = new ArrayList<>();
        for (Parameter parameter : analysis.parameters()) {
            List<Expr> flags = new ArrayList<>();
            cuts(parameter).forEach(cut -> flags.add(nearCut(cut, temperature)));
            flags.addAll(nearEdges(parameter, point, temperature));
            positions.add(flags.isEmpty() ? -1 : sums.size());
            flags.stream().reduce(Expr::maximum).ifPresent(any -> sums.add(any.times(weight)));
        }
        Graph graph = Graph.withParameters(List.of(new Total("events near cuts", sums)), analysis.parameters());
        double[] totals = new double[sums.size()];
        for (String sample : analysis.samples()) {
            try (BoundGraph bound = engine.bind(
                    graph, Objects.requireNonNull(events.get(sample)).source())) {
                double[] part = bound.forward(point, Relaxation.HARD)[0];
                for (int i = 0; i < totals.length; i++) {
                    totals[i] += part[i];
                }
            }
        }
        return positions.stream()
                .map(at -> at < 0 ? OptionalDouble.empty() : OptionalDouble.of(totals[at] / totals[0]))
                .toList();
    }

    /** The cuts on events or objects that move with a parameter, nominal. */
    private Set<Expr> cuts(Parameter parameter) {
        List<Expr> roots = new ArrayList<>();
        for (Region region : analysis.regions()) {
            roots.add(region.observable());
            roots.add(region.probability());
        }
        Set<Expr> cuts = new LinkedHashSet<>();
        for (Expr node : Graph.inOrder(roots)) {
            if (node.op() instanceof Op.Cut
                    && !(node.domain() instanceof Domain.Scalar)
                    && node.parameters().contains(parameter)) {
                cuts.add(node);
            }
        }
        return cuts;
    }

    private static Expr nearCut(Expr cut, double temperature) {
        return isNear(cut.inputs().get(0), ((Op.Cut) cut.op()).width() * temperature);
    }

    /** @param distance from a cut or an edge */
    private static Expr isNear(Expr distance, double width) {
        Expr near = distance.abs().below(GradientHealth.NEAR * width);
        return near.domain() instanceof Domain.Objects ? near.largest(0) : near;
    }

    /** Flags of observables near the bin edges that move with a parameter. */
    private List<Expr> nearEdges(Parameter parameter, double[] point, double temperature) {
        List<Parameter> parameters = analysis.parameters();
        double[] moved = point.clone();
        moved[parameters.indexOf(parameter)] += parameter.scale();
        List<Expr> flags = new ArrayList<>();
        for (Region region : analysis.regions()) {
            if (region.axis() instanceof LearnableAxis axis && axis.parameters().contains(parameter)) {
                double[] edges = axis.edgesAt(parameters, point);
                double[] changes = axis.edgesAt(parameters, moved);
                Arrays.setAll(changes, i -> Math.abs(changes[i] - edges[i]));
                double most = Arrays.stream(changes).max().orElse(0);
                for (int i = 0; i < edges.length; i++) {
                    if (changes[i] > ITS_EDGE * most) {
                        flags.add(isNear(region.observable().minus(edges[i]), region.bandwidth() * temperature));
                    }
                }
            }
        }
        return flags;
    }

    private List<RegionHealth> regions(Templates templates) {
        List<RegionHealth> regions = new ArrayList<>();
        for (Region region : analysis.regions()) {
            List<Integer> empty = new ArrayList<>();
            List<Integer> thin = new ArrayList<>();
            double[] effective = effectiveEvents(analysis, region, templates);
            for (int bin = 0; bin < effective.length; bin++) {
                if (effective[bin] == 0) {
                    empty.add(bin);
                } else if (effective[bin] < GradientHealth.FEW_EVENTS) {
                    thin.add(bin);
                }
            }
            regions.add(new RegionHealth(region.name(), empty, thin));
        }
        return regions;
    }

    /** (Σw)²/Σw² of the total expectation in each bin; 0 for a bin without events. */
    static double[] effectiveEvents(Analysis analysis, Region region, Templates templates) {
        double[] effective = new double[region.axis().bins()];
        double[] variances = new double[effective.length];
        for (String sample : analysis.samples()) {
            Histogram histogram = templates.nominal(sample, region.name());
            for (int bin = 0; bin < effective.length; bin++) {
                effective[bin] += histogram.values()[bin];
                variances[bin] += histogram.variances()[bin];
            }
        }
        for (int bin = 0; bin < effective.length; bin++) {
            effective[bin] = variances[bin] > 0 ? effective[bin] * effective[bin] / variances[bin] : 0;
        }
        return effective;
    }

    /**
     * What a person should hear of it.
     *
     * @param point values of the parameters there
     */
    List<String> messages(GradientHealth health, double[] point, String where) {
        List<String> messages = new ArrayList<>();
        for (ParameterHealth parameter : health.parameters()) {
            if (parameter.state() != State.HEALTHY) {
                String near = parameter.nearCuts().isEmpty()
                        ? "no cut moves with it"
                        : String.format(
                                Locale.ROOT,
                                "%.1f %% of the events lie within %.0f widths of its cuts",
                                100 * parameter.nearCuts().getAsDouble(),
                                GradientHealth.NEAR);
                messages.add("parameter " + parameter.name() + ": "
                        + (parameter.state() == State.DEAD ? "no gradient reaches it" : "its cuts are saturated")
                        + " at the " + where + ", " + near + "; start it elsewhere or widen its cuts");
            }
        }
        for (RegionHealth region : health.regions()) {
            note(messages, region.name(), region.emptyBins(), "without an event", point, where);
            note(
                    messages,
                    region.name(),
                    region.thinBins(),
                    String.format(Locale.ROOT, "with less than %.0f effective events", GradientHealth.FEW_EVENTS),
                    point,
                    where);
        }
        return messages;
    }

    private void note(
            List<String> messages, String name, List<Integer> bins, String what, double[] point, String where) {
        if (bins.isEmpty()) {
            return;
        }
        Region region = analysis.region(name);
        Axis axis = region.axisAt(analysis.parameters(), point);
        List<String> ranges = bins.stream()
                .map(bin -> rounded(axis.edge(bin)) + " to " + rounded(axis.edge(bin + 1)))
                .toList();
        messages.add("region " + name + ": " + bins.size() + (bins.size() == 1 ? " bin " : " bins ") + what + " at the "
                + where + ", training events (" + region.label() + " " + String.join(", ", ranges) + ")");
    }

    /** To five digits, for people. */
    private static double rounded(double edge) {
        return new BigDecimal(edge).round(new MathContext(5)).doubleValue();
    }
}
