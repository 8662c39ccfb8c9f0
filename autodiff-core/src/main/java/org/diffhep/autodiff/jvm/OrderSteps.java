package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Op.Leading;
import org.diffhep.autodiff.Relaxation;

/** Steps that take the objects of an event in the order of a key. */
final class OrderSteps {

    private OrderSteps() {}

    /**
     * The candidates of each event in descending order of a key, ties in stored order; candidates as positions in the block.
     * A step of its own because keys often depend on no parameter: then the order is kept with what else is fixed. With hard cuts
     * it is found when it is asked for: a choice among flags that hold for certain needs the largest key only.
     */
    static final class OrderStep extends StepWithoutDerivative {

        private static final int RUN = 8;

        private int[] order = new int[0];
        private int[] merged = new int[0];
        private boolean pending;

        OrderStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            pending = !relaxation.softValues();
            if (!pending) {
                sortAll();
            }
        }

        /** Whether the order is not known yet. */
        boolean isPending() {
            return pending;
        }

        /** Sorts if that was put off. */
        void complete() {
            if (pending) {
                pending = false;
                sortAll();
            }
        }

        double[] key() {
            return value(0);
        }

        int keyStride() {
            return stride(0);
        }

        private void sortAll() {
            int n = count();
            if (order.length < n) {
                order = new int[n + n / 2];
                merged = new int[n + n / 2];
            }
            double[] y = result();
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                sort(offsets[event], offsets[event + 1]);
            }
            double[] key = value(0);
            int s = stride(0);
            for (int i = 0; i < n; i++) {
                y[i] = Double.isNaN(key[order[i] * s]) ? withoutPlace(order[i]) : order[i];
            }
        }

        /** How a candidate is told whose key is NaN; the way back is the same. */
        static int withoutPlace(int candidate) {
            return -1 - candidate;
        }

        /** A stable merge sort over short runs that are sorted by insertion. */
        private void sort(int from, int to) {
            double[] key = value(0);
            int s = stride(0);
            for (int i = from; i < to; i++) {
                order[i] = i;
            }
            for (int start = from; start < to; start += RUN) {
                insertionSort(key, s, start, Math.min(start + RUN, to));
            }
            for (int width = RUN; width < to - from; width *= 2) {
                for (int start = from; start + width < to; start += 2 * width) {
                    merge(key, s, start, start + width, Math.min(start + 2 * width, to));
                }
            }
        }

        /** NaN comes last: it must not disturb the order of the others. */
        private static boolean less(double a, double b) {
            return a < b || (Double.isNaN(a) && !Double.isNaN(b));
        }

        private void insertionSort(double[] key, int s, int from, int to) {
            for (int i = from + 1; i < to; i++) {
                int candidate = order[i];
                double value = key[candidate * s];
                int k = i - 1;
                while (k >= from && less(key[order[k] * s], value)) {
                    order[k + 1] = order[k];
                    k--;
                }
                order[k + 1] = candidate;
            }
        }

        private void merge(double[] key, int s, int from, int middle, int to) {
            if (!less(key[order[middle - 1] * s], key[order[middle] * s])) {
                return;
            }
            System.arraycopy(order, from, merged, from, middle - from);
            int left = from;
            int right = middle;
            for (int i = from; i < to; i++) {
                if (left < middle && (right >= to || !less(key[merged[left] * s], key[order[right] * s]))) {
                    order[i] = merged[left++];
                } else {
                    order[i] = order[right++];
                }
            }
        }
    }

    /** See {@link org.diffhep.autodiff.Op.Choice}; input 0 is the order of the candidates, not their key. */
    static final class ChoiceStep extends Step {

        private double[] remaining = new double[0];
        /** Whether the largest keys were looked for, so that {@link #remaining} is not there. */
        private boolean direct;

        ChoiceStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            OrderStep order = program.pendingOrder(in[0]);
            direct = order != null && chooseAllLargest(order);
            if (!direct) {
                chooseInOrder();
            }
        }

        /** Takes the candidate with the largest key among those that hold; returns whether that is the choice in all events. */
        private boolean chooseAllLargest(OrderStep order) {
            int[] offsets = program.offsets(out);
            double[] q = value(1);
            double[] key = order.key();
            int s = order.keyStride();
            int t = stride(1);
            double[] y = result();
            for (int event = 0; event < program.events(); event++) {
                int chosen = -1;
                for (int i = offsets[event]; i < offsets[event + 1]; i++) {
                    y[i] = 0;
                    if (q[i * t] != 0) {
                        if (q[i * t] != 1 || Double.isNaN(key[i * s])) {
                            return false;
                        }
                        chosen = chosen < 0 || key[i * s] > key[chosen * s] ? i : chosen;
                    }
                }
                if (chosen >= 0) {
                    y[chosen] = 1;
                }
            }
            return true;
        }

        /** For derivatives: finds {@link #remaining} if that was not needed so far. */
        private void completeOrder() {
            if (direct) {
                direct = false;
                chooseInOrder();
            }
        }

        private void chooseInOrder() {
            double[] order = program.order(in[0]);
            double[] q = value(1);
            double[] y = result();
            int[] offsets = program.offsets(out);
            remaining = BlockProgram.room(remaining, count());
            int t = stride(1);
            for (int event = 0; event < program.events(); event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                double left = 1;
                double any = 0;
                for (int i = from; i < to; i++) {
                    int candidate = (int) order[i];
                    remaining[i] = left;
                    double taken;
                    if (candidate >= 0) {
                        taken = q[candidate * t] * left;
                    } else {
                        candidate = OrderStep.withoutPlace(candidate);
                        // a candidate that can be chosen needs a place in the order
                        taken = q[candidate * t] == 0 ? 0 : Double.NaN;
                    }
                    y[candidate] = taken;
                    any += taken;
                    left *= 1 - q[candidate * t];
                }
                double scale = any < Op.LEAST_PROBABILITY ? 0 : 1 / any;
                for (int i = from; i < to; i++) {
                    y[i] *= scale;
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            completeOrder();
            double[] order = value(0);
            double[] g = resultAdjoint();
            double[] y = result();
            double[] q = value(1);
            double[] dq = adjoint(1);
            int t = stride(1);
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                double any = 0;
                double mean = 0;
                for (int i = from; i < to; i++) {
                    int candidate = candidate(order[i]);
                    any += q[candidate * t] * remaining[i];
                    mean += g[candidate] * y[candidate];
                }
                if (!(any >= Op.LEAST_PROBABILITY)) {
                    continue;
                }
                double later = 0;
                for (int i = to - 1; i >= from; i--) {
                    int candidate = candidate(order[i]);
                    double taken = (g[candidate] - mean) / any;
                    dq[candidate * t] += remaining[i] * (taken - later);
                    later = taken * q[candidate * t] + later * (1 - q[candidate * t]);
                }
            }
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            completeOrder();
            double[] order = value(0);
            double[] dy = resultTangent(parameter);
            double[] y = result();
            double[] q = value(1);
            double[] dq = tangentOf(1, parameter);
            int t = stride(1);
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                double any = 0;
                double dAny = 0;
                double dLeft = 0;
                for (int i = from; i < to; i++) {
                    int candidate = candidate(order[i]);
                    double probability = q[candidate * t];
                    double dTaken = dq[candidate * t] * remaining[i] + probability * dLeft;
                    dLeft = dLeft * (1 - probability) - remaining[i] * dq[candidate * t];
                    any += probability * remaining[i];
                    dAny += dTaken;
                    dy[candidate] = dTaken;
                }
                for (int i = from; i < to; i++) {
                    dy[i] = any >= Op.LEAST_PROBABILITY ? (dy[i] - y[i] * dAny) / any : 0;
                }
            }
        }

        static int candidate(double place) {
            int candidate = (int) place;
            return candidate >= 0 ? candidate : OrderStep.withoutPlace(candidate);
        }
    }

    /** See {@link org.diffhep.autodiff.Op.Position}; input 0 is the order of the objects. */
    static final class PositionStep extends StepWithoutDerivative {

        PositionStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] order = program.order(in[0]);
            double[] y = result();
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                for (int i = offsets[event]; i < offsets[event + 1]; i++) {
                    if (order[i] >= 0) {
                        y[(int) order[i]] = i - offsets[event];
                    } else {
                        y[OrderStep.withoutPlace((int) order[i])] = Double.NaN;
                    }
                }
            }
        }
    }

    /**
     * See {@link Leading}; input 0 is the order of the objects. The state is how many of the objects before have their flag; once
     * there are {@code to}, nothing that follows is leading. As in {@link CountSteps} the way back walks the recursion in reverse.
     */
    static final class LeadingStep extends Step {

        private final Leading leading;
        private final int states;
        private double[] reached = new double[0];
        private final double[] later;

        LeadingStep(BlockProgram program, int out, int[] in, Leading leading) {
            super(program, out, in);
            this.leading = leading;
            this.states = leading.to();
            this.later = new double[states];
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] order = program.order(in[0]);
            double[] y = result();
            double[] q = value(1);
            int t = stride(1);
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                if (walk(from, to)) {
                    for (int i = from; i < to; i++) {
                        int object = ChoiceStep.candidate(order[i]);
                        y[object] = q[object * t] * takes((i - from) * states);
                    }
                } else {
                    Arrays.fill(y, from, to, Double.NaN);
                }
            }
        }

        private double takes(int row) {
            double total = 0;
            for (int state = leading.from(); state < states; state++) {
                total += reached[row + state];
            }
            return total;
        }

        /**
         * Row k of {@link #reached}: the probabilities that 0, 1, … of the first k objects in order have their flag. Returns whether
         * all objects whose flag can hold have a place in the order.
         */
        private boolean walk(int from, int to) {
            double[] order = value(0);
            double[] q = value(1);
            int t = stride(1);
            reached = BlockProgram.room(reached, (to - from + 1) * states);
            Arrays.fill(reached, 0, states, 0);
            reached[0] = 1;
            boolean ordered = true;
            for (int k = 0; k < to - from; k++) {
                int object = ChoiceStep.candidate(order[from + k]);
                double yes = q[object * t];
                ordered &= order[from + k] >= 0 || yes == 0;
                CountSteps.passOn(reached, k * states, states, yes);
            }
            return ordered;
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] order = value(0);
            double[] g = resultAdjoint();
            double[] q = value(1);
            double[] dq = adjoint(1);
            int t = stride(1);
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                if (allZero(g, from, to)) {
                    continue;
                }
                walk(from, to);
                Arrays.fill(later, 0);
                for (int i = to - 1; i >= from; i--) {
                    int object = ChoiceStep.candidate(order[i]);
                    int row = (i - from) * states;
                    double yes = q[object * t];
                    double gradient = g[object] * takes(row);
                    for (int state = 0; state < states; state++) {
                        double up = state + 1 < states ? later[state + 1] : 0;
                        gradient += reached[row + state] * (up - later[state]);
                        later[state] += yes * (up - later[state]);
                        later[state] += state >= leading.from() ? g[object] * yes : 0;
                    }
                    dq[object * t] += gradient;
                }
            }
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            double[] order = value(0);
            double[] dy = resultTangent(parameter);
            double[] q = value(1);
            double[] dq = tangentOf(1, parameter);
            int t = stride(1);
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                walk(from, to);
                // here the derivatives of the probabilities reached
                Arrays.fill(later, 0);
                for (int i = from; i < to; i++) {
                    int object = ChoiceStep.candidate(order[i]);
                    int row = (i - from) * states;
                    double yes = q[object * t];
                    double dYes = dq[object * t];
                    double dTakes = 0;
                    double carry = 0;
                    for (int state = 0; state < states; state++) {
                        double here = reached[row + state];
                        double dHere = later[state];
                        dTakes += state >= leading.from() ? dHere : 0;
                        later[state] = carry + dHere * (1 - yes) - here * dYes;
                        carry = dHere * yes + here * dYes;
                    }
                    dy[object] = dYes * takes(row) + yes * dTakes;
                }
            }
        }

        private static boolean allZero(double[] g, int from, int to) {
            for (int i = from; i < to; i++) {
                if (g[i] != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
