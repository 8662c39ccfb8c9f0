package org.diffhep.bench;

/** The median discovery significance of bins, Z = √(2 Σ [(s + b) ln(1 + s/b) − s]) (Cowan, Cranmer, Gross, Vitells, arXiv:1007.1727, eq. 97). */
final class Significance {

    private Significance() {}

    /**
     * Z of some slots, and its derivatives: ∂Z/∂s = ln(1 + s/b)/Z, ∂Z/∂b = (ln(1 + s/b) − s/b)/Z.
     *
     * @param first slot that counts
     * @param bins how many slots count
     * @param toSignal where to write the derivatives
     * @throws ArithmeticException if a bin expects no background
     */
    static double evaluate(double[] s, double[] b, int first, int bins, double[] toSignal, double[] toBackground) {
        double half = 0;
        for (int at = first; at < first + bins; at++) {
            if (!(b[at] > 0)) {
                throw new ArithmeticException(
                        "bin " + (at - first + 1) + " of " + bins + " expects no background; take more events");
            }
            double ratio = s[at] / b[at];
            half += (s[at] + b[at]) * Math.log1p(ratio) - s[at];
            toSignal[at] = Math.log1p(ratio);
            toBackground[at] = Math.log1p(ratio) - ratio;
        }
        double z = Math.sqrt(2 * half);
        for (int at = first; at < first + bins; at++) {
            toSignal[at] /= z;
            toBackground[at] /= z;
        }
        return z;
    }
}
