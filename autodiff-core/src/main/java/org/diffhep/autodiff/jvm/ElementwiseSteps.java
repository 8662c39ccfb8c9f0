package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import org.diffhep.autodiff.Op.BinaryFunction;
import org.diffhep.autodiff.Op.Comparison;
import org.diffhep.autodiff.Op.UnaryFunction;
import org.diffhep.autodiff.Relaxation;

/** Steps that work element by element. */
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
                case EXP -> {
                    program.kernels().exp(x, y, n);
                }
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
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            int n = count();
            switch (function) {
                case NEGATE -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] -= g[i];
                    }
                }
                case ABS -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += g[i] * Math.signum(x[i]);
                    }
                }
                case SQUARE -> {
                    for (int i = 0; i < n; i++) {
                        dx[i] += 2 * g[i] * x[i];
                    }
                }
                case SQRT -> {
                    for (int i = 0; i < n; i++) {
                        if (y[i] != 0) {
                            dx[i] += 0.5 * g[i] / y[i];
                        }
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
            }
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
            }
            collectAdjoint(input);
        }
    }

    /** Comparisons carry no gradient. */
    static final class CompareStep extends Step {

        private final Comparison comparison;

        CompareStep(BlockProgram program, int out, int[] in, Comparison comparison) {
            super(program, out, in);
            this.comparison = comparison;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] a = spread(0);
            double[] b = spread(1);
            double[] y = result();
            int n = count();
            switch (comparison) {
                case GREATER -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] > b[i] ? 1 : 0;
                    }
                }
                case GREATER_OR_EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] >= b[i] ? 1 : 0;
                    }
                }
                case LESS -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] < b[i] ? 1 : 0;
                    }
                }
                case LESS_OR_EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] <= b[i] ? 1 : 0;
                    }
                }
                case EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i] == b[i] ? 1 : 0;
                    }
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {}
    }

    /** Bit tests carry no gradient. */
    static final class BitsStep extends Step {

        private final long mask;

        BitsStep(BlockProgram program, int out, int[] in, long mask) {
            super(program, out, in);
            this.mask = mask;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int n = count();
            for (int i = 0; i < n; i++) {
                y[i] = (Math.round(x[i]) & mask) == mask ? 1 : 0;
            }
        }

        @Override
        void backward(Relaxation relaxation) {}
    }

    static final class CutStep extends Step {

        private final double width;
        private double[] soft = new double[0];

        CutStep(BlockProgram program, int out, int[] in, double width) {
            super(program, out, in);
            this.width = width;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] distance = value(0);
            double[] y = result();
            int n = count();
            if (relaxation.softValues()) {
                program.kernels().sigmoid(distance, steepness(relaxation), y, n);
            } else {
                for (int i = 0; i < n; i++) {
                    y[i] = distance[i] > 0 ? 1 : 0;
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            if (!relaxation.softGradients()) {
                return;
            }
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            int n = count();
            double steepness = steepness(relaxation);
            double[] p = result();
            if (!relaxation.softValues()) {
                soft = BlockProgram.room(soft, n);
                program.kernels().sigmoid(value(0), steepness, soft, n);
                p = soft;
            }
            for (int i = 0; i < n; i++) {
                dx[i] += g[i] * p[i] * (1 - p[i]) * steepness;
            }
        }

        private double steepness(Relaxation relaxation) {
            return 1 / (width * relaxation.temperature());
        }
    }

    static final class AndStep extends Step {

        /** For each flag the adjoint of the result times the flags before it. */
        private final double[][] before;

        private double[] after = new double[0];

        AndStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
            before = new double[in.length][0];
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] y = result();
            int n = count();
            System.arraycopy(spread(0), 0, y, 0, n);
            for (int k = 1; k < in.length; k++) {
                multiply(y, spread(k), n);
            }
        }

        private static void multiply(double[] product, double[] factor, int n) {
            for (int i = 0; i < n; i++) {
                product[i] *= factor[i];
            }
        }

        /**
         * The derivative with respect to one flag is the product of the others, those before it times those after it: no division, flags
         * may be 0.
         */
        @Override
        void backward(Relaxation relaxation) {
            int n = count();
            before[0] = BlockProgram.room(before[0], n);
            System.arraycopy(resultAdjoint(), 0, before[0], 0, n);
            for (int k = 1; k < in.length; k++) {
                before[k] = BlockProgram.room(before[k], n);
                System.arraycopy(before[k - 1], 0, before[k], 0, n);
                multiply(before[k], spread(k - 1), n);
            }
            after = BlockProgram.room(after, n);
            Arrays.fill(after, 0, n, 1);
            for (int k = in.length - 1; k >= 0; k--) {
                if (wants(k)) {
                    addProducts(spreadAdjoint(k), before[k], after, n);
                    collectAdjoint(k);
                }
                multiply(after, spread(k), n);
            }
        }

        private static void addProducts(double[] sums, double[] a, double[] b, int n) {
            for (int i = 0; i < n; i++) {
                sums[i] += a[i] * b[i];
            }
        }
    }

    static final class NotStep extends Step {

        NotStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] x = value(0);
            double[] y = result();
            int n = count();
            for (int i = 0; i < n; i++) {
                y[i] = 1 - x[i];
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            int n = count();
            for (int i = 0; i < n; i++) {
                dx[i] -= g[i];
            }
        }
    }
}
