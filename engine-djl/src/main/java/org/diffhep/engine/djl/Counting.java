package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Op.Count;
import org.diffhep.autodiff.Op.JointCount;
import org.diffhep.autodiff.Op.Leading;

/**
 * Counts flags exactly, for all events at once: the state of an event is a row of probabilities, that of each number of
 * flags seen so far, and objects are taken one after another. A step to the next number is a product with a matrix of 0 and
 * 1. Flags are in rows, events × objects, 0 where there is no object.
 */
final class Counting {

    private static final int[] OVER_OBJECTS = {1};

    private Counting() {}

    /** How many numbers need to be told apart: from the last on nothing changes. */
    private static int states(Count count) {
        return (count.max() == Count.UNLIMITED ? count.min() : count.max() + 1) + 1;
    }

    private static boolean accepts(Count count, int state) {
        return count.max() == Count.UNLIMITED ? state >= count.min() : count.contains(state);
    }

    /** How many states tell all counts apart. */
    static int states(Stream<Count> counts) {
        return counts.mapToInt(Counting::states).max().orElse(1);
    }

    /** The probabilities of 0, 1, … flags, and last of that many or more: events × states. */
    static NDArray distribution(Chunk chunk, int states, NDArray flags) {
        double[] next = new double[states * states];
        for (int state = 0; state < states; state++) {
            next[state * states + Math.min(state + 1, states - 1)] = 1;
        }
        NDArray step = chunk.create(next, new Shape(states, states));
        NDArray reached = start(chunk, states);
        for (NDArray flag : columns(flags)) {
            reached = reached.mul(flag.neg().add(1)).add(reached.matMul(step).mul(flag));
        }
        return reached;
    }

    static NDArray count(Chunk chunk, Count count, NDArray distribution) {
        double[] accepted = new double[Math.toIntExact(distribution.getShape().get(1))];
        for (int state = 0; state < accepted.length; state++) {
            accepted[state] = accepts(count, state) ? 1 : 0;
        }
        return accepted(chunk, distribution, accepted);
    }

    static NDArray jointCount(Chunk chunk, JointCount counts, NDArray flagsA, NDArray flagsB, NDArray flagsBoth) {
        int statesA = states(counts.a());
        int statesB = states(counts.b());
        int states = statesA * statesB;
        double[] nextA = new double[states * states];
        double[] nextB = new double[states * states];
        double[] nextBoth = new double[states * states];
        double[] accepted = new double[states];
        for (int state = 0; state < states; state++) {
            int a = state / statesB;
            int b = state % statesB;
            int moreA = Math.min(a + 1, statesA - 1);
            int moreB = Math.min(b + 1, statesB - 1);
            nextA[state * states + moreA * statesB + b] = 1;
            nextB[state * states + a * statesB + moreB] = 1;
            nextBoth[state * states + moreA * statesB + moreB] = 1;
            accepted[state] = accepts(counts.a(), a) && accepts(counts.b(), b) ? 1 : 0;
        }
        Shape square = new Shape(states, states);
        NDArray stepA = chunk.create(nextA, square);
        NDArray stepB = chunk.create(nextB, square);
        NDArray stepBoth = chunk.create(nextBoth, square);
        NDArray reached = start(chunk, states);
        NDList ofA = columns(flagsA);
        NDList ofB = columns(flagsB);
        NDList ofBoth = columns(flagsBoth);
        for (int k = 0; k < ofA.size(); k++) {
            NDArray both = ofBoth.get(k);
            NDArray onlyA = ofA.get(k).sub(both);
            NDArray onlyB = ofB.get(k).sub(both);
            NDArray none = both.add(onlyA).add(onlyB).neg().add(1);
            reached = reached.mul(none)
                    .add(reached.matMul(stepA).mul(onlyA))
                    .add(reached.matMul(stepB).mul(onlyB))
                    .add(reached.matMul(stepBoth).mul(both));
        }
        return accepted(chunk, reached, accepted);
    }

    /** The mean of the values at a position among the flagged; values are in rows as flags are. */
    static NDArray selected(Chunk chunk, int position, NDArray values, NDArray flags) {
        int states = position + 1;
        NDArray step = shift(chunk, states);
        double[] last = new double[states];
        last[position] = 1;
        NDArray atPosition = chunk.create(last, new Shape(states, 1));
        NDArray reached = start(chunk, states);
        NDList weights = new NDList();
        for (NDArray flag : columns(flags)) {
            weights.add(reached.matMul(atPosition).mul(flag));
            reached = reached.mul(flag.neg().add(1)).add(reached.matMul(step).mul(flag));
        }
        NDArray weight = Chunk.concat(1, weights);
        NDArray nowhere = values.isNaN().logicalOr(values.isInfinite()).logicalAnd(weight.eq(0));
        NDArray weighted =
                chunk.where(nowhere, chunk.create(0), values).mul(weight).sum(OVER_OBJECTS);
        NDArray any = weight.sum(OVER_OBJECTS);
        NDArray possible = any.lt(chunk.create(Op.LEAST_PROBABILITY)).logicalNot();
        NDArray mean = weighted.div(chunk.where(possible, any, chunk.create(1)));
        return chunk.where(possible, mean, chunk.create(0));
    }

    /**
     * For each object the probability that it is among the leading; flags are in rows, in order of the key. The state is how many
     * flags were seen before; once there are enough, nothing that follows is leading.
     */
    static NDArray leading(Chunk chunk, Leading leading, NDArray flags) {
        int states = leading.to();
        NDArray step = shift(chunk, states);
        double[] within = new double[states];
        Arrays.fill(within, leading.from(), states, 1);
        NDArray enough = chunk.create(within, new Shape(states, 1));
        NDArray reached = start(chunk, states);
        NDList taken = new NDList();
        for (NDArray flag : columns(flags)) {
            taken.add(reached.matMul(enough).mul(flag));
            reached = reached.mul(flag.neg().add(1)).add(reached.matMul(step).mul(flag));
        }
        return Chunk.concat(1, taken);
    }

    /** One flag more; the last state leads nowhere. */
    private static NDArray shift(Chunk chunk, int states) {
        double[] next = new double[states * states];
        for (int state = 0; state + 1 < states; state++) {
            next[state * states + state + 1] = 1;
        }
        return chunk.create(next, new Shape(states, states));
    }

    private static NDArray start(Chunk chunk, int states) {
        double[] nothingSeen = new double[chunk.events() * states];
        for (int event = 0; event < chunk.events(); event++) {
            nothingSeen[event * states] = 1;
        }
        return chunk.create(nothingSeen, new Shape(chunk.events(), states));
    }

    private static NDList columns(NDArray rows) {
        return rows.split(rows.getShape().get(1), 1);
    }

    private static NDArray accepted(Chunk chunk, NDArray reached, double[] accepted) {
        return reached.matMul(chunk.create(accepted, new Shape(accepted.length, 1)))
                .reshape(new Shape(chunk.events()));
    }
}
