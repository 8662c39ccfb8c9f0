package org.diffhep.stats.internal;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Solves (G + λS) x = b over the free parameters, where G = Jᵀ W J + D is the Gauss-Newton Hessian: J = ∂ν/∂θ, W =
 * diag(n/ν²), D the curvatures of the constraints. Parameters with a constraint are eliminated with D, which leaves one
 * dense system as large as the number of bins (K = W⁻¹ + J_c D⁻¹ J_cᵀ, the covariance of the yields), and one as large
 * as the number of parameters without a constraint (J_uᵀ K⁻¹ J_u). Cheap where a model has many more parameters than
 * bins; needs no Hessian.
 */
final class BinSpaceSystem implements StepSystem {
    private final Evaluator evaluator;
    private final CompiledModel model;
    /** Per parameter and bin. */
    private final double[][] jacobian;

    private final double[] curvature;
    private final double[] shifted;
    private final boolean[] moves;
    /** The bins that hold events. */
    private final int[] active;

    private int activeCount;
    /** The parameters that move and have no curvature of their own. */
    private final int[] unmeasured;

    private int unmeasuredCount;
    private final double[][] covariance;
    private final WeightedSquares squares;
    private final Dense.Cholesky cholesky;
    private final double[][] whitened;
    private final double[][] schur;
    private final double[] y;
    private final double[] z;

    BinSpaceSystem(Evaluator evaluator) {
        this.evaluator = evaluator;
        model = evaluator.model;
        int parameters = model.parameters();
        int bins = model.bins();
        jacobian = new double[parameters][bins];
        curvature = new double[parameters];
        shifted = new double[parameters];
        moves = new boolean[parameters];
        active = new int[bins];
        unmeasured = new int[parameters];
        covariance = Dense.triangle(bins);
        squares = new WeightedSquares(covariance);
        cholesky = new Dense.Cholesky(Math.max(bins, parameters));
        int mostUnmeasured = (int)
                IntStream.range(0, parameters).filter(p -> !model.isNormal(p)).count();
        schur = Dense.triangle(mostUnmeasured);
        whitened = new double[mostUnmeasured][bins];
        y = new double[bins];
        z = new double[parameters];
    }

    /** Takes Jacobian, weights and curvatures of the constraints at the evaluator's last point. */
    void load(double[] theta) {
        evaluator.jacobian.copyTo(jacobian);
        for (int p = 0; p < curvature.length; p++) {
            curvature[p] = evaluator.constraintCurvature(p, theta[p]);
        }
        activeCount = 0;
        for (int b = 0; b < model.bins(); b++) {
            if (evaluator.w[b] > 0) {
                active[activeCount++] = b;
            }
        }
    }

    @Override
    public void diagonal(double[] out) {
        for (int p = 0; p < out.length; p++) {
            double sum = curvature[p];
            for (int a = 0; a < activeCount; a++) {
                double j = jacobian[p][active[a]];
                sum += evaluator.w[active[a]] * j * j;
            }
            out[p] = sum;
        }
    }

    @Override
    public void multiply(double[] v, double[] out) {
        int bins = model.bins();
        Arrays.fill(y, 0);
        for (int p = 0; p < v.length; p++) {
            double x = v[p];
            if (x != 0) {
                for (int b = 0; b < bins; b++) {
                    y[b] += x * jacobian[p][b];
                }
            }
        }
        for (int b = 0; b < bins; b++) {
            y[b] *= evaluator.w[b];
        }
        for (int p = 0; p < v.length; p++) {
            double sum = curvature[p] * v[p];
            for (int b = 0; b < bins; b++) {
                sum += jacobian[p][b] * y[b];
            }
            out[p] = sum;
        }
    }

    @Override
    public boolean factor(boolean[] isFree, double[] scale, double lambda) {
        int m = activeCount;
        squares.flush();
        for (double[] row : covariance) {
            Arrays.fill(row, 0);
        }
        unmeasuredCount = 0;
        for (int p = 0; p < isFree.length; p++) {
            moves[p] = isFree[p];
            if (!isFree[p]) {
                continue;
            }
            shifted[p] = curvature[p] + lambda * scale[p];
            if (curvature[p] > 0) {
                double[] row = squares.row(1 / shifted[p]);
                for (int a = 0; a < m; a++) {
                    row[a] = jacobian[p][active[a]];
                }
            } else {
                unmeasured[unmeasuredCount++] = p;
            }
        }
        // more than the bins can tell apart: only damping makes the matrix definite
        if (unmeasuredCount > m && lambda == 0) {
            return false;
        }
        squares.flush();
        for (int a = 0; a < m; a++) {
            covariance[a][a] += 1 / evaluator.w[active[a]];
        }
        return cholesky.factor(covariance, m) < 0 && factorUnmeasured(lambda, scale);
    }

    private boolean factorUnmeasured(double lambda, double[] scale) {
        int m = activeCount;
        int u = unmeasuredCount;
        for (int i = 0; i < u; i++) {
            for (int a = 0; a < m; a++) {
                whitened[i][a] = jacobian[unmeasured[i]][active[a]];
            }
            Dense.forward(covariance, m, whitened[i]);
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? lambda * scale[unmeasured[i]] : 0;
                for (int a = 0; a < m; a++) {
                    sum += whitened[i][a] * whitened[j][a];
                }
                schur[i][j] = sum;
            }
        }
        return cholesky.factor(schur, u) < 0;
    }

    @Override
    public void solve(double[] b, double[] x) {
        int m = activeCount;
        int u = unmeasuredCount;
        Arrays.fill(y, 0, m, 0);
        for (int p = 0; p < x.length; p++) {
            x[p] = moves[p] && curvature[p] > 0 ? b[p] / shifted[p] : 0;
            if (x[p] != 0) {
                for (int a = 0; a < m; a++) {
                    y[a] += x[p] * jacobian[p][active[a]];
                }
            }
        }
        Dense.forward(covariance, m, y);
        for (int i = 0; i < u; i++) {
            double sum = b[unmeasured[i]];
            for (int a = 0; a < m; a++) {
                sum -= whitened[i][a] * y[a];
            }
            z[i] = sum;
        }
        Dense.forward(schur, u, z);
        Dense.backward(schur, u, z);
        for (int i = 0; i < u; i++) {
            x[unmeasured[i]] = z[i];
            for (int a = 0; a < m; a++) {
                y[a] += whitened[i][a] * z[i];
            }
        }
        Dense.backward(covariance, m, y);
        for (int p = 0; p < x.length; p++) {
            if (!moves[p] || !(curvature[p] > 0)) {
                continue;
            }
            double sum = 0;
            for (int a = 0; a < m; a++) {
                sum += jacobian[p][active[a]] * y[a];
            }
            x[p] -= sum / shifted[p];
        }
    }
}
