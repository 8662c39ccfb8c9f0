package org.diffhep.autodiff.engine;

import org.diffhep.autodiff.Primitive;

/** The function x·exp(−scale·y²), as a user might add it. */
public record TestPrimitive(double scale) implements Primitive {

    @Override
    public String name() {
        return "damped";
    }

    @Override
    public int inputs() {
        return 2;
    }

    @Override
    public void values(double[][] in, double[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = in[0][i] * Math.exp(-scale * in[1][i] * in[1][i]);
        }
    }

    @Override
    public void slopes(double[][] in, double[] out, double[][] slopes, int n) {
        for (int i = 0; i < n; i++) {
            slopes[0][i] = Math.exp(-scale * in[1][i] * in[1][i]);
            slopes[1][i] = -2 * scale * in[1][i] * out[i];
        }
    }
}
