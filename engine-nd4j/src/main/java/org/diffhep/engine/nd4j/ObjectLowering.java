package org.diffhep.engine.nd4j;

import static org.diffhep.engine.nd4j.Numbers.repeated;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Relaxation;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Computes a node that goes through the objects of each event. ND4J has no arrays with rows of different lengths, so these are loops
 * over the numbers; a collection may be empty, in an event or in all of the chunk.
 */
final class ObjectLowering {

    private final Chunk chunk;
    private final Expr node;

    ObjectLowering(Chunk chunk, Expr node) {
        this.chunk = chunk;
        this.node = node;
    }

    private Layout layout(Expr of) {
        if (of.domain() instanceof Domain.Objects objects) {
            return chunk.layout(objects.collection());
        }
        throw new IllegalStateException(of + " has no objects");
    }

    private double[] numbers(int k, int count) {
        return chunk.numbers(node.inputs().get(k), count);
    }

    private void add(int k, double[] adjoint) {
        chunk.addAdjoint(node.inputs().get(k), adjoint);
    }

    /** The numbers of one event. */
    private static double[] part(Layout layout, double[] all, int event) {
        return Arrays.copyOfRange(all, layout.offsets()[event], layout.offsets()[event + 1]);
    }

    private static void put(Layout layout, double[] part, int event, double[] all) {
        System.arraycopy(part, 0, all, layout.offsets()[event], part.length);
    }

    private static boolean nothingComes(double[] adjoints) {
        return Arrays.stream(adjoints).allMatch(adjoint -> adjoint == 0);
    }

    /** What is computed, if anything is; without events or objects nothing is. */
    private static Computed of(double[] values, Computed.PullBack pullBack) {
        return new Computed(Numbers.of(values), pullBack);
    }

    Computed broadcast(Op.Broadcast op) {
        if (op.target() instanceof Domain.Objects objects) {
            Layout layout = chunk.layout(objects.collection());
            return of(
                    layout.forEachObject(numbers(0, chunk.events())),
                    adjoint -> add(0, layout.sums(Numbers.read(adjoint))));
        }
        return new Computed(
                repeated(numbers(0, 1)[0], chunk.events()),
                adjoint -> chunk.addAdjoint(node.inputs().get(0), adjoint));
    }

    Computed concatenate() {
        List<Layout> parts = node.inputs().stream().map(this::layout).toList();
        int[][] places = Layout.places(parts);
        double[] whole = new double[layout(node).count()];
        for (int k = 0; k < places.length; k++) {
            double[] values = numbers(k, places[k].length);
            for (int i = 0; i < values.length; i++) {
                whole[places[k][i]] = values[i];
            }
        }
        return of(whole, adjoint -> {
            double[] all = Numbers.read(adjoint);
            for (int k = 0; k < places.length; k++) {
                add(k, Arrays.stream(places[k]).mapToDouble(place -> all[place]).toArray());
            }
        });
    }

    Computed member(Op.Member op) {
        int[] places = Layout.members(chunk, op.tuples(), op.position());
        int objects = chunk.layout(op.tuples().of(op.position())).count();
        double[] values = numbers(0, objects);
        return of(Arrays.stream(places).mapToDouble(place -> values[place]).toArray(), adjoint -> {
            double[] all = Numbers.read(adjoint);
            double[] ofMembers = new double[objects];
            for (int i = 0; i < places.length; i++) {
                ofMembers[places[i]] += all[i];
            }
            add(0, ofMembers);
        });
    }

    Computed sum() {
        Layout layout = layout(node.inputs().get(0));
        return of(
                layout.sums(numbers(0, layout.count())),
                adjoint -> add(0, layout.forEachObject(Numbers.read(adjoint))));
    }

    /** For each event the first largest object, or the first without a number; −1 for none. */
    private static int[] largest(Layout layout, double[] values) {
        int[] largest = new int[layout.events()];
        for (int event = 0; event < largest.length; event++) {
            int best = -1;
            for (int object = layout.offsets()[event]; object < layout.offsets()[event + 1]; object++) {
                boolean better = best < 0 || !(values[object] <= values[best]);
                best = better && (best < 0 || !Double.isNaN(values[best])) ? object : best;
            }
            largest[event] = best;
        }
        return largest;
    }

    Computed maximum(double empty) {
        Layout layout = layout(node.inputs().get(0));
        double[] values = numbers(0, layout.count());
        int[] largest = largest(layout, values);
        return of(
                Arrays.stream(largest)
                        .mapToDouble(object -> object < 0 ? empty : values[object])
                        .toArray(),
                adjoint -> {
                    double[] all = Numbers.read(adjoint);
                    double[] ofObjects = new double[values.length];
                    for (int event = 0; event < largest.length; event++) {
                        if (largest[event] >= 0) {
                            ofObjects[largest[event]] = all[event];
                        }
                    }
                    add(0, ofObjects);
                });
    }

    /** The shares of the gradient are those of the exponentials. */
    Computed smoothMaximum(Op.SmoothMaximum op) {
        Layout layout = layout(node.inputs().get(0));
        Relaxation relaxation = chunk.relaxation();
        if (!relaxation.softGradients() || layout.count() == 0) {
            return maximum(op.empty());
        }
        double tau = relaxation.width(op.width());
        double[] values = numbers(0, layout.count());
        double[] most = Arrays.stream(largest(layout, values))
                .mapToDouble(object -> object < 0 ? op.empty() : values[object])
                .toArray();
        var distance = Numbers.of(values).sub(Numbers.of(layout.forEachObject(most)));
        var powers = Transforms.exp(distance.div(tau), true);
        double[] totals = layout.sums(Numbers.read(powers));
        double[] soft = new double[most.length];
        Arrays.setAll(soft, event -> totals[event] == 0 ? most[event] : most[event] + tau * Math.log(totals[event]));
        return of(relaxation.softValues() ? soft : most, adjoint -> {
            double[] perObject = layout.forEachObject(Numbers.read(adjoint));
            double[] total = layout.forEachObject(totals);
            chunk.addAdjoint(
                    node.inputs().get(0), Numbers.pulled(Numbers.of(perObject), powers.div(Numbers.of(total))));
        });
    }

    Computed count(Op.Count op) {
        Layout layout = layout(node.inputs().get(0));
        double[] flags = numbers(0, layout.count());
        FlagChain[] chains = new FlagChain[layout.events()];
        double[][] accepted = new double[chains.length][];
        double[] values = new double[chains.length];
        for (int event = 0; event < chains.length; event++) {
            double[] ofEvent = part(layout, flags, event);
            int states = FlagChain.states(op, ofEvent.length);
            chains[event] = new FlagChain(ofEvent, states);
            accepted[event] = FlagChain.accepted(op, states);
            values[event] = chains[event].atEnd(accepted[event]);
        }
        return of(values, adjoint -> {
            double[] all = Numbers.read(adjoint);
            double[] ofFlags = new double[flags.length];
            for (int event = 0; event < chains.length; event++) {
                if (all[event] != 0) {
                    double[] slopes = chains[event].slopes((flag, state) -> 0, accepted[event]);
                    put(layout, scaled(slopes, all[event]), event, ofFlags);
                }
            }
            add(0, ofFlags);
        });
    }

    private static double[] scaled(double[] numbers, double factor) {
        return Arrays.stream(numbers).map(number -> number * factor).toArray();
    }

    Computed jointCount(Op.JointCount op) {
        Layout layout = layout(node.inputs().get(0));
        double[][] flags = new double[3][];
        Arrays.setAll(flags, k -> numbers(k, layout.count()));
        JointChain[] chains = new JointChain[layout.events()];
        double[] values = new double[chains.length];
        for (int event = 0; event < chains.length; event++) {
            chains[event] = new JointChain(
                    op, part(layout, flags[0], event), part(layout, flags[1], event), part(layout, flags[2], event));
            values[event] = chains[event].probability();
        }
        return of(values, adjoint -> {
            double[] all = Numbers.read(adjoint);
            double[][] ofFlags = new double[3][layout.count()];
            for (int event = 0; event < chains.length; event++) {
                if (all[event] != 0) {
                    double[][] slopes = chains[event].slopes();
                    for (int k = 0; k < 3; k++) {
                        put(layout, scaled(slopes[k], all[event]), event, ofFlags[k]);
                    }
                }
            }
            for (int k = 0; k < 3; k++) {
                add(k, ofFlags[k]);
            }
        });
    }

    Computed selected(Op.Selected op) {
        Layout layout = layout(node.inputs().get(1));
        double[] values = numbers(0, layout.count());
        double[] flags = numbers(1, layout.count());
        Selection[] selections = new Selection[layout.events()];
        double[] means = new double[selections.length];
        for (int event = 0; event < selections.length; event++) {
            selections[event] = new Selection(op.position(), part(layout, values, event), part(layout, flags, event));
            means[event] = selections[event].mean();
        }
        return of(means, adjoint -> {
            double[] all = Numbers.read(adjoint);
            double[] ofValues = new double[values.length];
            double[] ofFlags = new double[flags.length];
            for (int event = 0; event < selections.length; event++) {
                if (all[event] != 0) {
                    put(layout, scaled(selections[event].valueSlopes(), all[event]), event, ofValues);
                    put(layout, scaled(selections[event].flagSlopes(), all[event]), event, ofFlags);
                }
            }
            add(0, ofValues);
            add(1, ofFlags);
        });
    }

    Computed choice() {
        return ofFlags(ByKey::choice, (order, flags, adjoints) -> order.pullChoice(flags, adjoints));
    }

    Computed leading(Op.Leading op) {
        return ofFlags(
                (order, flags) -> order.leading(op, flags),
                (order, flags, adjoints) -> order.pullLeading(op, flags, adjoints));
    }

    private interface FlagPullBack {
        double[] of(ByKey order, double[] flags, double[] adjoints);
    }

    /** A function of the flags of an event in order of their keys; the keys carry no gradient. */
    private Computed ofFlags(BiFunction<ByKey, double[], double[]> function, FlagPullBack pullBack) {
        Layout layout = layout(node);
        double[] keys = numbers(0, layout.count());
        double[] flags = numbers(1, layout.count());
        ByKey[] orders = new ByKey[layout.events()];
        double[] values = new double[flags.length];
        for (int event = 0; event < orders.length; event++) {
            orders[event] = new ByKey(part(layout, keys, event));
            put(layout, function.apply(orders[event], part(layout, flags, event)), event, values);
        }
        return of(values, adjoint -> {
            double[] all = Numbers.read(adjoint);
            double[] ofFlags = new double[flags.length];
            for (int event = 0; event < orders.length; event++) {
                double[] ofEvent = part(layout, all, event);
                if (!nothingComes(ofEvent)) {
                    put(layout, pullBack.of(orders[event], part(layout, flags, event), ofEvent), event, ofFlags);
                }
            }
            add(1, ofFlags);
        });
    }

    Computed position() {
        Layout layout = layout(node);
        double[] keys = numbers(0, layout.count());
        double[] positions = new double[keys.length];
        for (int event = 0; event < layout.events(); event++) {
            put(layout, new ByKey(part(layout, keys, event)).positions(), event, positions);
        }
        return Computed.fixed(Numbers.of(positions));
    }
}
