package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.Primitive;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.UnaryFunction;

/**
 * Steps that work element by element. What four-vectors and cuts are made of has a loop of its own, which is up to a tenth faster;
 * all other functions are read from the table in the enum.
 */
final class ElementwiseSteps {

    private ElementwiseSteps() {}

    static final class UnaryStep extends Step {

        private final UnaryFunction function;

        UnaryStep(BlockProgram program, int out, int[] in, UnaryFunction function) {
            super(program, out, in);
            this.function = function;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int n = count();
            switch (function) {
                case NEGATE -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = -x[i];
                    }
                }
                case ABS -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.abs(x[i]);
                    }
                }
                case SQUARE -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = x[i] * x[i];
                    }
                }
                case SQRT -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.sqrt(x[i]);
                    }
                }
                case EXP -> program.kernels().exp(x, y, n);
                case SIGMOID -> program.kernels().sigmoid(x, 1, y, n);
                case LOG -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.log(x[i]);
                    }
                }
                case SIN -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.sin(x[i]);
                    }
                }
                case COS -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.cos(x[i]);
                    }
                }
                case SINH -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.sinh(x[i]);
                    }
                }
                case COSH -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.cosh(x[i]);
                    }
                }
                case TANH -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.tanh(x[i]);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = function.value(x[i]);
                    }
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            double[] g = resultAdjoint();
            double[] dx = spreadAdjoint(0);
            int n = count();
            switch (function) {
                case NEGATE -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] -= g[i];
                    }
                }
                case SQUARE -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += 2 * g[i] * x[i];
                    }
                }
                case EXP -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * y[i];
                    }
                }
                case LOG -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] / x[i];
                    }
                }
                case SIN -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * Math.cos(x[i]);
                    }
                }
                case COS -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] -= g[i] * Math.sin(x[i]);
                    }
                }
                case SINH -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * Math.cosh(x[i]);
                    }
                }
                case COSH -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * Math.sinh(x[i]);
                    }
                }
                case TANH -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * (1 - y[i] * y[i]);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * function.slope(x[i], y[i]);
                    }
                }
            }
            collectAdjoint(0);
        }
    }

    static final class BinaryStep extends Step {

        private final BinaryFunction function;

        BinaryStep(BlockProgram program, int out, int[] in, BinaryFunction function) {
            super(program, out, in);
            this.function = function;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] a = spread(0);
            double[] b = spread(1);
            double[] y = result();
            int n = count();
            switch (function) {
                case ADD -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] + b[i];
                    }
                }
                case SUBTRACT -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] - b[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] * b[i];
                    }
                }
                case DIVIDE -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] / b[i];
                    }
                }
                case MINIMUM -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.min(a[i], b[i]);
                    }
                }
                case MAXIMUM -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.max(a[i], b[i]);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = function.value(a[i], b[i]);
                    }
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] a = spread(0);
            double[] b = spread(1);
            if (wants(0)) {
                pull(0, a, b);
            }
            if (wants(1)) {
                pull(1, b, a);
            }
        }

        /** Adds to the adjoint of one input, x, of which {@code other} is the partner. */
        private void pull(int input, double[] x, double[] other) {
            double[] g = resultAdjoint();
            double[] y = result();
            double[] dx = spreadAdjoint(input);
            int n = count();
            boolean first = input == 0;
            switch (function) {
                case ADD -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i];
                    }
                }
                case SUBTRACT -> {
                    double sign = first ? 1 : -1;
                    for (int i = 0; i < n; i++) {
                        dx[i] += sign * g[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * other[i];
                    }
                }
                case DIVIDE -> {
                    if (first) {
                        for (int i = 0; i < n; i++) {
                            dx[i] += g[i] / other[i];
                        }
                    } else {
                        for (int i = 0; i < n; i++) {
                            dx[i] -= g[i] * y[i] / x[i];
                        }
                    }
                }
                case MINIMUM, MAXIMUM -> {
                    for (int i = 0; i < n; i++) {
                        boolean taken = y[i] == x[i] && (first || x[i] != other[i]);
                        dx[i] += taken ? g[i] : 0;
                    }
                }
                default -> {
                    if (first) {
                        for (int i = 0; i < n; i++) {
                            dx[i] += g[i] * function.firstSlope(x[i], other[i], y[i]);
                        }
                    } else {
                        for (int i = 0; i < n; i++) {
                            dx[i] += g[i] * function.secondSlope(other[i], x[i], y[i]);
                        }
                    }
                }
            }
            collectAdjoint(input);
        }
    }

    /** See {@link org.diffhep.autodiff.Op.Where}. */
    static final class WhereStep extends Step {

        private static final int FLAG = 0;
        private static final int THEN = 1;
        private static final int OTHERWISE = 2;

        WhereStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] f = spread(FLAG);
            double[] a = spread(THEN);
            double[] b = spread(OTHERWISE);
            double[] y = result();
            int n = count();
            for (int i = 0; i < n; i++) {
                double mixture = f[i] * a[i] + (1 - f[i]) * b[i];
                y[i] = f[i] == 1 ? a[i] : f[i] == 0 ? b[i] : mixture;
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] f = spread(FLAG);
            double[] g = resultAdjoint();
            int n = count();
            if (wants(THEN)) {
                double[] da = spreadAdjoint(THEN);
                for (int i = 0; i < n; i++) {
                    da[i] += g[i] * f[i];
                }
                collectAdjoint(THEN);
            }
            if (wants(OTHERWISE)) {
                double[] db = spreadAdjoint(OTHERWISE);
                for (int i = 0; i < n; i++) {
                    db[i] += g[i] * (1 - f[i]);
                }
                collectAdjoint(OTHERWISE);
            }
            if (wants(FLAG)) {
                pullFlag(f, spread(THEN), spread(OTHERWISE), g, n);
            }
        }

        private void pullFlag(double[] f, double[] a, double[] b, double[] g, int n) {
            double[] df = spreadAdjoint(FLAG);
            for (int i = 0; i < n; i++) {
                boolean notTaken = (f[i] == 0 && !Double.isFinite(a[i])) || (f[i] == 1 && !Double.isFinite(b[i]));
                df[i] += notTaken ? 0 : g[i] * (a[i] - b[i]);
            }
            collectAdjoint(FLAG);
        }
    }

    static final class ApplyStep extends Step {

        private final Primitive primitive;
        private final double[][] inputs;
        private final double[][] slopes;

        ApplyStep(BlockProgram program, int out, int[] in, Primitive primitive) {
            super(program, out, in);
            this.primitive = primitive;
            this.inputs = new double[in.length][];
            this.slopes = new double[in.length][0];
        }

        @Override
        void forward(Relaxation relaxation) {
            takeInputs();
            primitive.values(inputs, result(), count());
        }

        private void takeInputs() {
            for (int k = 0; k < inputs.length; k++) {
                inputs[k] = spread(k);
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            int n = count();
            takeInputs();
            for (int k = 0; k < slopes.length; k++) {
                slopes[k] = BlockProgram.room(slopes[k], n);
            }
            primitive.slopes(inputs, result(), slopes, n);
            double[] g = resultAdjoint();
            for (int k = 0; k < slopes.length; k++) {
                if (wants(k)) {
                    double[] dx = spreadAdjoint(k);
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * slopes[k][i];
                    }
                    collectAdjoint(k);
                }
            }
        }
    }
}
