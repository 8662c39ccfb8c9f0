package org.diffhep.autodiff.optimise;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.apache.commons.math3.random.Well19937c;
import org.diffhep.autodiff.Parameter;

/** Commons Math's CMA-ES (Hansen, arXiv:1604.00772): first steps of one scale, the population of its author's default. */
final class CmaEs implements Optimiser {
    private static final double TOLERANCE = 1e-12;

    private final long seed;

    CmaEs(long seed) {
        this.seed = seed;
    }

    @Override
    public Optimum minimise(SmoothFunction function, List<Parameter> parameters, int maxEvaluations) {
        GradientFree problem = new GradientFree(function, parameters);
        double[] sigma = new double[parameters.size()];
        Arrays.fill(sigma, 1);
        for (int p = 0; p < sigma.length; p++) {
            Parameter parameter = parameters.get(p);
            // a first step may not be wider than the bounds
            sigma[p] = Math.min(1, (parameter.upper() - parameter.lower()) / parameter.scale());
        }
        int population = 4 + (int) (3 * Math.log(parameters.size()));
        CMAESOptimizer optimizer = new CMAESOptimizer(
                Integer.MAX_VALUE,
                Double.NEGATIVE_INFINITY,
                true,
                0,
                0,
                new Well19937c(seed),
                false,
                new SimpleValueChecker(TOLERANCE, TOLERANCE));
        // ends by itself, without an exception, when the evaluations are spent
        optimizer.optimize(
                problem.objective(),
                problem.goal(),
                problem.guess(),
                problem.bounds(),
                new CMAESOptimizer.Sigma(sigma),
                new CMAESOptimizer.PopulationSize(population),
                GradientFree.maxEvaluations(maxEvaluations));
        boolean spent = problem.evaluations() >= maxEvaluations;
        return problem.optimum(!spent, spent ? "the evaluations are spent" : "the population has converged");
    }
}
