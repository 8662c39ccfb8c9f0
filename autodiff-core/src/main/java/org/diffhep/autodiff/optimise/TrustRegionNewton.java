package org.diffhep.autodiff.optimise;

import java.util.List;
import org.diffhep.autodiff.Parameter;

/**
 * Newton steps within a trust region, for few parameters (Nocedal and Wright, Numerical Optimization, 2nd edition, chapters
 * 4 and 16.7). The Hessian is the function's own where it offers one ({@link TwiceDifferentiable}), and otherwise comes from
 * central differences of exact gradients: two evaluations for each parameter at each new point. Where it is not positive
 * definite, negative curvatures are taken by their absolute value, which leads away from saddle points (Dauphin et al.,
 * arXiv:1406.2572). Bounds and the trust region, a box in units of the scales, make one box, within which {@link BoxModel}
 * finds the minimum of the quadratic model.
 */
final class TrustRegionNewton implements Optimiser {
    /** Projected gradient, per unit of 1 + |value|, at which the minimum is found. */
    private static final double GRADIENT_TOLERANCE = 1e-9;
    /** Step of the differences, in scales: errors of some 1e-8 from its square and of 1e-12 from rounding. */
    private static final double DIFFERENCE = 1e-4;

    private static final double FIRST_RADIUS = 2;
    private static final double LARGEST_RADIUS = 100;
    private static final double SMALLEST_RADIUS = 1e-10;
    /** Share of the predicted decrease below which a step is refused, the region shrinks, or grows. */
    private static final double REFUSE = 1e-4;

    private static final double SHRINK = 0.25;
    private static final double GROW = 0.75;

    @Override
    public Optimum minimise(SmoothFunction function, List<Parameter> parameters, int maxEvaluations) {
        ScaledFunction problem = new ScaledFunction(function, parameters);
        int n = parameters.size();
        double[] z = problem.start();
        double[] g = new double[n];
        double value = problem.evaluate(z, g);
        problem.requireDefined(value);
        double radius = FIRST_RADIUS;
        while (true) {
            boolean[] free = problem.free(z, g);
            if (problem.projectedGradient(g, free) <= GRADIENT_TOLERANCE * (1 + Math.abs(value))) {
                return problem.optimum(z, value, true, "the gradient vanishes on all parameters that no bound holds");
            }
            if (problem.evaluations() + hessianCost(function, n) >= maxEvaluations) {
                return problem.optimum(z, value, false, "the evaluations are spent");
            }
            BoxModel model = new BoxModel(g, hessian(problem, function, z, g));
            boolean moved = false;
            while (!moved) {
                if (radius < SMALLEST_RADIUS) {
                    return problem.optimum(z, value, true, "the trust region is smaller than " + SMALLEST_RADIUS);
                }
                if (problem.evaluations() >= maxEvaluations) {
                    return problem.optimum(z, value, false, "the evaluations are spent");
                }
                double[] step = model.minimum(problem.room(z, -radius), problem.room(z, radius));
                double[] next = new double[n];
                double length = 0;
                for (int p = 0; p < n; p++) {
                    next[p] = problem.clamp(p, z[p] + step[p]);
                    length = Math.max(length, Math.abs(step[p]));
                }
                double[] nextGradient = new double[n];
                double nextValue = problem.evaluate(next, nextGradient);
                // false for a value that is not a number
                double share = (value - nextValue) / model.decrease(step);
                if (share > REFUSE) {
                    moved = true;
                    z = next;
                    g = nextGradient;
                    value = nextValue;
                }
                if (!(share >= SHRINK)) {
                    radius = length / 4;
                } else if (share > GROW && length >= 0.99 * radius) {
                    radius = Math.min(2 * radius, LARGEST_RADIUS);
                }
            }
        }
    }

    private static int hessianCost(SmoothFunction function, int n) {
        return function instanceof TwiceDifferentiable ? 0 : 2 * n;
    }

    private static double[][] hessian(ScaledFunction problem, SmoothFunction function, double[] z, double[] g) {
        if (function instanceof TwiceDifferentiable twice) {
            return problem.hessian(twice, z);
        }
        int n = z.length;
        double[][] hessian = new double[n][n];
        for (int p = 0; p < n; p++) {
            double[] up = z.clone();
            double[] down = z.clone();
            up[p] = problem.clamp(p, z[p] + DIFFERENCE);
            down[p] = problem.clamp(p, z[p] - DIFFERENCE);
            double[] above = gradient(problem, up, g);
            double[] below = gradient(problem, down, g);
            for (int q = 0; q < n; q++) {
                hessian[p][q] = (above[q] - below[q]) / (up[p] - down[p]);
            }
        }
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < p; q++) {
                double mean = (hessian[p][q] + hessian[q][p]) / 2;
                hessian[p][q] = mean;
                hessian[q][p] = mean;
            }
        }
        return hessian;
    }

    /** The gradient at a neighbour; that of the point itself where the neighbour is undefined. */
    private static double[] gradient(ScaledFunction problem, double[] at, double[] here) {
        double[] gradient = new double[at.length];
        double value = problem.evaluate(at, gradient);
        return Double.isFinite(value) ? gradient : here;
    }
}
