package org.diffhep.stats.internal;

/**
 * Steps with a factor that is kept while the point moves on: what gradients at the points since then say of the change
 * of the Hessian is added to it by updates of Broyden, Fletcher, Goldfarb and Shanno, in the two-loop form of Nocedal,
 * Math. Comp. 35 (1980) 773.
 */
final class QuasiNewton {
    private static final int PAIRS = 8;

    /** Differences of points and of gradients, the oldest first. */
    private final double[][] moved;

    private final double[][] turned;
    private final double[] inverseProduct = new double[PAIRS];
    private final double[] along = new double[PAIRS];
    private final double[] rest;
    private int count;

    QuasiNewton(int parameters) {
        moved = new double[PAIRS][parameters];
        turned = new double[PAIRS][parameters];
        rest = new double[parameters];
    }

    /** Forgets all points. */
    void clear() {
        count = 0;
    }

    /** Whether no further point can be taken in. */
    boolean isFull() {
        return count == PAIRS;
    }

    /**
     * Takes in a step.
     *
     * @param step from the last point to this, zero where a parameter does not move
     * @param before gradient at the last point, with its sign turned
     * @param after gradient at this, with its sign turned
     */
    void add(double[] step, double[] before, double[] after) {
        double product = 0;
        double[] s = moved[count];
        double[] y = turned[count];
        for (int i = 0; i < step.length; i++) {
            s[i] = step[i];
            y[i] = before[i] - after[i];
            product += s[i] * y[i];
        }
        if (product > 0) {
            inverseProduct[count++] = 1 / product;
        }
    }

    /** Writes the step that solves for a right-hand side. */
    void solve(StepSystem system, double[] rhs, double[] out) {
        if (count == 0) {
            system.solve(rhs, out);
            return;
        }
        System.arraycopy(rhs, 0, rest, 0, rest.length);
        for (int k = count - 1; k >= 0; k--) {
            along[k] = inverseProduct[k] * Dense.dot(moved[k], rest, rest.length);
            Dense.addMultiple(-along[k], turned[k], rest, rest.length);
        }
        system.solve(rest, out);
        for (int k = 0; k < count; k++) {
            double back = inverseProduct[k] * Dense.dot(turned[k], out, out.length);
            Dense.addMultiple(along[k] - back, moved[k], out, out.length);
        }
    }
}
