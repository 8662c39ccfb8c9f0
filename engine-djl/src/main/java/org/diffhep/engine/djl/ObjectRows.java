package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Relaxation;

/** What needs the objects of an event in an order: the largest, the leading, and the choice of one. */
final class ObjectRows {

    private static final int[] OVER_OBJECTS = {1};

    private ObjectRows() {}

    /** The largest of each event, with its gradient to the first of equals; NaN where any is. */
    static NDArray largest(Chunk chunk, JaggedObjects objects, NDArray values, double ifEmpty) {
        NDArray rows = objects.inRows(values, Double.NEGATIVE_INFINITY);
        NDArray exists = objects.inRows(chunk.ones(values.getShape()), 0);
        NDArray nothing = exists.sum(OVER_OBJECTS).eq(0);
        NDArray fixed = rows.stopGradient();
        NDArray largest = fixed.max(OVER_OBJECTS, true).broadcast(rows.getShape());
        NDArray equal = number(fixed.eq(largest).logicalOr(fixed.isNaN())).mul(exists);
        NDArray first =
                equal.mul(equal.cumSum(1).eq(1).toType(DataType.FLOAT64, false)).eq(1);
        NDArray taken = chunk.where(first, rows, chunk.create(0)).sum(OVER_OBJECTS);
        return chunk.where(nothing, chunk.create(ifEmpty), taken);
    }

    /** See {@link Op.SmoothMaximum}. */
    static NDArray smoothLargest(Chunk chunk, JaggedObjects objects, NDArray values, Op.SmoothMaximum op) {
        NDArray hard = largest(chunk, objects, values, op.empty());
        Relaxation relaxation = chunk.relaxation();
        if (!relaxation.softGradients()) {
            return hard;
        }
        double tau = relaxation.width(op.width());
        NDArray rows = objects.inRows(values, Double.NEGATIVE_INFINITY);
        NDArray largest = hard.stopGradient();
        NDArray below = rows.sub(largest.reshape(new Shape(chunk.events(), 1))).div(chunk.create(tau));
        NDArray total = below.exp().sum(OVER_OBJECTS);
        NDArray nothing = total.eq(0);
        NDArray log = chunk.where(nothing, chunk.create(1), total).log();
        NDArray soft = largest.add(log.mul(chunk.create(tau)));
        // the difference is exactly 0, its gradient is not
        return relaxation.softValues() ? soft : largest.add(soft.sub(soft.stopGradient()));
    }

    /** See {@link Op.Leading}; keys without gradient, −∞ and 0 where there is no object. */
    static NDArray leading(Chunk chunk, Op.Leading op, NDArray keys, NDArray flags) {
        NDArray order = descending(chunk, keys);
        NDArray leading = Counting.leading(chunk, op, flags.gather(order, 1));
        return leading.gather(order.argSort(1, true), 1).mul(spoilt(chunk, keys, flags));
    }

    /** The position of each object by descending key. */
    static NDArray positions(Chunk chunk, NDArray keys) {
        return number(descending(chunk, keys).argSort(1, true));
    }

    /** NaN for events in which a candidate that can be chosen has no place in the order, else 1. */
    private static NDArray spoilt(Chunk chunk, NDArray keys, NDArray flags) {
        NDArray unordered = number(keys.isNaN().logicalAnd(flags.neq(0)))
                .sum(OVER_OBJECTS, true)
                .neq(0);
        return chunk.where(unordered, chunk.create(Double.NaN), chunk.create(1));
    }

    /** See {@link org.diffhep.autodiff.Op.Choice}; keys without gradient, −∞ and 0 where there is no candidate. */
    static NDArray choice(Chunk chunk, NDArray keys, NDArray flags) {
        NDArray order = descending(chunk, keys);
        NDArray sorted = flags.gather(order, 1);
        // the probability that none before is taken: the product is shifted, not divided
        NDArray none = sorted.neg().add(1).cumProd(1);
        long events = keys.getShape().get(0);
        long most = keys.getShape().get(1);
        NDArray before = NDArrays.concat(
                new NDList(chunk.ones(new Shape(events, 1)), none.get(new NDIndex(":, :" + (most - 1)))), 1);
        NDArray taken = sorted.mul(before);
        NDArray any = taken.sum(OVER_OBJECTS, true);
        NDArray possible = any.lt(chunk.create(Op.LEAST_PROBABILITY)).logicalNot();
        NDArray shares = taken.div(chunk.where(possible, any, chunk.create(1)));
        NDArray chosen = chunk.where(possible.broadcast(keys.getShape()), shares, chunk.create(0));
        return chosen.gather(order.argSort(1, true), 1).mul(spoilt(chunk, keys, flags));
    }

    /**
     * The positions by descending key, equal keys in stored order. PyTorch does not promise an order of equal keys, so that
     * they are numbered first: equal keys get one number, and number and position together are unique.
     */
    private static NDArray descending(Chunk chunk, NDArray keys) {
        long events = keys.getShape().get(0);
        long most = keys.getShape().get(1);
        NDArray someOrder = keys.argSort(1, false);
        NDArray sorted = keys.gather(someOrder, 1);
        NDArray changes = sorted.get(new NDIndex(":, 1:")).neq(sorted.get(new NDIndex(":, :" + (most - 1))));
        NDArray numbers = NDArrays.concat(new NDList(chunk.zeros(new Shape(events, 1)), number(changes)), 1)
                .cumSum(1);
        NDArray ofStored = numbers.gather(someOrder.argSort(1, true), 1);
        double[] positions = new double[Math.toIntExact(most)];
        for (int k = 0; k < positions.length; k++) {
            positions[k] = k;
        }
        return ofStored.mul(most).add(chunk.create(positions)).argSort(1, true);
    }

    private static NDArray number(NDArray condition) {
        return condition.toType(DataType.FLOAT64, false);
    }
}
