package org.diffhep.autodiff.optimise;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.Parameter;

/** A function of parameters in units of their scales, which counts its evaluations. */
final class ScaledFunction {
    private final SmoothFunction function;
    private final List<Parameter> parameters;
    private int evaluations;

    ScaledFunction(SmoothFunction function, List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("there is no parameter to optimise");
        }
        this.function = function;
        this.parameters = parameters;
    }

    double[] start() {
        return parameters.stream().mapToDouble(p -> p.start() / p.scale()).toArray();
    }

    double evaluate(double[] z, double[] gradient) {
        evaluations++;
        double value = function.valueAndGradient(values(z), gradient);
        for (int p = 0; p < gradient.length && Double.isFinite(value); p++) {
            if (!Double.isFinite(gradient[p])) {
                throw new IllegalArgumentException(
                        "the derivative with respect to " + parameters.get(p).name() + " is " + gradient[p]);
            }
            gradient[p] *= parameters.get(p).scale();
        }
        return value;
    }

    private double[] values(double[] z) {
        double[] values = new double[z.length];
        for (int p = 0; p < z.length; p++) {
            values[p] = parameters.get(p).clamp(z[p] * parameters.get(p).scale());
        }
        return values;
    }

    double[][] hessian(TwiceDifferentiable twice, double[] z) {
        double[][] hessian = twice.hessian(values(z));
        for (int p = 0; p < z.length; p++) {
            for (int q = 0; q < z.length; q++) {
                hessian[p][q] *= parameters.get(p).scale() * parameters.get(q).scale();
            }
        }
        return hessian;
    }

    /** How far each parameter can move by a distance, of either sign, until its bound. */
    double[] room(double[] z, double distance) {
        double[] room = new double[z.length];
        for (int p = 0; p < z.length; p++) {
            room[p] = clamp(p, z[p] + distance) - z[p];
        }
        return room;
    }

    void requireDefined(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the function is " + value + " at the starting values");
        }
    }

    double clamp(int p, double z) {
        Parameter parameter = parameters.get(p);
        return parameter.clamp(z * parameter.scale()) / parameter.scale();
    }

    boolean[] free(double[] z, double[] g) {
        boolean[] free = new boolean[z.length];
        for (int p = 0; p < z.length; p++) {
            double scale = parameters.get(p).scale();
            boolean low = z[p] * scale <= parameters.get(p).lower() && g[p] > 0;
            boolean high = z[p] * scale >= parameters.get(p).upper() && g[p] < 0;
            free[p] = !low && !high;
        }
        return free;
    }

    double projectedGradient(double[] g, boolean[] free) {
        double largest = 0;
        for (int p = 0; p < g.length; p++) {
            largest = free[p] ? Math.max(largest, Math.abs(g[p])) : largest;
        }
        return largest;
    }

    int evaluations() {
        return evaluations;
    }

    Optimum optimum(double[] z, double value, boolean converged, String message) {
        List<Double> at = new ArrayList<>();
        for (double x : values(z)) {
            at.add(x);
        }
        return new Optimum(at, value, evaluations, converged, message);
    }
}
