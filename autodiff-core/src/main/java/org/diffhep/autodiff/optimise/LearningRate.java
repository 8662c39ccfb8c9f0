package org.diffhep.autodiff.optimise;

/**
 * The length of a step of gradient descent, in scales of the parameters, as a function of how far the run is.
 *
 * <p>Values, so that two runs can be told apart by what they were set to.
 */
public sealed interface LearningRate {

    /**
     * The rate of a step.
     *
     * @param step from 0
     * @param steps how many are planned, at least 1
     */
    double at(int step, int steps);

    /** The same at each step. */
    static LearningRate constant(double rate) {
        return new Constant(rate);
    }

    /** From a first rate along half a cosine to a share of it (Loshchilov and Hutter, arXiv:1608.03983, without restarts). */
    static LearningRate cosine(double first, double share) {
        return new Cosine(first, share);
    }

    /** From a first rate, by the same factor at each step, to a share of it. */
    static LearningRate exponential(double first, double share) {
        return new Exponential(first, share);
    }

    /** The same schedule after some steps in which the rate grows linearly from nothing. */
    default LearningRate warmUp(int warmSteps) {
        return new WarmUp(this, warmSteps);
    }

    /** See {@link LearningRate#constant}. */
    record Constant(double rate) implements LearningRate {
        /** @throws IllegalArgumentException if the rate is not positive and finite */
        public Constant {
            requirePositive(rate);
        }

        @Override
        public double at(int step, int steps) {
            return rate;
        }
    }

    /** See {@link LearningRate#cosine}. */
    record Cosine(double first, double share) implements LearningRate {
        /** @throws IllegalArgumentException if the rate is not positive and finite, or the share is outside of (0, 1] */
        public Cosine {
            requirePositive(first);
            requireShare(share);
        }

        @Override
        public double at(int step, int steps) {
            double cosine = 0.5 * (1 + Math.cos(Math.PI * step / steps));
            return first * (share + (1 - share) * cosine);
        }
    }

    /** See {@link LearningRate#exponential}. */
    record Exponential(double first, double share) implements LearningRate {
        /** @throws IllegalArgumentException if the rate is not positive and finite, or the share is outside of (0, 1] */
        public Exponential {
            requirePositive(first);
            requireShare(share);
        }

        @Override
        public double at(int step, int steps) {
            return first * Math.pow(share, (double) step / steps);
        }
    }

    /** See {@link LearningRate#warmUp}. */
    record WarmUp(LearningRate then, int warmSteps) implements LearningRate {
        /** @throws IllegalArgumentException if there is not one step at least */
        public WarmUp {
            if (warmSteps < 1) {
                throw new IllegalArgumentException("a warm-up of " + warmSteps + " steps: 1 or more are needed");
            }
        }

        @Override
        public double at(int step, int steps) {
            return step < warmSteps
                    ? then.at(0, steps) * (step + 1) / (warmSteps + 1)
                    : then.at(step - warmSteps, Math.max(1, steps - warmSteps));
        }
    }

    private static void requirePositive(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("learning rate " + rate + " is not a positive number");
        }
    }

    private static void requireShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("the last learning rate is " + share + " of the first: not in (0, 1]");
        }
    }
}
