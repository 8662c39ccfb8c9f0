package org.diffhep.stats.internal;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Minimises −ln L within bounds: Newton steps with the exact Hessian, an active set for the bounds, and
 * Levenberg-Marquardt damping wherever the Hessian is not positive definite or a step does not descend. Far from the
 * minimum the Gauss-Newton Hessian takes its place; for a model with many more parameters than bins its systems are
 * solved in the space of the bins.
 */
public final class Minimiser {
    /** Estimated distance to the minimum, in units of −ln L, below which a fit has converged. */
    public static final double EDM_TOLERANCE = 1e-14;

    /** The same, where rounding stops the descent. */
    private static final double EDM_AT_ROUNDING = 1e-8;

    /**
     * A predicted decrease of −ln L beyond which the second derivatives of the yields are left out of the Hessian: far
     * from the minimum they make it indefinite, and near it they are needed to converge.
     */
    private static final double FAR = 1;

    /** The same where steps without them are cheap, because their systems are solved in the space of the bins. */
    private static final double FAR_IN_BIN_SPACE = 0.1;

    /** A predicted decrease below which the factor of the full Hessian is kept for the steps that follow. */
    private static final double CLOSE = 0.1;

    /** What a step with a kept factor must gain: a digit of the distance to the minimum in −ln L. */
    private static final double SHRINKS = 0.1;

    /** With a kept factor, the estimated distance to the minimum after the last step, which is not evaluated. */
    private static final double EDM_AFTER_LAST_STEP = 1e-20;

    /** A predicted decrease below which the full Hessian is used whatever it is like. */
    private static final double NEAR = 1e-6;

    /** Times that an indefinite Hessian is replaced by the Gauss-Newton one before it is damped instead. */
    private static final int MAX_FALLBACKS = 6;

    private static final int MAX_ITERATIONS = 300;

    /** Squared distance in standard deviations, and rise of −ln L, at which a descent has come to a minimum that is known. */
    private static final double SAME_MINIMUM = 0.25;

    /** Stands for no minimum that is known. */
    public static final double[] NONE_KNOWN = {};

    private static final double SMALLEST_DAMPING = 1e-7;
    private static final double LARGEST_DAMPING = 1e15;

    private final Evaluator evaluator;
    private final NewtonSystem newton;
    private final Optional<BinSpaceSystem> binSpace;
    private final QuasiNewton quasiNewton;
    private final double far;
    /** What the last derivatives are for. */
    private StepSystem system;

    private final int count;
    private final double[] x;
    private final double[] trial;
    private final double[] step;
    private final double[] scale;
    private final double[] rhs;
    private final double[] product;
    private final double[] fromKnown;
    private final boolean[] moves;
    private final boolean[] clipped;
    /** What did not move at the beginning of the last step. */
    private final boolean[] rested;

    private double value;
    private double edm;
    private int iterations;
    private boolean converged;
    private boolean joined;

    /**
     * For the fits of one evaluator.
     *
     * @param evaluator evaluator with its data set
     */
    public Minimiser(Evaluator evaluator) {
        this.evaluator = evaluator;
        newton = new NewtonSystem(evaluator);
        system = newton;
        CompiledModel model = evaluator.model;
        binSpace =
                2 * model.bins() < model.globals.length ? Optional.of(new BinSpaceSystem(evaluator)) : Optional.empty();
        far = binSpace.isPresent() ? FAR_IN_BIN_SPACE : FAR;
        count = evaluator.model.parameters();
        quasiNewton = new QuasiNewton(count);
        x = new double[count];
        trial = new double[count];
        step = new double[count];
        scale = new double[count];
        rhs = new double[count];
        product = new double[count];
        fromKnown = new double[count];
        moves = new boolean[count];
        clipped = new boolean[count];
        rested = new boolean[count];
    }

    /**
     * Minimises. Afterwards the evaluator holds gradient and Hessian of a point within {@link #EDM_TOLERANCE} of the
     * one found.
     *
     * @param start where to begin; moved into the bounds
     * @param free parameters to vary; others stay at their start, even outside their bounds
     * @return whether a minimum was found
     */
    public boolean minimise(double[] start, boolean[] free) {
        return minimise(start, free, NONE_KNOWN, 0);
    }

    /**
     * As {@link #minimise(double[], boolean[])}.
     *
     * @param near whether the minimum is believed to be near, as where the problem has changed little since the last
     *     descent: then the first step is with the full Hessian
     */
    public boolean minimise(double[] start, boolean[] free, boolean near) {
        return descend(start, free, NONE_KNOWN, 0, near);
    }

    /**
     * As {@link #minimise(double[], boolean[])}, but ends, without a minimum of its own, as soon as it has come to one
     * that is known: see {@link #joined()}.
     *
     * @param known a minimum with the same parameters held, or {@link #NONE_KNOWN}
     * @param knownValue its {@link #value()}
     */
    public boolean minimise(double[] start, boolean[] free, double[] known, double knownValue) {
        return descend(start, free, known, knownValue, false);
    }

    private boolean descend(double[] start, boolean[] free, double[] known, double knownValue, boolean beginsNear) {
        double[] lower = evaluator.model.lower;
        double[] upper = evaluator.model.upper;
        for (int i = 0; i < count; i++) {
            x[i] = free[i] ? Math.max(lower[i], Math.min(upper[i], start[i])) : start[i];
        }
        converged = false;
        joined = false;
        edm = Double.POSITIVE_INFINITY;
        iterations = 0;
        boolean full = beginsNear;
        boolean near = false;
        int fallbacks = 0;
        value = evaluate(x, full);
        if (!Double.isFinite(value) || isKnown(x, known, knownValue)) {
            return false;
        }
        double lambda = 0;
        int atRounding = 0;
        while (iterations < MAX_ITERATIONS) {
            iterations++;
            chooseMoving(free);
            boolean factored = system.factor(moves, scale, lambda);
            if (!factored && full && !near) {
                full = false;
                evaluate(x, full);
                // Gauss-Newton converges slowly where the residuals are large: damp the full Hessian after a while.
                near = ++fallbacks >= MAX_FALLBACKS;
                factored = system.factor(moves, scale, lambda);
            }
            if (!factored) {
                lambda = factorDamped(lambda);
            }
            if (lambda > LARGEST_DAMPING) {
                break;
            }
            for (int i = 0; i < count; i++) {
                rhs[i] = -evaluator.gradient[i];
            }
            system.solve(rhs, step);
            if (!full && 0.5 * dot(rhs, step) < NEAR) {
                near = true;
                full = true;
                evaluate(x, full);
                continue;
            }
            // A damped step says nothing of the distance to the minimum.
            edm = full && lambda <= SMALLEST_DAMPING ? 0.5 * dot(rhs, step) : Double.POSITIVE_INFINITY;
            clipToBounds(lambda);
            if (edm < EDM_TOLERANCE) {
                // The last step is taken on trust: it squares the distance, which derivatives of objectives profit
                // from.
                System.arraycopy(trial, 0, x, 0, count);
                converged = true;
                return true;
            }
            double predicted = predictedDecrease();
            if (!(predicted > 0)) {
                lambda = Math.max(8 * lambda, 1e-2);
                continue;
            }
            boolean rounding = predicted < 1e-12 * (1 + Math.abs(value));
            if (rounding && ++atRounding > 4) {
                converged = edm < EDM_AT_ROUNDING * (1 + Math.abs(value));
                return converged;
            }
            if (isKnown(trial, known, knownValue)) {
                return false;
            }
            if (full && lambda == 0 && !rounding && predicted < CLOSE && !anyClipped()) {
                double last = value;
                if (finish(free)) {
                    return true;
                }
                lambda = value < last ? 0 : 1e-2;
                continue;
            }
            double before = value;
            boolean nextFull = full || predicted < far;
            double next = evaluate(trial, nextFull);
            double ratio = (before - next) / predicted;
            boolean accept = Double.isFinite(next)
                    && (rounding ? next <= before + 1e-12 * (1 + Math.abs(before)) : ratio > 1e-4);
            if (accept) {
                System.arraycopy(trial, 0, x, 0, count);
                value = next;
                full = nextFull;
                if (rounding || ratio > 0.75) {
                    lambda = lambda < 1e-2 ? 0 : lambda / 20;
                } else if (ratio < 0.25) {
                    lambda = Math.max(4 * lambda, 1e-2);
                }
            } else {
                lambda = Math.max(8 * lambda, 1e-2);
                evaluate(x, full);
                if (lambda > LARGEST_DAMPING) {
                    break;
                }
            }
        }
        converged = edm < EDM_AT_ROUNDING;
        return converged;
    }

    /**
     * Goes on from {@link #trial} with the last factor and new gradients, for as long as each step is much shorter than
     * the one before. A Hessian and its factor cost as much as several gradients.
     *
     * @return whether the minimum is found; if not, the evaluator has the Hessian of where this ended
     */
    private boolean finish(boolean[] free) {
        quasiNewton.clear();
        while (!quasiNewton.isFull()) {
            double next = evaluator.valueAndGradient(trial);
            if (!(next <= value + 1e-12 * (1 + Math.abs(value)))) {
                break;
            }
            iterations++;
            System.arraycopy(trial, 0, x, 0, count);
            value = next;
            for (int i = 0; i < count; i++) {
                product[i] = -evaluator.gradient[i];
            }
            quasiNewton.add(step, rhs, product);
            System.arraycopy(product, 0, rhs, 0, count);
            quasiNewton.solve(system, rhs, step);
            double before = edm;
            edm = 0.5 * dot(rhs, step);
            if (!(edm >= 0 && edm < SHRINKS * before) || !staysInside(free)) {
                break;
            }
            if (edm < EDM_TOLERANCE && edm * edm < EDM_AFTER_LAST_STEP * before) {
                System.arraycopy(trial, 0, x, 0, count);
                converged = true;
                return true;
            }
        }
        value = evaluate(x, true);
        return false;
    }

    /** Sets the trial point, and says whether the same bounds hold it and no other is met. */
    private boolean staysInside(boolean[] free) {
        double[] lower = evaluator.model.lower;
        double[] upper = evaluator.model.upper;
        for (int i = 0; i < count; i++) {
            trial[i] = x[i] + step[i];
            double g = evaluator.gradient[i];
            boolean leaves = moves[i] && (trial[i] < lower[i] || trial[i] > upper[i]);
            boolean returns = free[i] && !moves[i] && (x[i] <= lower[i] ? g < 0 : x[i] >= upper[i] ? g > 0 : g != 0);
            if (leaves || returns) {
                return false;
            }
        }
        return true;
    }

    private boolean anyClipped() {
        for (boolean c : clipped) {
            if (c) {
                return true;
            }
        }
        return false;
    }

    /** Value and derivatives at a point, with the full Hessian or the Gauss-Newton one. */
    private double evaluate(double[] point, boolean full) {
        if (full) {
            system = newton;
            return evaluator.valueGradientHessian(point);
        }
        if (binSpace.isEmpty()) {
            system = newton;
            return evaluator.valueGradientGaussNewton(point);
        }
        system = binSpace.get();
        double result = evaluator.valueGradientJacobian(point);
        binSpace.get().load(point);
        return result;
    }

    /** Whether a point, at which the system was made or where it leads to, belongs to the minimum that is known. */
    private boolean isKnown(double[] point, double[] known, double knownValue) {
        if (known.length > 0) {
            for (int i = 0; i < count; i++) {
                fromKnown[i] = point[i] - known[i];
            }
            system.multiply(fromKnown, product);
            double distance = dot(fromKnown, product);
            joined = distance >= 0 && distance < SAME_MINIMUM && evaluator.value(point) < knownValue + SAME_MINIMUM;
        }
        return joined;
    }

    /** Leaves out what is held, sits on a bound that it is pushed against, or does not matter at this point. */
    private void chooseMoving(boolean[] free) {
        double[] lower = evaluator.model.lower;
        double[] upper = evaluator.model.upper;
        system.diagonal(scale);
        for (int i = 0; i < count; i++) {
            double g = evaluator.gradient[i];
            boolean held = (x[i] <= lower[i] && g >= 0) || (x[i] >= upper[i] && g <= 0);
            boolean idle = g == 0 && scale[i] == 0;
            moves[i] = free[i] && !held && !idle;
            rested[i] = !moves[i];
            scale[i] = Math.max(Math.abs(scale[i]), 1e-10);
        }
    }

    /** Raises the damping until the matrix can be factored. */
    private double factorDamped(double lambda) {
        double damping = lambda;
        do {
            damping = Math.max(100 * damping, SMALLEST_DAMPING);
        } while (damping <= LARGEST_DAMPING && !system.factor(moves, scale, damping));
        return damping;
    }

    /**
     * Where the step leaves the bounds, puts those parameters on their bounds and solves again for the others; then
     * sets the trial point.
     */
    private void clipToBounds(double lambda) {
        double[] lower = evaluator.model.lower;
        double[] upper = evaluator.model.upper;
        Arrays.fill(clipped, false);
        boolean[] moving = moves;
        for (int round = 0; round < 8; round++) {
            boolean any = false;
            for (int i = 0; i < count; i++) {
                double to = x[i] + step[i];
                if (moving[i] && (to < lower[i] || to > upper[i])) {
                    clipped[i] = true;
                    moving[i] = false;
                    trial[i] = to < lower[i] ? lower[i] : upper[i];
                    any = true;
                }
            }
            if (!any) {
                break;
            }
            // (H + λS) restricted: b = −g − H d of the clipped
            for (int i = 0; i < count; i++) {
                rhs[i] = clipped[i] ? trial[i] - x[i] : 0;
            }
            system.multiply(rhs, product);
            for (int i = 0; i < count; i++) {
                product[i] = -evaluator.gradient[i] - product[i];
            }
            if (!system.factor(moving, scale, lambda)) {
                break;
            }
            system.solve(product, step);
        }
        for (int i = 0; i < count; i++) {
            if (clipped[i]) {
                step[i] = trial[i] - x[i];
            } else {
                double to = x[i] + step[i];
                trial[i] = moving[i] ? Math.max(lower[i], Math.min(upper[i], to)) : x[i];
                step[i] = trial[i] - x[i];
            }
        }
    }

    private double predictedDecrease() {
        system.multiply(step, product);
        return -dot(evaluator.gradient, step) - 0.5 * dot(product, step);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The point found; a copy. */
    public double[] point() {
        return x.clone();
    }

    /** Writes the point found. */
    public void writePoint(double[] out) {
        System.arraycopy(x, 0, out, 0, count);
    }

    /** Value at the point found, without the evaluator's constant. */
    public double value() {
        return value;
    }

    /** Estimated distance to the minimum in units of −ln L: half of gᵀ H⁻¹ g over parameters not held by a bound. */
    public double edm() {
        return edm;
    }

    /** Whether the last descent ended because it came to the minimum that was known. */
    public boolean joined() {
        return joined;
    }

    /** Newton iterations taken. */
    public int iterations() {
        return iterations;
    }

    /**
     * The free parameters on a bound that do not matter at the point found. Where they can matter next to it, as two factors
     * of one sample that are both 0, the point need not be a minimum.
     */
    public int[] idleOnBound(boolean[] free) {
        CompiledModel model = evaluator.model;
        return IntStream.range(0, count)
                .filter(p ->
                        free[p] && evaluator.gradient[p] == 0 && (x[p] == model.lower[p] || x[p] == model.upper[p]))
                .toArray();
    }

    /** Whether a minimum was found. */
    public boolean converged() {
        return converged;
    }

    /**
     * Parameters that a bound holds: they rested on it, or the last step would have left it. One whose last step, of the
     * size of rounding, ends on the bound by itself has its minimum just there and is not held.
     *
     * @param free those that were varied
     */
    public boolean[] heldByBound(boolean[] free) {
        boolean[] held = new boolean[count];
        for (int i = 0; i < count; i++) {
            boolean onBound = x[i] <= evaluator.model.lower[i] || x[i] >= evaluator.model.upper[i];
            held[i] = free[i] && onBound && (rested[i] || clipped[i]);
        }
        return held;
    }

    /** The largest component of the gradient that could still descend, in units of −ln L. */
    public double projectedGradient(boolean[] free) {
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double g = evaluator.gradient[i];
            boolean held = (x[i] <= evaluator.model.lower[i] && g >= 0) || (x[i] >= evaluator.model.upper[i] && g <= 0);
            if (free[i] && !held) {
                largest = Math.max(largest, Math.abs(g));
            }
        }
        return largest;
    }
}
