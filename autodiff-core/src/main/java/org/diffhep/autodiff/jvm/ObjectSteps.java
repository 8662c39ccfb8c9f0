package org.diffhep.autodiff.jvm;

import java.util.Arrays;
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
            repeat(value(0), result());
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            repeat(tangentOf(0, parameter), resultTangent(parameter));
        }

        private void repeat(double[] x, double[] y) {
            if (stride(0) == 0) {
                Arrays.fill(y, 0, count(), x[0]);
                return;
            }
            int[] offsets = program.offsets(out);
            for (int event = 0; event < program.events(); event++) {
                Arrays.fill(y, offsets[event], offsets[event + 1], x[event]);
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
            add(value(0), result());
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            add(tangentOf(0, parameter), resultTangent(parameter));
        }

        private void add(double[] x, double[] y) {
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

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            double[] x = value(0);
            double[] dx = tangentOf(0, parameter);
            double[] dy = resultTangent(parameter);
            int[] offsets = program.offsets(in[0]);
            int n = count();
            for (int event = 0; event < n; event++) {
                int first = first(x, offsets[event], offsets[event + 1]);
                dy[event] = first < 0 ? 0 : dx[first];
            }
        }
    }

    /** See {@link org.diffhep.autodiff.Op.SmoothMaximum}. */
    static final class SmoothMaximumStep extends Step {

        private final double empty;
        private final double width;

        SmoothMaximumStep(BlockProgram program, int out, int[] in, double empty, double width) {
            super(program, out, in);
            this.empty = empty;
            this.width = width;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int[] offsets = program.offsets(in[0]);
            double tau = relaxation.width(width);
            int n = count();
            for (int event = 0; event < n; event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                int first = MaximumStep.first(x, from, to);
                double largest = first < 0 ? empty : x[first];
                y[event] = first < 0 || !relaxation.softValues()
                        ? largest
                        : largest + tau * Math.log(total(x, from, to, largest, tau));
            }
        }

        /** Σ exp((x − largest)/τ), between 1 and the number of objects. */
        private static double total(double[] x, int from, int to, double largest, double tau) {
            double total = 0;
            for (int i = from; i < to; i++) {
                total += Math.exp((x[i] - largest) / tau);
            }
            return total;
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            double[] x = value(0);
            double[] dx = adjoint(0);
            int[] offsets = program.offsets(in[0]);
            double tau = relaxation.width(width);
            int n = count();
            for (int event = 0; event < n; event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                int first = MaximumStep.first(x, from, to);
                if (first < 0 || g[event] == 0) {
                    continue;
                }
                if (!relaxation.softGradients()) {
                    dx[first] += g[event];
                    continue;
                }
                double share = g[event] / total(x, from, to, x[first], tau);
                for (int i = from; i < to; i++) {
                    dx[i] += share * Math.exp((x[i] - x[first]) / tau);
                }
            }
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            double[] x = value(0);
            double[] dx = tangentOf(0, parameter);
            double[] dy = resultTangent(parameter);
            int[] offsets = program.offsets(in[0]);
            double tau = relaxation.width(width);
            int n = count();
            for (int event = 0; event < n; event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                int first = MaximumStep.first(x, from, to);
                if (first < 0 || !relaxation.softGradients()) {
                    dy[event] = first < 0 ? 0 : dx[first];
                    continue;
                }
                double total = 0;
                double along = 0;
                for (int i = from; i < to; i++) {
                    double share = Math.exp((x[i] - x[first]) / tau);
                    total += share;
                    along += share * dx[i];
                }
                dy[event] = along / total;
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
        void tangent(Relaxation relaxation, int parameter) {
            double[] dy = resultTangent(parameter);
            int at = 0;
            for (int event = 0; event < program.events(); event++) {
                for (int k = 0; k < in.length; k++) {
                    int[] offsets = program.offsets(in[k]);
                    int size = offsets[event + 1] - offsets[event];
                    if (varies(k, parameter)) {
                        System.arraycopy(tangentOf(k, parameter), offsets[event], dy, at, size);
                    } else {
                        Arrays.fill(dy, at, at + size, 0);
                    }
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
            take(value(0), result());
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            take(tangentOf(0, parameter), resultTangent(parameter));
        }

        private void take(double[] x, double[] y) {
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
}
