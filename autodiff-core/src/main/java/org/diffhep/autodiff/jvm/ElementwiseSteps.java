package org.diffhep.autodiff.jvm;

import java.util.Arrays;
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

    static final class UnaryStep extends DiagonalStep {

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
        void addTimesSlope(int input, double[] from, double[] to, Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int n = count();
            switch (function) {
                case NEGATE -> {
                    for (int i = 0; i < n; i++) {
                        to[i] -= from[i];
                    }
                }
                case SQUARE -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += 2 * from[i] * x[i];
                    }
                }
                case EXP -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * y[i];
                    }
                }
                case LOG -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] / x[i];
                    }
                }
                case SIN -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * Math.cos(x[i]);
                    }
                }
                case COS -> {
                    for (int i = 0; i < n; i++) {
                        to[i] -= from[i] * Math.sin(x[i]);
                    }
                }
                case SINH -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * Math.cosh(x[i]);
                    }
                }
                case COSH -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * Math.sinh(x[i]);
                    }
                }
                case TANH -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * (1 - y[i] * y[i]);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * function.slope(x[i], y[i]);
                    }
                }
            }
        }
    }

    static final class BinaryStep extends DiagonalStep {

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
        void addTimesSlope(int input, double[] from, double[] to, Relaxation relaxation) {
            boolean first = input == 0;
            double[] x = spread(input);
            double[] other = spread(1 - input);
            double[] y = result();
            int n = count();
            switch (function) {
                case ADD -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i];
                    }
                }
                case SUBTRACT -> {
                    double sign = first ? 1 : -1;
                    for (int i = 0; i < n; i++) {
                        to[i] += sign * from[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += from[i] * other[i];
                    }
                }
                case DIVIDE -> {
                    if (first) {
                        for (int i = 0; i < n; i++) {
                            to[i] += from[i] / other[i];
                        }
                    } else {
                        for (int i = 0; i < n; i++) {
                            to[i] -= from[i] * y[i] / x[i];
                        }
                    }
                }
                case MINIMUM, MAXIMUM -> {
                    for (int i = 0; i < n; i++) {
                        boolean taken = y[i] == x[i] && (first || x[i] != other[i]);
                        to[i] += taken ? from[i] : 0;
                    }
                }
                default -> {
                    if (first) {
                        for (int i = 0; i < n; i++) {
                            to[i] += from[i] * function.firstSlope(x[i], other[i], y[i]);
                        }
                    } else {
                        for (int i = 0; i < n; i++) {
                            to[i] += from[i] * function.secondSlope(other[i], x[i], y[i]);
                        }
                    }
                }
            }
        }
    }

    /** See {@link org.diffhep.autodiff.Op.Where}. */
    static final class WhereStep extends DiagonalStep {

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

        /** Where a flag is 0 or 1, what is not taken may have no value and no derivative. */
        @Override
        void addTimesSlope(int input, double[] from, double[] to, Relaxation relaxation) {
            double[] f = spread(FLAG);
            int n = count();
            switch (input) {
                case THEN -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += f[i] == 0 ? 0 : from[i] * f[i];
                    }
                }
                case OTHERWISE -> {
                    for (int i = 0; i < n; i++) {
                        to[i] += f[i] == 1 ? 0 : from[i] * (1 - f[i]);
                    }
                }
                default -> addTimesFlagSlope(f, spread(THEN), spread(OTHERWISE), from, to);
            }
        }

        private void addTimesFlagSlope(double[] f, double[] a, double[] b, double[] from, double[] to) {
            int n = count();
            for (int i = 0; i < n; i++) {
                boolean notTaken = (f[i] == 0 && !Double.isFinite(a[i])) || (f[i] == 1 && !Double.isFinite(b[i]));
                to[i] += notTaken ? 0 : from[i] * (a[i] - b[i]);
            }
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

        private void takeSlopes(int n) {
            takeInputs();
            for (int k = 0; k < slopes.length; k++) {
                slopes[k] = BlockProgram.room(slopes[k], n);
            }
            primitive.slopes(inputs, result(), slopes, n);
        }

        @Override
        void backward(Relaxation relaxation) {
            int n = count();
            takeSlopes(n);
            for (int k = 0; k < slopes.length; k++) {
                if (wants(k)) {
                    addProducts(resultAdjoint(), slopes[k], spreadAdjoint(k), n);
                    collectAdjoint(k);
                }
            }
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            int n = count();
            takeSlopes(n);
            double[] result = resultTangent(parameter);
            Arrays.fill(result, 0, n, 0);
            for (int k = 0; k < slopes.length; k++) {
                if (varies(k, parameter)) {
                    addProducts(spreadTangent(k, parameter), slopes[k], result, n);
                }
            }
        }

        private static void addProducts(double[] a, double[] b, double[] sums, int n) {
            for (int i = 0; i < n; i++) {
                sums[i] += a[i] * b[i];
            }
        }
    }
}
