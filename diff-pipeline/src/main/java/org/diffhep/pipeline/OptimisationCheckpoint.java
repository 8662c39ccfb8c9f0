package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;

/**
 * All that an optimisation has learned so far. Optimisers are deterministic and see evaluations alone, so that the evaluations
 * are their whole state: moments, quasi-Newton pairs, populations and multipliers follow from them. A run that is taken up again
 * answers its optimiser with these values first, bit for bit, then goes on computing.
 *
 * @param identity what must be the same in a run that goes on from here, by name: settings, parameters, expressions, files
 * @param evaluations in their order
 */
public record OptimisationCheckpoint(Map<String, String> identity, List<Evaluation> evaluations) {

    /** Copies both. */
    public OptimisationCheckpoint {
        identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
        evaluations = List.copyOf(evaluations);
    }

    /**
     * One evaluation.
     *
     * @param point where, and the objective there
     * @param value of what is minimised: the objective with its sign and the constraints; NaN where it is undefined
     * @param gradient of the value
     * @param constraints the inequalities, where at least zero is fulfilled
     * @param violation the largest violation of a constraint with hard cuts, as a share of its limit
     */
    public record Evaluation(
            TrajectoryPoint point, double value, List<Double> gradient, List<Double> constraints, double violation) {

        /** Copies the lists. */
        public Evaluation {
            gradient = List.copyOf(gradient);
            constraints = List.copyOf(constraints);
        }
    }

    /**
     * Checks that it is of a run.
     *
     * @throws InvalidInputException if it is of another one; names what differs
     */
    void requireIdentity(Map<String, String> wanted) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(identity.keySet());
        for (String name : names) {
            String there = identity.getOrDefault(name, "missing");
            String here = wanted.getOrDefault(name, "missing");
            if (!Objects.equals(there, here)) {
                differences.add(name + " is " + there + " there and " + here + " here");
            }
        }
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    "the checkpoint is of another optimisation: " + String.join("; ", differences));
        }
    }
}
