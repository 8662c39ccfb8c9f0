package org.diffhep.autodiff.optimise;

import java.util.List;
import org.diffhep.autodiff.Parameter;

/**
 * Adam (Kingma and Ba, arXiv:1412.6980) on parameters with bounds: steps are taken in units of each parameter's scale, and
 * a step that would leave the bounds ends on them. Minimises.
 *
 * <p>Mutable: one instance is one run.
 */
public final class Adam {

    private static final double FIRST_DECAY = 0.9;
    private static final double SECOND_DECAY = 0.99;
    private static final double TINY = 1e-12;

    private final List<Parameter> parameters;
    private final double[] mean;
    private final double[] square;
    private int steps;

    /** A run over some parameters. */
    public Adam(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.mean = new double[parameters.size()];
        this.square = new double[parameters.size()];
    }

    /**
     * The next point.
     *
     * @param at where the gradient was taken
     * @param gradient of what is minimised
     * @param learningRate length of a step, in scales
     * @throws IllegalArgumentException if a derivative is not finite
     */
    public double[] step(double[] at, double[] gradient, double learningRate) {
        steps++;
        double[] next = at.clone();
        for (int i = 0; i < at.length; i++) {
            Parameter parameter = parameters.get(i);
            double slope = gradient[i] * parameter.scale();
            if (!Double.isFinite(slope)) {
                throw new IllegalArgumentException(
                        "the derivative with respect to " + parameter.name() + " is " + gradient[i]);
            }
            mean[i] = FIRST_DECAY * mean[i] + (1 - FIRST_DECAY) * slope;
            square[i] = SECOND_DECAY * square[i] + (1 - SECOND_DECAY) * slope * slope;
            double m = mean[i] / (1 - Math.pow(FIRST_DECAY, steps));
            double s = square[i] / (1 - Math.pow(SECOND_DECAY, steps));
            double change = learningRate * m / (Math.sqrt(s) + TINY);
            next[i] = parameter.clamp(at[i] - change * parameter.scale());
        }
        return next;
    }
}
