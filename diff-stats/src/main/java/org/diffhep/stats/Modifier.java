package org.diffhep.stats;

import java.util.Arrays;

/**
 * What changes a sample's expected yields, with the parameter (or set of parameters) of the same name. Modifiers that
 * share a name share their parameters.
 */
public sealed interface Modifier {
    /** Name of the modifier and of its parameter. */
    String name();

    /** What constrains the factors of a {@link StatError}. */
    enum StatConstraint {
        /** Normal(1 | γ, 1/√τ), as pyhf has it. */
        NORMAL,
        /** Pois(τ | γτ), as ROOT's HistFactory has it unless told otherwise; pyhf's format has no word for it. */
        POISSON
    }

    /** The name of the type in pyhf's JSON. */
    String type();

    /** Number of bins that its data has, or −1 where the data does not depend on bins. */
    default int binCount() {
        return -1;
    }

    /**
     * The statistical uncertainty of the simulation, without an array.
     *
     * @param name name
     * @param uncertainties absolute uncertainty of the sample's yield per bin
     */
    static StatError statError(String name, double... uncertainties) {
        return new StatError(name, uncertainties);
    }

    /**
     * The statistical uncertainty of the simulation with a Poisson constraint, without an array.
     *
     * @param name name
     * @param uncertainties absolute uncertainty of the sample's yield per bin
     */
    static StatError poissonStatError(String name, double... uncertainties) {
        return new StatError(name, uncertainties, StatConstraint.POISSON);
    }

    /**
     * One factor per bin with a Poisson constraint, without an array.
     *
     * @param name name
     * @param uncertainties absolute uncertainty of the sample's yield per bin
     */
    static ShapeSys shapeSys(String name, double... uncertainties) {
        return new ShapeSys(name, uncertainties);
    }

    /**
     * A free factor on all bins.
     *
     * @param name name
     */
    record NormFactor(String name) implements Modifier {
        @Override
        public String type() {
            return "normfactor";
        }
    }

    /**
     * The luminosity: a constrained factor on all bins, configured by the measurement.
     *
     * @param name name
     */
    record Lumi(String name) implements Modifier {
        @Override
        public String type() {
            return "lumi";
        }
    }

    /**
     * A free factor for each bin.
     *
     * @param name name
     */
    record ShapeFactor(String name) implements Modifier {
        @Override
        public String type() {
            return "shapefactor";
        }
    }

    /**
     * A constrained factor on all bins.
     *
     * @param name name
     * @param lo factor at α = −1, not negative
     * @param hi factor at α = +1, not negative
     */
    record NormSys(String name, double lo, double hi) implements Modifier {
        /**
         * Checks the factors.
         *
         * @throws InvalidModelException if a factor is negative or not finite
         */
        public NormSys {
            if (!(lo >= 0 && hi >= 0) || Double.isInfinite(lo) || Double.isInfinite(hi)) {
                throw new InvalidModelException("normsys '" + name + "': lo = " + lo + ", hi = " + hi
                        + "; the factors at alpha = -1 and +1 must be finite and not negative");
            }
        }

        @Override
        public String type() {
            return "normsys";
        }
    }

    /**
     * A constrained change of shape, added to the nominal yields.
     *
     * @param name name
     * @param lo yields per bin at α = −1 (copied in and out)
     * @param hi yields per bin at α = +1 (copied in and out)
     */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
    record HistoSys(String name, double[] lo, double[] hi) implements Modifier {
        /**
         * Copies the arrays.
         *
         * @throws InvalidModelException if the lengths differ or a yield is not finite
         */
        public HistoSys {
            lo = lo.clone();
            hi = hi.clone();
            if (lo.length != hi.length) {
                throw new InvalidModelException(
                        "histosys '" + name + "': lo has " + lo.length + " bins, hi has " + hi.length);
            }
            Numbers.requireFinite(lo, "histosys '" + name + "'", "lo");
            Numbers.requireFinite(hi, "histosys '" + name + "'", "hi");
        }

        @Override
        public double[] lo() {
            return lo.clone();
        }

        @Override
        public double[] hi() {
            return hi.clone();
        }

        /** The yields at α = −1 themselves, only to be read. */
        double[] sharedLo() {
            return lo;
        }

        /** The yields at α = +1 themselves, only to be read. */
        double[] sharedHi() {
            return hi;
        }

        @Override
        public String type() {
            return "histosys";
        }

        @Override
        public int binCount() {
            return lo.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof HistoSys h
                    && name.equals(h.name)
                    && Arrays.equals(lo, h.lo)
                    && Arrays.equals(hi, h.hi);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * name.hashCode() + Arrays.hashCode(lo)) + Arrays.hashCode(hi);
        }
    }

    /**
     * The statistical uncertainty of the simulation (Barlow-Beeston light): one constrained factor γ per bin, shared by
     * the samples that carry the name. With ν and σ their yields and uncertainties, τ = (Σν)² / Σσ² is the effective
     * number of simulated events of the bin.
     *
     * @param name name
     * @param uncertainties absolute uncertainty of the sample's yield per bin: √Σw² (copied in and out)
     * @param constraint what constrains γ, the same for all samples that carry the name
     */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
    record StatError(String name, double[] uncertainties, StatConstraint constraint) implements Modifier {
        /**
         * With a Normal constraint.
         *
         * @throws InvalidModelException if an uncertainty is not finite
         */
        public StatError(String name, double[] uncertainties) {
            this(name, uncertainties, StatConstraint.NORMAL);
        }

        /**
         * Copies the array.
         *
         * @throws InvalidModelException if an uncertainty is not finite
         */
        public StatError {
            uncertainties = uncertainties.clone();
            Numbers.requireFinite(uncertainties, "staterror '" + name + "'", "uncertainty");
        }

        @Override
        public double[] uncertainties() {
            return uncertainties.clone();
        }

        /** The uncertainties themselves, only to be read. */
        double[] sharedUncertainties() {
            return uncertainties;
        }

        @Override
        public String type() {
            return "staterror";
        }

        @Override
        public int binCount() {
            return uncertainties.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof StatError s
                    && name.equals(s.name)
                    && constraint == s.constraint
                    && Arrays.equals(uncertainties, s.uncertainties);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * name.hashCode() + Arrays.hashCode(uncertainties)) + constraint.hashCode();
        }
    }

    /**
     * One factor per bin, own to its sample, with a Poisson constraint.
     *
     * @param name name
     * @param uncertainties absolute uncertainty of the sample's yield per bin (copied in and out)
     */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
    record ShapeSys(String name, double[] uncertainties) implements Modifier {
        /**
         * Copies the array.
         *
         * @throws InvalidModelException if an uncertainty is not finite
         */
        public ShapeSys {
            uncertainties = uncertainties.clone();
            Numbers.requireFinite(uncertainties, "shapesys '" + name + "'", "uncertainty");
        }

        @Override
        public double[] uncertainties() {
            return uncertainties.clone();
        }

        /** The uncertainties themselves, only to be read. */
        double[] sharedUncertainties() {
            return uncertainties;
        }

        @Override
        public String type() {
            return "shapesys";
        }

        @Override
        public int binCount() {
            return uncertainties.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ShapeSys s && name.equals(s.name) && Arrays.equals(uncertainties, s.uncertainties);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Arrays.hashCode(uncertainties);
        }
    }
}
