package org.diffhep.autodiff.optimise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.diffhep.autodiff.Parameter;

/**
 * L-BFGS on the parameters that no bound holds, with a backtracking line search along the path that is bent at the
 * bounds (Nocedal and Wright, Numerical Optimization, 2nd edition, chapters 7.2 and 16.7). Parameters are in units of
 * their scales.
 */
final class ProjectedLbfgs implements Optimiser {
    private static final int MEMORY = 10;
    /** Projected gradient, per unit of 1 + |value|, at which the minimum is found. */
    private static final double GRADIENT_TOLERANCE = 1e-9;

    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final int MAX_HALVINGS = 40;

    /** A step and the change of the gradient over it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pair(double[] step, double[] change, double curvature) {}

    @Override
    public Optimum minimise(SmoothFunction function, List<Parameter> parameters, int maxEvaluations) {
        ScaledFunction problem = new ScaledFunction(function, parameters);
        int n = parameters.size();
        double[] z = problem.start();
        double[] g = new double[n];
        double value = problem.evaluate(z, g);
        problem.requireDefined(value);
        Deque<Pair> pairs = new ArrayDeque<>();
        while (problem.evaluations() < maxEvaluations) {
            boolean[] free = problem.free(z, g);
            if (problem.projectedGradient(g, free) <= GRADIENT_TOLERANCE * (1 + Math.abs(value))) {
                return problem.optimum(z, value, true, "the gradient vanishes on all parameters that no bound holds");
            }
            double[] direction = direction(pairs, g, free);
            if (!(dot(direction, g) < 0)) {
                pairs.clear();
                direction = direction(pairs, g, free);
            }
            // without knowledge of the curvature one scale, which is a change that matters
            double length = pairs.isEmpty() ? 1 / Math.sqrt(dot(direction, direction)) : 1;
            double[] next = new double[n];
            double[] nextGradient = new double[n];
            double nextValue = Double.NaN;
            boolean found = false;
            for (int i = 0; i < MAX_HALVINGS && !found && problem.evaluations() < maxEvaluations; i++) {
                for (int p = 0; p < n; p++) {
                    next[p] = problem.clamp(p, z[p] + length * direction[p]);
                }
                nextValue = problem.evaluate(next, nextGradient);
                found = nextValue <= value + SUFFICIENT_DECREASE * slope(g, z, next);
                length /= 2;
            }
            if (!found) {
                if (pairs.isEmpty() || problem.evaluations() >= maxEvaluations) {
                    break;
                }
                pairs.clear();
                continue;
            }
            remember(pairs, z, next, g, nextGradient);
            z = next;
            g = nextGradient;
            value = nextValue;
        }
        boolean spent = problem.evaluations() >= maxEvaluations;
        return problem.optimum(
                z, value, !spent, spent ? "the evaluations are spent" : "no step along the gradient goes down further");
    }

    private static double slope(double[] g, double[] from, double[] to) {
        double sum = 0;
        for (int p = 0; p < g.length; p++) {
            sum += g[p] * (to[p] - from[p]);
        }
        return sum;
    }

    /** The two-loop recursion, on the free parameters. */
    private static double[] direction(Deque<Pair> pairs, double[] g, boolean[] free) {
        double[] q = new double[g.length];
        for (int p = 0; p < q.length; p++) {
            q[p] = free[p] ? -g[p] : 0;
        }
        double[] alpha = new double[pairs.size()];
        int i = 0;
        for (Pair pair : pairs) {
            alpha[i] = dot(pair.step(), q) / pair.curvature();
            add(-alpha[i], pair.change(), q, free);
            i++;
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getFirst();
            double scale = last.curvature() / dot(last.change(), last.change());
            for (int p = 0; p < q.length; p++) {
                q[p] *= scale;
            }
        }
        Iterator<Pair> oldestFirst = pairs.descendingIterator();
        while (oldestFirst.hasNext()) {
            Pair pair = oldestFirst.next();
            i--;
            double beta = dot(pair.change(), q) / pair.curvature();
            add(alpha[i] - beta, pair.step(), q, free);
        }
        return q;
    }

    private static void remember(Deque<Pair> pairs, double[] from, double[] to, double[] before, double[] after) {
        double[] step = new double[from.length];
        double[] change = new double[from.length];
        for (int p = 0; p < step.length; p++) {
            step[p] = to[p] - from[p];
            change[p] = after[p] - before[p];
        }
        double curvature = dot(step, change);
        if (curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) {
            pairs.addFirst(new Pair(step, change, curvature));
            if (pairs.size() > MEMORY) {
                pairs.removeLast();
            }
        }
    }

    private static void add(double x, double[] v, double[] y, boolean[] free) {
        for (int p = 0; p < y.length; p++) {
            y[p] += free[p] ? x * v[p] : 0;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            sum += a[p] * b[p];
        }
        return sum;
    }
}
