package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Parameter;

/**
 * What is measured and how: regions, samples, systematics and free normalisations. Knows nothing of events or engines.
 *
 * @param name for reports and the measurement in the workspace
 * @param samples names of the samples, in the order they are stacked
 * @param regions at least one
 * @param systematics nuisance parameters
 * @param normalisations free factors; the first is the parameter of interest
 * @param parameters what can be optimised
 * @param preselection what is dropped before anything else, because it cannot enter at any value of the parameters
 * @param constraints what an optimum must fulfil
 */
public record Analysis(
        String name,
        List<String> samples,
        List<Region> regions,
        List<Systematic> systematics,
        List<FreeNormalisation> normalisations,
        List<Parameter> parameters,
        Preselection preselection,
        List<Constraint> constraints) {

    public Analysis {
        samples = List.copyOf(samples);
        regions = List.copyOf(regions);
        systematics = List.copyOf(systematics);
        normalisations = List.copyOf(normalisations);
        parameters = List.copyOf(parameters);
        constraints = List.copyOf(constraints);
        requireUnique("region", regions.stream().map(Region::name).toList());
        requireUnique("sample", samples);
        requireUnique("systematic", systematics.stream().map(Systematic::name).toList());
        requireUnique("parameter", parameters.stream().map(Parameter::name).toList());
        if (regions.isEmpty() || samples.isEmpty() || normalisations.isEmpty()) {
            throw new IllegalArgumentException(
                    "analysis " + name + " needs a region, a sample and a parameter of interest");
        }
        for (FreeNormalisation normalisation : normalisations) {
            requireSample(samples, "normalisation " + normalisation.name() + " scales", normalisation.sample());
        }
        for (Constraint constraint : constraints) {
            region(name, regions, constraint.region());
            for (String sample : constraint.samples()) {
                requireSample(samples, "constraint " + constraint.text() + " is on", sample);
            }
        }
    }

    /**
     * A region by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Region region(String regionName) {
        return region(name, regions, regionName);
    }

    private static Region region(String analysis, List<Region> regions, String name) {
        return regions.stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("analysis " + analysis + " has no region " + name
                        + "; it has "
                        + String.join(", ", regions.stream().map(Region::name).toList())));
    }

    /** The parameter of interest. */
    public String parameterOfInterest() {
        return normalisations.get(0).name();
    }

    /**
     * All histograms of one sample, nominal and varied, as the graph that engines evaluate.
     *
     * @throws IllegalArgumentException if there is no such sample
     */
    public Graph graph(String sample) {
        requireSample(samples, "graph of", sample);
        return TemplatePlan.of(this, sample).graph();
    }

    /** The same analysis with other constraints. */
    public Analysis requiring(List<Constraint> newConstraints) {
        return new Analysis(
                name, samples, regions, systematics, normalisations, parameters, preselection, newConstraints);
    }

    private static void requireSample(List<String> samples, String what, String sample) {
        if (!samples.contains(sample)) {
            throw new IllegalArgumentException(what + " sample " + sample
                    + ", which the analysis does not have; it has " + String.join(", ", samples));
        }
    }

    /** A factor on one sample that the fit may choose. */
    public record FreeNormalisation(String name, String sample) {}

    /**
     * Exact flags without parameters.
     *
     * @param objects an object is kept if the flag of its collection holds; collections without a flag keep all
     * @param events an event is kept if all flags hold, evaluated after the objects were dropped
     */
    public record Preselection(List<Expr> objects, List<Expr> events) {

        /** Keeps everything. */
        public static final Preselection NONE = new Preselection(List.of(), List.of());

        public Preselection {
            objects = List.copyOf(objects);
            events = List.copyOf(events);
            for (Expr flag : objects) {
                requireFixed(flag);
                if (!(flag.domain() instanceof Domain.Objects of
                        && of.collection() instanceof ObjectCollection.Stored)) {
                    throw new IllegalArgumentException(
                            "a preselection of objects needs a flag of a stored collection, got " + flag.domain());
                }
            }
            events.forEach(Preselection::requireFixed);
        }

        private static void requireFixed(Expr flag) {
            if (!flag.parameters().isEmpty()) {
                throw new IllegalArgumentException("a preselection must not depend on parameters: " + flag);
            }
        }
    }

    /** The same analysis with some parameters held at their starts. */
    public Analysis holding(List<Parameter> held) {
        Map<Expr, Expr> constants = new HashMap<>();
        held.forEach(
                parameter -> constants.put(Expressions.parameter(parameter), Expressions.constant(parameter.start())));
        List<Parameter> free = new ArrayList<>(parameters);
        free.removeAll(held);
        return new Analysis(
                name,
                samples,
                regions.stream().map(region -> region.substitute(constants)).toList(),
                systematics.stream()
                        .map(systematic -> systematic.substitute(constants))
                        .toList(),
                normalisations,
                free,
                preselection,
                constraints);
    }

    /** Starts an analysis. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** All expressions whose columns must be read; bin edges have none. */
    List<Expr> expressions() {
        List<Expr> all = new ArrayList<>(preselection.objects());
        all.addAll(preselection.events());
        for (Region region : regions) {
            all.add(region.selection());
            all.add(region.observable());
            all.add(region.share());
        }
        for (Systematic systematic : systematics) {
            if (systematic instanceof Systematic.Weight weight) {
                all.add(weight.up());
                all.add(weight.down());
            } else if (systematic instanceof Systematic.Substitution substitution) {
                all.addAll(substitution.up().values());
            }
        }
        return all;
    }

    /** All edges that move. */
    private List<Expr> movingEdges() {
        return regions.stream().flatMap(region -> region.movingEdges().stream()).toList();
    }

    /** The parameters that move bin edges and nothing else, in the order of all parameters. */
    public List<Parameter> edgeParameters() {
        Set<Parameter> ofCuts = parametersOf(expressions());
        Set<Parameter> ofEdges = parametersOf(movingEdges());
        return parameters.stream()
                .filter(parameter -> ofEdges.contains(parameter) && !ofCuts.contains(parameter))
                .toList();
    }

    private static Set<Parameter> parametersOf(List<Expr> expressions) {
        Set<Parameter> parameters = new LinkedHashSet<>();
        expressions.forEach(expression -> parameters.addAll(expression.parameters()));
        return parameters;
    }

    private static void requireUnique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("two of them are called " + what + " " + name);
            }
        }
    }

    /** Collects an analysis. */
    public static final class Builder {

        private final String name;
        private final List<String> samples = new ArrayList<>();
        private final List<Region> regions = new ArrayList<>();
        private final List<Systematic> systematics = new ArrayList<>();
        private final List<FreeNormalisation> normalisations = new ArrayList<>();
        private final List<Parameter> order = new ArrayList<>();
        private final List<Constraint> constraints = new ArrayList<>();
        private Preselection preselection = Preselection.NONE;

        private Builder(String name) {
            this.name = name;
        }

        /** Adds samples, in the order they are stacked. */
        public Builder samples(List<String> names) {
            samples.addAll(names);
            return this;
        }

        /** Adds a region. */
        public Builder region(Region region) {
            regions.add(region);
            return this;
        }

        /** Adds a systematic. */
        public Builder systematic(Systematic systematic) {
            systematics.add(systematic);
            return this;
        }

        /** What is measured: a factor on a sample. Called once, before {@link #floating}. */
        public Builder measure(String parameter, String sample) {
            normalisations.add(0, new FreeNormalisation(parameter, sample));
            return this;
        }

        /** Another factor on a sample that the fit may choose. */
        public Builder floating(String parameter, String sample) {
            normalisations.add(new FreeNormalisation(parameter, sample));
            return this;
        }

        /** What may be dropped at once, because it cannot enter at any value of the parameters. */
        public Builder preselection(Preselection newPreselection) {
            preselection = newPreselection;
            return this;
        }

        /** What an optimum must fulfil. */
        public Builder require(Constraint constraint) {
            constraints.add(constraint);
            return this;
        }

        /** In which order parameters are listed; those not named here follow in the order they are used. */
        public Builder parameterOrder(List<Parameter> parameters) {
            order.addAll(parameters);
            return this;
        }

        /** The analysis; its parameters are those that its regions and systematics use, then those of bin edges alone. */
        public Analysis build() {
            Analysis without = new Analysis(
                    name, samples, regions, systematics, normalisations, List.of(), preselection, constraints);
            Set<Parameter> parameters = parametersOf(without.expressions());
            parameters.addAll(parametersOf(without.movingEdges()));
            List<Parameter> ordered = new ArrayList<>(order);
            ordered.retainAll(parameters);
            parameters.removeAll(ordered);
            ordered.addAll(parameters);
            return new Analysis(
                    name, samples, regions, systematics, normalisations, ordered, preselection, constraints);
        }
    }
}
