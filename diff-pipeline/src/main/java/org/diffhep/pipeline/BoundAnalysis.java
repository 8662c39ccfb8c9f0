package org.diffhep.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.stats.Objective;
import org.diffhep.stats.Workspace;

/**
 * An analysis over all events of its samples, as a function of its parameters: templates, workspace, objective, gradient.
 *
 * <p>For looking at an analysis, plotting an objective, or driving an optimiser of one's own; {@link AnalysisOptimiser} adds
 * training, validation and a report. Not thread-safe.
 */
public final class BoundAnalysis implements AutoCloseable {

    private final Analysis analysis;
    private final Map<String, TemplatePlan> plans;
    private final BoundSamples events;
    private Optional<LastObjective> last = Optional.empty();

    private BoundAnalysis(Analysis analysis, Map<String, TemplatePlan> plans, BoundSamples events) {
        this.analysis = analysis;
        this.plans = plans;
        this.events = events;
    }

    /**
     * Reads the events and binds the analysis to them.
     *
     * @param engine must stay open as long as this is used
     * @throws InvalidInputException if a sample is missing, or a file does not say how its events are normalised
     */
    public static BoundAnalysis bind(Analysis analysis, SampleCatalogue catalogue, Engine engine) {
        EventSamples samples = EventSamples.read(catalogue, analysis);
        Map<String, Double> scale = new LinkedHashMap<>();
        analysis.samples().forEach(sample -> scale.put(sample, 1.0));
        Map<String, TemplatePlan> plans = BoundSamples.plans(analysis);
        return new BoundAnalysis(analysis, plans, new BoundSamples(engine, plans, samples.samples(), scale));
    }

    /** The parameters, in the order of all arrays here. */
    public List<Parameter> parameters() {
        return analysis.parameters();
    }

    /** The starts of the parameters. */
    public double[] starts() {
        return analysis.parameters().stream().mapToDouble(Parameter::start).toArray();
    }

    /** All histograms at the full luminosity. */
    public Templates templates(double[] parameters, Relaxation relaxation) {
        return events.templates(parameters, relaxation);
    }

    /**
     * The likelihood as a pyhf workspace.
     *
     * @throws NoAnswerException if a region is empty
     */
    public Workspace workspace(double[] parameters, Relaxation relaxation) {
        return TemplateModel.of(analysis, templates(parameters, relaxation)).workspace();
    }

    /** The value of an objective. */
    public double value(Objective objective, double[] parameters, Relaxation relaxation) {
        return function(objective).value(parameters, relaxation);
    }

    /** The value of an objective and its exact gradient, in the order of {@link #parameters()}. */
    public ValueAndGradient valueAndGradient(Objective objective, double[] parameters, Relaxation relaxation) {
        return function(objective).valueAndGradient(parameters, relaxation);
    }

    /** Keeps what one objective is evaluated with, for optimisers that ask for it again and again. */
    private AnalysisObjective function(Objective objective) {
        if (last.isEmpty() || last.get().objective() != objective) {
            last = Optional.of(new LastObjective(objective, new AnalysisObjective(analysis, objective, events, plans)));
        }
        return last.get().function();
    }

    private record LastObjective(Objective objective, AnalysisObjective function) {}

    @Override
    public void close() {
        events.close();
    }
}
