package org.diffhep.pipeline;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;
import org.diffhep.pipeline.GradientHealth.ParameterHealth;
import org.diffhep.pipeline.GradientHealth.RegionHealth;
import org.diffhep.pipeline.GradientHealth.State;

/** Finds out how healthy a gradient is: one gradient and a pass or two over the events for each point asked about. */
final class GradientHealthCheck {

    /** A gradient for one scale, as a share of the objective, that is as good as none. */
    private static final double NO_GRADIENT = 1e-10;

    private final Analysis analysis;
    private final AnalysisObjective function;
    private final YieldResponse response;

    GradientHealthCheck(Analysis analysis, Engine engine, Map<String, EventSample> events, AnalysisObjective function) {
        this.analysis = analysis;
        this.function = function;
        this.response = new YieldResponse(analysis, engine, events);
    }

    GradientHealth at(double[] point, double temperature) {
        ValueAndGradient soft = function.valueAndGradient(point, Relaxation.soft(temperature));
        YieldResponse.Found found = response.at(point, temperature);
        List<Parameter> edges = analysis.edgeParameters();
        List<ParameterHealth> parameters = new ArrayList<>();
        for (int i = 0; i < point.length; i++) {
            Parameter parameter = analysis.parameters().get(i);
            OptionalDouble share = found.shares().get(i);
            double gradient = soft.gradient().get(i) * parameter.scale();
            boolean none = Math.abs(gradient) <= NO_GRADIENT * Math.abs(soft.value());
            // an edge in a tail has few events beside it, and is of use there
            boolean saturated = !edges.contains(parameter) && share.orElse(1) < GradientHealth.LEAST_RESPONSE;
            // where events follow, a gradient of nothing is that of an optimum, unless it is exactly nothing
            State state =
                    gradient == 0 || (none && saturated) ? State.DEAD : saturated ? State.SATURATED : State.HEALTHY;
            Optional<String> lostIn = state == State.HEALTHY
                    ? Optional.empty()
                    : response.lostIn(parameter, point, temperature).map(Expr::toString);
            parameters.add(new ParameterHealth(parameter.name(), gradient, share, lostIn, state));
        }
        Templates hard = function.templates(point, Relaxation.HARD);
        return new GradientHealth(temperature, parameters, regions(hard, found.saturatedBins()));
    }

    private List<RegionHealth> regions(Templates templates, Map<String, List<Integer>> saturated) {
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
            regions.add(new RegionHealth(region.name(), empty, thin, saturated.getOrDefault(region.name(), List.of())));
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
                String follows = parameter.response().isEmpty()
                        ? "no entry depends on it"
                        : String.format(
                                Locale.ROOT,
                                "a change by its scale moves %.2g %% of the expected events",
                                100 * parameter.response().getAsDouble());
                String lost =
                        parameter.lostIn().map(node -> ", lost in " + node).orElse("");
                messages.add("parameter " + parameter.name() + ": "
                        + (parameter.state() == State.DEAD ? "no gradient reaches it" : "its flags are saturated")
                        + " at the " + where + ", " + follows + lost + "; start it elsewhere or widen its cuts");
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
            note(
                    messages,
                    region.name(),
                    region.saturatedBins(),
                    "without gradient through the observable, which is far from the edges there,",
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
