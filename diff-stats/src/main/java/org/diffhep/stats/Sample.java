package org.diffhep.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process in one channel: its nominal expected yields and what modifies them.
 *
 * @param name name, unique in the channel; samples of one name in several channels need not be related
 * @param nominal expected events per bin (copied in and out)
 * @param modifiers modifiers; each (name, type) at most once
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record Sample(String name, double[] nominal, List<Modifier> modifiers) {
    /**
     * Copies the arrays and checks the lengths of the modifiers.
     *
     * @throws InvalidModelException if there are no bins, a yield is not finite, or a modifier's length differs
     */
    public Sample {
        nominal = nominal.clone();
        modifiers = List.copyOf(modifiers);
        if (nominal.length == 0) {
            throw new InvalidModelException("sample '" + name + "' has no bins");
        }
        Numbers.requireFinite(nominal, "sample '" + name + "'", "yield");
        for (Modifier modifier : modifiers) {
            int length = modifier.binCount();
            if (length >= 0 && length != nominal.length) {
                throw new InvalidModelException("sample '" + name + "': " + modifier.type() + " '" + modifier.name()
                        + "' has " + length + " bins, but the sample has " + nominal.length);
            }
        }
    }

    /**
     * A sample without modifiers.
     *
     * @param name name
     * @param nominal expected events per bin
     */
    public static Sample of(String name, double... nominal) {
        return new Sample(name, nominal, List.of());
    }

    /** With these modifiers, after those that it has. */
    public Sample with(Modifier... added) {
        List<Modifier> all = new ArrayList<>(modifiers);
        all.addAll(List.of(added));
        return new Sample(name, nominal, all);
    }

    @Override
    public double[] nominal() {
        return nominal.clone();
    }

    /** The yields themselves, only to be read. */
    double[] sharedNominal() {
        return nominal;
    }

    /** Number of bins. */
    public int bins() {
        return nominal.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sample s
                && name.equals(s.name)
                && Arrays.equals(nominal, s.nominal)
                && modifiers.equals(s.modifiers);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + Arrays.hashCode(nominal)) + modifiers.hashCode();
    }
}
