package org.diffhep.autodiff.engine;

import java.util.List;
import java.util.stream.Collectors;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Reduction;

/** What every engine asks of the numbers that go into a graph. */
public final class GraphNumbers {

    private GraphNumbers() {}

    /**
     * Checks values of the parameters.
     *
     * @throws IllegalArgumentException if there are not as many as the graph has parameters
     * @throws NonFiniteValueException if one is not finite
     */
    public static void requireParameters(Graph graph, double[] parameters) {
        if (parameters.length != graph.parameters().size()) {
            throw new IllegalArgumentException(
                    "the graph has " + graph.parameters().size() + " parameters, got " + parameters.length);
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Double.isFinite(parameters[i])) {
                throw new NonFiniteValueException(
                        "parameter " + graph.parameters().get(i).name() + " is " + parameters[i]);
            }
        }
    }

    /**
     * Checks what a gradient is asked of.
     *
     * @throws IllegalArgumentException if there is not a cotangent for each sum of each reduction
     */
    public static void requireCotangents(Graph graph, double[][] cotangents) {
        if (cotangents.length != graph.reductions().size()) {
            throw new IllegalArgumentException("the graph has "
                    + graph.reductions().size() + " reductions, got cotangents for " + cotangents.length);
        }
        for (int r = 0; r < cotangents.length; r++) {
            Reduction reduction = graph.reductions().get(r);
            if (cotangents[r].length != reduction.size()) {
                throw new IllegalArgumentException("reduction " + reduction.label() + " has " + reduction.size()
                        + " sums, got " + cotangents[r].length + " cotangents");
            }
        }
    }

    /**
     * Checks that events have all columns that a graph uses.
     *
     * @throws MissingColumnException if one is not there
     */
    public static void requireColumns(Graph graph, EventBatch batch) {
        for (Expr node : graph.nodes()) {
            if (node.domain() instanceof Domain.Objects objects) {
                requireCollection(batch, objects.collection());
            }
            if (node.op() instanceof Op.EventColumn column) {
                batch.column(column.name());
            } else if (node.op() instanceof Op.ObjectColumn column) {
                batch.column(column.collection(), column.name());
            }
        }
    }

    private static void requireCollection(EventBatch batch, ObjectCollection collection) {
        if (collection instanceof ObjectCollection.Stored stored) {
            batch.offsets(stored.name());
        } else if (collection instanceof ObjectCollection.Concatenated concatenated) {
            concatenated.parts().forEach(part -> requireCollection(batch, part));
        } else if (collection instanceof ObjectCollection.Tuples tuples) {
            for (int k = 0; k < tuples.size(); k++) {
                requireCollection(batch, tuples.of(k));
            }
        }
    }

    /**
     * Checks that an engine knows all reductions of a graph; one on arrays knows them by their types.
     *
     * @param engine its name
     * @throws IllegalArgumentException if it does not know one
     */
    public static void requireKnown(Graph graph, String engine, List<Class<? extends Reduction>> known) {
        for (Reduction reduction : graph.reductions()) {
            if (!known.contains(reduction.getClass())) {
                throw new IllegalArgumentException("the engine " + engine + " knows no reduction of type "
                        + reduction.getClass().getName() + " (" + reduction.label() + "); it knows "
                        + known.stream().map(Class::getSimpleName).collect(Collectors.joining(" and "))
                        + ". The engine jvm takes any");
            }
        }
    }
}
