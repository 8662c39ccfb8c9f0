package org.diffhep.engine.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventChunk;
import org.diffhep.histogram.HistogramFill;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some events of a batch: an array for each node, one number for a scalar, one for each event, or one for each object, the objects of all events one
 * after another. A node that has no numbers has no array. Nodes are computed in the order of the graph, and adjoints in the opposite one.
 */
final class Chunk {

    private final EventChunk of;
    private final Map<ObjectCollection, Layout> layouts = new HashMap<>();
    private final Map<Expr, Computed> computed = new HashMap<>();
    private final Map<Expr, INDArray> adjoints = new HashMap<>();

    Chunk(EventChunk of) {
        this.of = of;
    }

    /** The sums of all reductions, one after another. */
    double[] sums() {
        compute();
        return graph().reductions().stream()
                .flatMapToDouble(reduction -> Arrays.stream(sums(reduction)))
                .toArray();
    }

    /** The gradient of Σ cotangent·sum, in the order of the parameters; NaN where a sum is not finite. */
    double[] gradient(double[] cotangents) {
        compute();
        int at = 0;
        for (Reduction reduction : graph().reductions()) {
            int next = at + reduction.size();
            double[] sums = pullBack(reduction, Arrays.copyOfRange(cotangents, at, next));
            if (!Arrays.stream(sums).allMatch(Double::isFinite)) {
                double[] unknown = new double[parameters().length];
                Arrays.fill(unknown, Double.NaN);
                return unknown;
            }
            at = next;
        }
        List<Expr> nodes = graph().nodes();
        Map<Parameter, Double> gradient = new HashMap<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Expr node = nodes.get(i);
            INDArray adjoint = adjoints.get(node);
            if (adjoint != null) {
                Objects.requireNonNull(computed.get(node)).pullBack().pull(adjoint);
                if (node.op() instanceof Op.ParameterValue value) {
                    gradient.merge(value.parameter(), adjoint.getDouble(0), Double::sum);
                }
            }
        }
        return graph().parameters().stream()
                .mapToDouble(parameter -> gradient.getOrDefault(parameter, 0.0))
                .toArray();
    }

    private void compute() {
        for (Expr node : graph().nodes()) {
            if (count(node.domain()) > 0) {
                computed.put(node, node.op().accept(new Lowering(this, node)));
            }
        }
    }

    private double[] sums(Reduction reduction) {
        return reduction instanceof HistogramFill fill ? new Filling(this, fill).sums() : totals(reduction);
    }

    /** Adds to the adjoints of the inputs; returns the sums. */
    private double[] pullBack(Reduction reduction, double[] cotangents) {
        if (reduction instanceof HistogramFill fill) {
            return new Filling(this, fill).pullBack(cotangents);
        }
        for (int k = 0; k < cotangents.length; k++) {
            Expr input = reduction.inputs().get(k);
            double[] adjoint = new double[count(input.domain())];
            Arrays.fill(adjoint, cotangents[k]);
            addAdjoint(input, adjoint);
        }
        return totals(reduction);
    }

    private double[] totals(Reduction total) {
        return total.inputs().stream()
                .mapToDouble(input -> {
                    double sum = 0;
                    for (double number : numbers(input, count(input.domain()))) {
                        sum += number;
                    }
                    return sum;
                })
                .toArray();
    }

    Graph graph() {
        return of.graph();
    }

    /** Values of the parameters, in the order of the graph. */
    double[] parameters() {
        return of.parameters();
    }

    double parameter(Parameter parameter) {
        return parameters()[graph().parameters().indexOf(parameter)];
    }

    Relaxation relaxation() {
        return of.relaxation();
    }

    EventBatch batch() {
        return of.batch();
    }

    /** Number of the first event in the batch. */
    int first() {
        return of.first();
    }

    int events() {
        return of.events();
    }

    Layout layout(ObjectCollection collection) {
        Layout known = layouts.get(collection);
        if (known == null) {
            known = Layout.of(this, collection);
            layouts.put(collection, known);
        }
        return known;
    }

    /** How many numbers a value of a domain has. */
    int count(Domain domain) {
        if (domain instanceof Domain.Objects objects) {
            return layout(objects.collection()).count();
        }
        return domain instanceof Domain.Event ? events() : 1;
    }

    /** The value of a node that was computed before and has numbers. */
    INDArray value(Expr node) {
        return Objects.requireNonNull(computed.get(node)).value();
    }

    /** The numbers of a node that was computed before; those of a scalar repeated. */
    double[] numbers(Expr node, int count) {
        double[] repeated = new double[count];
        if (count > 0) {
            double[] numbers = Numbers.read(value(node));
            if (numbers.length == count) {
                return numbers;
            }
            Arrays.fill(repeated, numbers[0]);
        }
        return repeated;
    }

    /** Adds to the derivative of the result for each number of a node; for a scalar all together. */
    void addAdjoint(Expr node, double[] adjoint) {
        if (adjoint.length > 0 && node.isDifferentiable()) {
            addAdjoint(node, Numbers.of(adjoint));
        }
    }

    void addAdjoint(Expr node, INDArray adjoint) {
        if (node.isDifferentiable()) {
            INDArray own = node.domain() instanceof Domain.Scalar
                    ? Numbers.of(adjoint.sumNumber().doubleValue())
                    : adjoint;
            INDArray known = adjoints.get(node);
            adjoints.put(node, known == null ? own : known.add(own));
        }
    }
}
