package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.Relaxation;

/** Steps between events, objects and combinations of objects. */
final class ObjectSteps {

    private ObjectSteps() {}

    /** A scalar or an event value, repeated. */
    static final class BroadcastStep extends Step {

        BroadcastStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            if (stride(0) == 0) {
                java.util.Arrays.fill(y, 0, count(), x[0]);
                return;
            }
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                java.util.Arrays.fill(y, offsets[event], offsets[event + 1], x[event]);
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            if (stride(0) == 0) {
                dx[0] += sum(g, 0, count());
                return;
            }
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                dx[event] += sum(g, offsets[event], offsets[event + 1]);
            }
        }
    }

    private static double sum(double[] values, int from, int to) {
        double total = 0;
        for (int i = from; i < to; i++) {
            total += values[i];
        }
        return total;
    }

    static final class SumStep extends Step {

        SumStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int[] offsets = program.offsets(in[0]);
            int n = count();
            for (int event = 0; event < n; event++) {
                y[event] = sum(x, offsets[event], offsets[event + 1]);
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            int[] offsets = program.offsets(in[0]);
            int n = count();
            for (int event = 0; event < n; event++) {
                for (int i = offsets[event]; i < offsets[event + 1]; i++) {
                    dx[i] += g[event];
                }
            }
        }
    }

    static final class MaximumStep extends Step {

        private final double empty;

        MaximumStep(BlockProgram program, int out, int[] in, double empty) {
            super(program, out, in);
            this.empty = empty;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int[] offsets = program.offsets(in[0]);
            int n = count();
            for (int event = 0; event < n; event++) {
                int first = first(x, offsets[event], offsets[event + 1]);
                y[event] = first < 0 ? empty : x[first];
            }
        }

        /** A value that is not a number is the largest, so that it is not lost. */
        private static int first(double[] x, int from, int to) {
            int best = -1;
            for (int i = from; i < to; i++) {
                if (Double.isNaN(x[i])) {
                    return i;
                }
                if (best < 0 || x[i] > x[best]) {
                    best = i;
                }
            }
            return best;
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            double[] x = value(0);
            double[] dx = adjoint(0);
            int[] offsets = program.offsets(in[0]);
            int n = count();
            for (int event = 0; event < n; event++) {
                int first = first(x, offsets[event], offsets[event + 1]);
                if (first >= 0) {
                    dx[first] += g[event];
                }
            }
        }
    }

    static final class ConcatenateStep extends Step {

        ConcatenateStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] y = result();
            int at = 0;
            for (int event = 0; event < program.events(); event++) {
                for (int k = 0; k < in.length; k++) {
                    int[] offsets = program.offsets(in[k]);
                    int size = offsets[event + 1] - offsets[event];
                    System.arraycopy(value(k), offsets[event], y, at, size);
                    at += size;
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            int at = 0;
            for (int event = 0; event < program.events(); event++) {
                for (int k = 0; k < in.length; k++) {
                    int[] offsets = program.offsets(in[k]);
                    int size = offsets[event + 1] - offsets[event];
                    if (wants(k)) {
                        double[] dx = adjoint(k);
                        for (int i = 0; i < size; i++) {
                            dx[offsets[event] + i] += g[at + i];
                        }
                    }
                    at += size;
                }
            }
        }
    }

    static final class MemberStep extends Step {

        private final int position;

        MemberStep(BlockProgram program, int out, int[] in, int position) {
            super(program, out, in);
            this.position = position;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int[] member = program.members(out, position);
            int n = count();
            for (int i = 0; i < n; i++) {
                y[i] = x[member[i]];
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            int[] member = program.members(out, position);
            int n = count();
            for (int i = 0; i < n; i++) {
                dx[member[i]] += g[i];
            }
        }
    }

    /**
     * The candidates of each event in descending order of a key, ties in stored order; candidates as positions in the block.
     * A step of its own because keys often depend on no parameter: then the order is kept with what else is fixed.
     */
    static final class OrderStep extends Step {

        private static final int RUN = 8;

        private int[] order = new int[0];
        private int[] merged = new int[0];

        OrderStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
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

        /** An order carries no gradient. */
        @Override
        void backward(Relaxation relaxation) {}

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

        ChoiceStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] order = value(0);
            double[] q = value(1);
            double[] y = result();
            int[] offsets = program.offsets(out);
            if (remaining.length < count()) {
                remaining = new double[2 * count()];
            }
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
                double scale = any == 0 ? 0 : 1 / any;
                for (int i = from; i < to; i++) {
                    y[i] *= scale;
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
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
                if (!(any > 0)) {
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

        private static int candidate(double place) {
            int candidate = (int) place;
            return candidate >= 0 ? candidate : OrderStep.withoutPlace(candidate);
        }
    }
}
