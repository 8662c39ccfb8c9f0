package org.diffhep.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;

/** A source of uncertainty: one nuisance parameter, correlated over all regions and samples it acts on. */
public sealed interface Systematic {

    /** Name of the nuisance parameter. */
    String name();

    /** The samples it acts on; empty for all. */
    List<String> samples();

    /** Whether it acts on a sample. */
    default boolean actsOn(String sample) {
        return samples().isEmpty() || samples().contains(sample);
    }

    /** The same systematic with some expressions replaced. */
    Systematic substitute(Map<Expr, Expr> replacements);

    /**
     * A change of normalisation only.
     *
     * @param up factor on the yield at +1σ
     * @param down factor on the yield at −1σ
     */
    record Normalisation(String name, double up, double down, List<String> samples) implements Systematic {

        public Normalisation {
            samples = List.copyOf(samples);
            if (!(up > 0 && down > 0)) {
                throw new IllegalArgumentException(
                        "systematic " + name + ": factors " + up + " and " + down + " must be positive");
            }
        }

        @Override
        public Systematic substitute(Map<Expr, Expr> replacements) {
            return this;
        }
    }

    /**
     * A change of the event weight.
     *
     * @param up factor on the weight at +1σ, an event value or a number
     * @param down factor on the weight at −1σ
     */
    record Weight(String name, Expr up, Expr down, List<String> samples) implements Systematic {

        public Weight {
            samples = List.copyOf(samples);
        }

        @Override
        public Systematic substitute(Map<Expr, Expr> replacements) {
            return new Weight(name, up.substitute(replacements), down.substitute(replacements), samples);
        }
    }

    /**
     * A change of the events themselves, by replacing expressions wherever they occur; symmetrised: the effect at −1σ is
     * the mirror image of that at +1σ.
     *
     * @param up what replaces what at +1σ
     */
    record Substitution(String name, Map<Expr, Expr> up, List<String> samples) implements Systematic {

        public Substitution {
            up = Map.copyOf(up);
            samples = List.copyOf(samples);
        }

        @Override
        public Systematic substitute(Map<Expr, Expr> replacements) {
            Map<Expr, Expr> changed = new HashMap<>();
            up.forEach((from, to) -> changed.put(from.substitute(replacements), to.substitute(replacements)));
            return new Substitution(name, changed, samples);
        }
    }

    /** A normalisation uncertainty of all samples, given as a fraction. */
    static Systematic normalisation(String name, double fraction) {
        return new Normalisation(name, 1 + fraction, 1 - fraction, List.of());
    }

    /** A weight uncertainty of some samples, or of all if none is named. */
    static Systematic weight(String name, Expr up, Expr down, String... samples) {
        return new Weight(name, up, down, List.of(samples));
    }

    /** A symmetrised change of a column of all samples. */
    static Systematic replacing(String name, Expr column, Expr by) {
        return new Substitution(name, Map.of(column, by), List.of());
    }
}
