package org.diffhep.stats;

import java.util.Arrays;

/**
 * A data set of a model: events in all bins, and the auxiliary measurements of the constrained parameters.
 *
 * @param main events per bin, channels in the model's order (copied in and out)
 * @param auxiliary auxiliary data, constrained parameters in the model's order (copied in and out)
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record Data(double[] main, double[] auxiliary) {
    /**
     * Copies the arrays.
     *
     * @throws InvalidModelException if an entry of {@code main} is negative, or any entry is not finite
     */
    public Data {
        main = main.clone();
        auxiliary = auxiliary.clone();
        Numbers.requireFinite(main, "data", "number of events");
        Numbers.requireFinite(auxiliary, "auxiliary data", "value");
        for (int b = 0; b < main.length; b++) {
            if (main[b] < 0) {
                throw new InvalidModelException("data: bin " + b + " holds " + main[b] + " events");
            }
        }
    }

    @Override
    public double[] main() {
        return main.clone();
    }

    @Override
    public double[] auxiliary() {
        return auxiliary.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Data d && Arrays.equals(main, d.main) && Arrays.equals(auxiliary, d.auxiliary);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(main) + Arrays.hashCode(auxiliary);
    }
}
