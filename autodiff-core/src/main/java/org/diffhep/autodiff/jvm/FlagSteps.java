package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import org.diffhep.autodiff.CutKernel;
import org.diffhep.autodiff.Op.Comparison;
import org.diffhep.autodiff.Op.Cut;
import org.diffhep.autodiff.Relaxation;

/**
 * Steps that make flags, and combine them, element by element. A flag is chosen as an int and then converted: for that the compiler has
 * an instruction without a branch, which no processor could foretell.
 */
final class FlagSteps {

    private FlagSteps() {}

    /** Comparisons carry no gradient. */
    static final class CompareStep extends StepWithoutDerivative {

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
                        int flag = a[i] > b[i] ? 1 : 0;
                        y[i] = flag;
                    }
                }
                case GREATER_OR_EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        int flag = a[i] >= b[i] ? 1 : 0;
                        y[i] = flag;
                    }
                }
                case LESS -> {
                    for (int i = 0; i < n; i++) {
                        int flag = a[i] < b[i] ? 1 : 0;
                        y[i] = flag;
                    }
                }
                case LESS_OR_EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        int flag = a[i] <= b[i] ? 1 : 0;
                        y[i] = flag;
                    }
                }
                case EQUAL -> {
                    for (int i = 0; i < n; i++) {
                        int flag = a[i] == b[i] ? 1 : 0;
                        y[i] = flag;
                    }
                }
            }
        }
    }

    /** Bit tests carry no gradient. */
    static final class BitsStep extends StepWithoutDerivative {

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
                int flag = (Math.round(x[i]) & mask) == mask ? 1 : 0;
                y[i] = flag;
            }
        }
    }

    static final class CutStep extends DiagonalStep {

        private final Cut cut;
        private double[] soft = new double[0];

        CutStep(BlockProgram program, int out, int[] in, Cut cut) {
            super(program, out, in);
            this.cut = cut;
        }

        @Override
        void forward(Relaxation relaxation) {
            double[] distance = value(0);
            double[] y = result();
            int n = count();
            if (relaxation.softValues()) {
                soften(distance, steepness(relaxation), y, n);
            } else {
                for (int i = 0; i < n; i++) {
                    int flag = distance[i] > 0 ? 1 : 0;
                    y[i] = flag;
                }
            }
        }

        private void soften(double[] distance, double steepness, double[] y, int n) {
            if (cut.kernel() == CutKernel.SIGMOID) {
                program.kernels().sigmoid(distance, steepness, y, n);
            } else {
                for (int i = 0; i < n; i++) {
                    y[i] = cut.kernel().integral(distance[i] * steepness);
                }
            }
        }

        @Override
        void addTimesSlope(int input, double[] from, double[] to, Relaxation relaxation) {
            if (!relaxation.softGradients()) {
                return;
            }
            int n = count();
            double steepness = steepness(relaxation);
            if (cut.kernel() == CutKernel.SIGMOID) {
                double[] p = probabilities(relaxation, steepness, n);
                for (int i = 0; i < n; i++) {
                    to[i] += from[i] * p[i] * (1 - p[i]) * steepness;
                }
            } else {
                double[] distance = value(0);
                for (int i = 0; i < n; i++) {
                    to[i] += from[i] * cut.kernel().density(distance[i] * steepness) * steepness;
                }
            }
        }

        /** The soft values, which straight-through results are not. */
        private double[] probabilities(Relaxation relaxation, double steepness, int n) {
            if (relaxation.softValues()) {
                return result();
            }
            soft = BlockProgram.room(soft, n);
            soften(value(0), steepness, soft, n);
            return soft;
        }

        private double steepness(Relaxation relaxation) {
            return 1 / relaxation.width(cut.width());
        }
    }

    static final class AndStep extends Step {

        /** For each flag the adjoint of the result times the flags before it. */
        private final double[][] before;

        /** Products of flags: of those after one on the way back, of those before it on the way forward. */
        private double[] others = new double[0];

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
            others = BlockProgram.room(others, n);
            Arrays.fill(others, 0, n, 1);
            for (int k = in.length - 1; k >= 0; k--) {
                if (wants(k)) {
                    addProducts(spreadAdjoint(k), before[k], others, n);
                    collectAdjoint(k);
                }
                multiply(others, spread(k), n);
            }
        }

        /** The product so far and its derivative, flag by flag. */
        @Override
        void tangent(Relaxation relaxation, int parameter) {
            int n = count();
            double[] result = resultTangent(parameter);
            Arrays.fill(result, 0, n, 0);
            int last = lastVarying(parameter);
            others = BlockProgram.room(others, n);
            Arrays.fill(others, 0, n, 1);
            boolean varied = false;
            for (int k = 0; k < in.length; k++) {
                if (varied) {
                    multiply(result, spread(k), n);
                }
                if (varies(k, parameter)) {
                    addProducts(result, others, spreadTangent(k, parameter), n);
                    varied = true;
                }
                if (k < last) {
                    multiply(others, spread(k), n);
                }
            }
        }

        private int lastVarying(int parameter) {
            int last = in.length - 1;
            while (!varies(last, parameter)) {
                last--;
            }
            return last;
        }

        private static void addProducts(double[] sums, double[] a, double[] b, int n) {
            for (int i = 0; i < n; i++) {
                sums[i] += a[i] * b[i];
            }
        }
    }

    static final class NotStep extends DiagonalStep {

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
        void addTimesSlope(int input, double[] from, double[] to, Relaxation relaxation) {
            int n = count();
            for (int i = 0; i < n; i++) {
                to[i] -= from[i];
            }
        }
    }
}
