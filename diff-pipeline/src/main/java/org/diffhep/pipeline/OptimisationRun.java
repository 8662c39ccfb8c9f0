package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.optimise.Inequalities;
import org.diffhep.autodiff.optimise.Optimiser;
import org.diffhep.autodiff.optimise.Optimum;
import org.diffhep.pipeline.OptimisationCheckpoint.Evaluation;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.stats.FitFailedException;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveUndefinedException;

/**
 * One walk of an optimiser through the parameters of an analysis. All that is around it hangs on the evaluations, which every
 * optimiser makes one after another: the temperature falls with them, the conventional analysis is evaluated beside them,
 * listeners hear of them, and a checkpoint is the list of them.
 */
final class OptimisationRun {

    /** How often the temperature falls, or multipliers are updated, for optimisers that need a function at rest. */
    private static final int STAGES = 5;
    /** How often multipliers are updated while Adam goes. */
    private static final int UPDATES = 10;
    /** Violation of a constraint, as a share of its limit, up to which a point may be the optimum. */
    static final double TOLERATED_VIOLATION = 0.01;

    private final AnalysisObjective function;
    private final List<Parameter> parameters;
    private final Objective objective;
    private final OptimisationSettings settings;
    private final Map<String, String> identity;
    private final List<Evaluation> past;
    private final OptimisationListener listener;
    private final BooleanSupplier stop;
    private final List<Evaluation> done = new ArrayList<>();
    private Optional<Evaluation> best = Optional.empty();
    private final Inequalities inequalities;
    private final double unit;
    private double temperature;
    private boolean mustBeDefined = true;

    /** What the optimiser did. */
    record Descent(List<TrajectoryPoint> trajectory, TrajectoryPoint best, double violation, boolean interrupted) {}

    /** Ends an optimiser from within an evaluation. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param from evaluations to begin with, of a run with the same identity
     * @param stop asked after each step
     */
    OptimisationRun(
            AnalysisObjective function,
            Analysis analysis,
            Objective objective,
            OptimisationSettings settings,
            OptimisationCheckpoint from,
            OptimisationListener listener,
            BooleanSupplier stop) {
        this.function = function;
        this.parameters = analysis.parameters();
        this.objective = objective;
        this.settings = settings;
        this.identity = from.identity();
        this.past = from.evaluations();
        this.listener = listener;
        this.stop = stop;
        this.inequalities = new Inequalities(
                function.constraints().count(), settings.enforcement().stiffness());
        // constraints are priced in units of the objective
        this.unit = function.constraints().count() == 0
                ? 1
                : Math.abs(function.value(starts(parameters), Relaxation.soft(settings.startTemperature())));
    }

    static double[] starts(List<Parameter> parameters) {
        return parameters.stream().mapToDouble(Parameter::start).toArray();
    }

    /** Walks until the steps are spent, the optimiser ends by itself, or the run is stopped. */
    Descent walk() {
        boolean interrupted = false;
        try {
            Optimiser optimiser = settings.method().optimiser(settings);
            if (settings.method() == OptimisationMethod.ADAM) {
                optimiser.minimise(this::annealed, parameters, settings.steps() + 1);
            } else {
                inStages(optimiser);
            }
        } catch (StoppedException e) {
            interrupted = true;
        }
        Evaluation optimum = best.orElseThrow();
        return new Descent(
                done.stream().map(Evaluation::point).toList(), optimum.point(), optimum.violation(), interrupted);
    }

    /** The function while it cools down with each evaluation. */
    private double annealed(double[] at, double[] gradient) {
        int step = done.size();
        temperature = settings.temperature(step);
        boolean due = step > 0 && step % Math.max(1, settings.steps() / UPDATES) == 0;
        if (due && settings.enforcement().updated()) {
            inequalities.update(array(done.get(step - 1).constraints()));
        }
        return evaluate(at, gradient);
    }

    /** Minimises again and again from the last minimum, each time a little harder. */
    private void inStages(Optimiser optimiser) {
        boolean soft = settings.method().isSoft();
        boolean updates =
                settings.enforcement().updated() && function.constraints().count() > 0;
        int stages = soft || updates ? STAGES : 1;
        List<Parameter> from = parameters;
        for (int stage = 0; stage < stages && done.size() <= settings.steps(); stage++) {
            temperature = soft ? settings.temperature(stage, STAGES - 1) : 0;
            mustBeDefined = true;
            int left = settings.steps() + 1 - done.size();
            Optimum optimum = optimiser.minimise(this::tolerant, from, Math.max(1, left / (stages - stage)));
            List<Parameter> next = new ArrayList<>();
            for (int p = 0; p < parameters.size(); p++) {
                next.add(parameters.get(p).startingAt(optimum.at().get(p)));
            }
            from = next;
            if (updates) {
                inequalities.update(array(evaluationAt(optimum.at()).constraints()));
            }
        }
    }

    private double tolerant(double[] at, double[] gradient) {
        double value = evaluate(at, gradient);
        mustBeDefined = false;
        return value;
    }

    private Evaluation evaluationAt(List<Double> at) {
        for (int i = done.size() - 1; i >= 0; i--) {
            if (done.get(i).point().parameters().equals(at)) {
                return done.get(i);
            }
        }
        throw new IllegalStateException("an optimiser ended at a point that it did not evaluate");
    }

    private double evaluate(double[] at, double[] gradient) {
        int step = done.size();
        boolean known = step < past.size();
        Evaluation evaluation = known ? remembered(step, at) : compute(step, at);
        done.add(evaluation);
        Evaluation leader = best.filter(before -> !better(evaluation, before)).orElse(evaluation);
        best = Optional.of(leader);
        listener.stepped(evaluation.point(), leader.point(), settings.steps());
        if (!known) {
            int size = done.size();
            listener.reached(() -> new OptimisationCheckpoint(identity, done.subList(0, size)));
            if (step < settings.steps() && stop.getAsBoolean()) {
                throw new StoppedException();
            }
        }
        System.arraycopy(array(evaluation.gradient()), 0, gradient, 0, gradient.length);
        return evaluation.value();
    }

    private Evaluation remembered(int step, double[] at) {
        Evaluation evaluation = past.get(step);
        TrajectoryPoint point = evaluation.point();
        if (!point.parameters().equals(list(at)) || point.temperature() != temperature || point.step() != step) {
            throw new InvalidInputException("the checkpoint does not fit this program: step " + step + " was taken at "
                    + point.parameters() + ", temperature " + point.temperature() + " there, and leads to " + list(at)
                    + ", temperature " + temperature + " here; it was written by another version");
        }
        return evaluation;
    }

    private Evaluation compute(int step, double[] at) {
        try {
            return temperature == 0 ? hardOnly(step, at) : softAndHard(step, at);
        } catch (ObjectiveUndefinedException | NoAnswerException | FitFailedException e) {
            if (settings.method() == OptimisationMethod.ADAM || mustBeDefined) {
                throw e;
            }
            double[] none = new double[function.constraints().count()];
            TrajectoryPoint point =
                    new TrajectoryPoint(step, Double.NaN, OptionalDouble.empty(), temperature, list(at));
            return new Evaluation(point, Double.NaN, list(new double[at.length]), list(none), 0);
        }
    }

    private Evaluation hardOnly(int step, double[] at) {
        Templates templates = function.templates(at, Relaxation.HARD);
        double value = function.value(templates);
        double[] g = function.constraints().values(templates);
        return new Evaluation(
                new TrajectoryPoint(step, value, OptionalDouble.of(value), temperature, list(at)),
                function.lagrangianValue(value, g, inequalities, unit),
                list(new double[at.length]),
                list(g),
                Constraints.violation(g));
    }

    private Evaluation softAndHard(int step, double[] at) {
        AnalysisObjective.Lagrangian soft = function.lagrangian(at, Relaxation.soft(temperature), inequalities, unit);
        Templates hard = function.templates(at, Relaxation.HARD);
        return new Evaluation(
                new TrajectoryPoint(step, soft.objective(), hardValue(hard), temperature, list(at)),
                soft.value(),
                list(soft.gradient()),
                list(soft.constraints()),
                Constraints.violation(function.constraints().values(hard)));
    }

    /** The conventional analysis on the training events; empty where it is undefined, such as for an empty region. */
    private OptionalDouble hardValue(Templates templates) {
        try {
            return OptionalDouble.of(function.value(templates));
        } catch (ObjectiveUndefinedException | NoAnswerException | FitFailedException e) {
            return OptionalDouble.empty();
        }
    }

    /** First the constraints, then the hard objective. */
    private boolean better(Evaluation one, Evaluation other) {
        OptionalDouble mine = one.point().objectiveHard();
        OptionalDouble theirs = other.point().objectiveHard();
        if (mine.isEmpty() || theirs.isEmpty()) {
            return mine.isPresent();
        }
        boolean fulfilled = one.violation() <= TOLERATED_VIOLATION;
        boolean otherFulfilled = other.violation() <= TOLERATED_VIOLATION;
        if (!fulfilled || !otherFulfilled) {
            return fulfilled || (!otherFulfilled && one.violation() < other.violation());
        }
        double change = mine.getAsDouble() - theirs.getAsDouble();
        return objective.maximise() ? change > 0 : change < 0;
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Objects::requireNonNull).toArray();
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
