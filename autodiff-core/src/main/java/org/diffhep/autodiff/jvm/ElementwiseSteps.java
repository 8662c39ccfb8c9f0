package org.diffhep.autodiff.jvm;

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
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.exp(x[i]);
                    }
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
            double[] a = value(0);
            double[] b = value(1);
            int s = stride(0);
            int t = stride(1);
            double[] y = result();
            int n = count();
            switch (function) {
                case ADD -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] + b[i * t];
                    }
                }
                case SUBTRACT -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] - b[i * t];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] * b[i * t];
                    }
                }
                case DIVIDE -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] / b[i * t];
                    }
                }
                case MINIMUM -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.min(a[i * s], b[i * t]);
                    }
                }
                case MAXIMUM -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = Math.max(a[i * s], b[i * t]);
                    }
                }
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            if (wants(0)) {
                pull(0, value(1), stride(1));
            }
            if (wants(1)) {
                pull(1, value(0), stride(0));
            }
        }

        /** Adds to the adjoint of one input, of which {@code other} is the partner. */
        private void pull(int input, double[] other, int otherStride) {
            double[] g = resultAdjoint();
            double[] x = value(input);
            double[] dx = adjoint(input);
            int s = stride(input);
            int n = count();
            boolean first = input == 0;
            switch (function) {
                case ADD -> {
                    for (int i = 0; i < n; i++) {
                        dx[i * s] += g[i];
                    }
                }
                case SUBTRACT -> {
                    double sign = first ? 1 : -1;
                    for (int i = 0; i < n; i++) {
                        dx[i * s] += sign * g[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < n; i++) {
                        dx[i * s] += g[i] * other[i * otherStride];
                    }
                }
                case DIVIDE -> {
                    if (first) {
                        for (int i = 0; i < n; i++) {
                            dx[i * s] += g[i] / other[i * otherStride];
                        }
                    } else {
                        double[] y = result();
                        for (int i = 0; i < n; i++) {
                            dx[i * s] -= g[i] * y[i] / x[i * s];
                        }
                    }
                }
                case MINIMUM, MAXIMUM -> {
                    double[] y = result();
                    for (int i = 0; i < n; i++) {
                        boolean taken = y[i] == x[i * s] && (first || x[i * s] != other[i * otherStride]);
                        dx[i * s] += taken ? g[i] : 0;
                    }
                }
            }
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
            double[] a = value(0);
            double[] b = value(1);
            int s = stride(0);
            int t = stride(1);
            double[] y = result();
            int n = count();
            switch (comparison) {
                case GREATER -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] > b[i * t] ? 1 : 0;
                    }
                }
                case GREATER_OR_EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] >= b[i * t] ? 1 : 0;
                    }
                }
                case LESS -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] < b[i * t] ? 1 : 0;
                    }
                }
                case LESS_OR_EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] <= b[i * t] ? 1 : 0;
                    }
                }
                case EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = a[i * s] == b[i * t] ? 1 : 0;
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
                double steepness = 1 / (width * relaxation.temperature());
                for (int i = 0; i < n; i++) {
                    y[i] = sigmoid(distance[i] * steepness);
                }
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
            double[] distance = value(0);
            double[] y = result();
            double[] g = resultAdjoint();
            double[] dx = adjoint(0);
            int n = count();
            double steepness = 1 / (width * relaxation.temperature());
            for (int i = 0; i < n; i++) {
                double p = relaxation.softValues() ? y[i] : sigmoid(distance[i] * steepness);
                dx[i] += g[i] * p * (1 - p) * steepness;
            }
        }

        /** Both branches take exp of a number that is not positive, so that nothing overflows. */
        private static double sigmoid(double x) {
            if (x >= 0) {
                return 1 / (1 + Math.exp(-x));
            }
            double e = Math.exp(x);
            return e / (1 + e);
        }
    }

    static final class AndStep extends Step {

        private double[] others = new double[0];

        AndStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] y = result();
            int n = count();
            java.util.Arrays.fill(y, 0, n, 1);
            for (int k = 0; k < in.length; k++) {
                multiply(y, value(k), stride(k), n);
            }
        }

        private static void multiply(double[] product, double[] factor, int stride, int n) {
            if (stride == 0) {
                double same = factor[0];
                for (int i = 0; i < n; i++) {
                    product[i] *= same;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    product[i] *= factor[i];
                }
            }
        }

        /** The derivative with respect to one flag is the product of the others: no division, flags may be 0. */
        @Override
        void backward(Relaxation relaxation) {
            double[] g = resultAdjoint();
            int n = count();
            if (others.length < n) {
                others = new double[n + n / 2];
            }
            for (int k = 0; k < in.length; k++) {
                if (!wants(k)) {
                    continue;
                }
                System.arraycopy(g, 0, others, 0, n);
                for (int m = 0; m < in.length; m++) {
                    if (m != k) {
                        multiply(others, value(m), stride(m), n);
                    }
                }
                double[] dx = adjoint(k);
                int s = stride(k);
                for (int i = 0; i < n; i++) {
                    dx[i * s] += others[i];
                }
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
