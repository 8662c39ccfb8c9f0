package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sums of some expressions over all events, and over all objects, or members of a sub-collection, for object values: yields.
 *
 * @param label what errors call it
 * @param inputs one sum for each; scalars count once for each event
 */
public record Total(String label, List<Expr> inputs) implements Reduction {

    public Total {
        List<Expr> lifted = new ArrayList<>();
        inputs.forEach(input -> lifted.add(input.forEachEvent().withMask()));
        inputs = List.copyOf(lifted);
    }

    /** The sum of one expression. */
    public static Total of(String label, Expr input) {
        return new Total(label, List.of(input));
    }

    @Override
    public int size() {
        return inputs.size();
    }

    @Override
    public Sweep sweep(Relaxation relaxation) {
        return new Sums();
    }

    private final class Sums implements Sweep {

        @Override
        public int partials() {
            return inputs.size();
        }

        @Override
        public void accumulate(Block block, double[] partial, int at) {
            for (int k = 0; k < inputs.size(); k++) {
                partial[at + k] += sum(block.values(k), block.count(k));
            }
        }

        @Override
        public void accumulate(Block block, Tangents tangents, double[] partial, int at, int stride) {
            accumulate(block, partial, at);
            for (int parameter = 0; parameter < tangents.parameters(); parameter++) {
                int to = at + (parameter + 1) * stride;
                for (int k = 0; k < inputs.size(); k++) {
                    if (tangents.varies(k, parameter)) {
                        partial[to + k] += sum(tangents.tangent(k, parameter), block.count(k));
                    }
                }
            }
        }

        private static double sum(double[] values, int n) {
            double total = 0;
            for (int i = 0; i < n; i++) {
                total += values[i];
            }
            return total;
        }

        @Override
        public double[] finish(double[] partial, int from) {
            return Arrays.copyOfRange(partial, from, from + inputs.size());
        }

        @Override
        public PullBack pullBack(double[] cotangents) {
            double[] mine = cotangents.clone();
            return block -> {
                for (int k = 0; k < mine.length; k++) {
                    if (block.wantsGradient(k)) {
                        double[] adjoint = block.adjoint(k);
                        for (int i = 0; i < block.count(k); i++) {
                            adjoint[i] += mine[k];
                        }
                    }
                }
            };
        }
    }
}
