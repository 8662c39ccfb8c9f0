package org.diffhep.stats.internal;

import java.util.Arrays;
import org.diffhep.stats.InvalidModelException;
import org.diffhep.stats.ParameterConfig;

/** The parameters of one name, while a model is put together. */
final class ParameterSet {
    /** What the parameters are, which decides defaults and constraint. */
    enum Kind {
        ALPHA("normsys or histosys"),
        LUMI("lumi"),
        FREE("normfactor"),
        SHAPE_FACTOR("shapefactor"),
        SHAPE_SYS("shapesys"),
        STAT_ERROR("staterror"),
        POISSON_STAT_ERROR("staterror with Poisson constraint");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    static final int UNCONSTRAINED = 0;
    static final int NORMAL = 1;
    static final int POISSON = 2;

    final String name;
    final Kind kind;
    int size;
    int firstIndex;
    double[] init = {};
    double[] lower = {};
    double[] upper = {};
    double[] auxiliary = {};
    /** σ of a Normal constraint, τ of a Poisson constraint. */
    double[] width = {};

    boolean[] fixed = {};
    /** Elements without an uncertainty to float in: pyhf holds them at 1. */
    boolean[] degenerate = {};

    /** Whether a histosys carries the name, which puts the parameter among the first. */
    boolean shape;

    boolean widthConfigured;
    boolean auxiliaryConfigured;
    private boolean fixedConfigured;

    /** staterror: sums over the samples that carry the name. */
    double[] sumNominal = {};

    double[] sumVariance = {};

    /** staterror: offset of the elements of each channel, −1 for channels without. */
    int[] channelOffset = {};

    ParameterSet(String name, Kind kind, int size) {
        this.name = name;
        this.kind = kind;
        this.size = size;
    }

    boolean isScalar() {
        return kind == Kind.ALPHA || kind == Kind.LUMI || kind == Kind.FREE;
    }

    int constraint() {
        return switch (kind) {
            case ALPHA, LUMI, STAT_ERROR -> NORMAL;
            case SHAPE_SYS, POISSON_STAT_ERROR -> POISSON;
            case FREE, SHAPE_FACTOR -> UNCONSTRAINED;
        };
    }

    /** Whether the parameters belong to the bins of channels, and samples share them. */
    boolean isStatError() {
        return kind == Kind.STAT_ERROR || kind == Kind.POISSON_STAT_ERROR;
    }

    /** Adds one channel's bins to a staterror, and returns their offset. */
    int addChannel(int channel, int channels, int bins) {
        if (channelOffset.length == 0) {
            channelOffset = new int[channels];
            Arrays.fill(channelOffset, -1);
        }
        if (channelOffset[channel] < 0) {
            channelOffset[channel] = size;
            size += bins;
            sumNominal = Arrays.copyOf(sumNominal, size);
            sumVariance = Arrays.copyOf(sumVariance, size);
        }
        return channelOffset[channel];
    }

    /** Adds a sample's yields and their uncertainties to a staterror. */
    void addStatError(int offset, double[] nominal, double[] uncertainties) {
        for (int b = 0; b < nominal.length; b++) {
            sumNominal[offset + b] += nominal[b];
            sumVariance[offset + b] += uncertainties[b] * uncertainties[b];
        }
    }

    /** Writes the τ of a shapesys, (yield/uncertainty)². */
    void setShapeSys(double[] nominal, double[] uncertainties) {
        for (int b = 0; b < size; b++) {
            degenerate[b] = !(nominal[b] > 0 && uncertainties[b] > 0);
            double ratio = nominal[b] / uncertainties[b];
            double tau = degenerate[b] ? 1 : ratio * ratio;
            if (!widthConfigured) {
                width[b] = tau;
            }
            if (!auxiliaryConfigured) {
                auxiliary[b] = tau;
            }
        }
    }

    /** Writes the relative uncertainties of a staterror from its sums, or the τ, (Σ yield)² / Σ uncertainty². */
    private void setStatError() {
        if (kind == Kind.POISSON_STAT_ERROR) {
            for (int i = 0; i < size; i++) {
                degenerate[i] = !(sumNominal[i] > 0 && sumVariance[i] > 0);
                double tau = degenerate[i] ? 1 : sumNominal[i] * sumNominal[i] / sumVariance[i];
                if (!widthConfigured) {
                    width[i] = tau;
                }
                if (!auxiliaryConfigured) {
                    auxiliary[i] = tau;
                }
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            double sigma = sumNominal[i] > 0 ? Math.sqrt(sumVariance[i]) / sumNominal[i] : 0;
            degenerate[i] = !(sigma > 0);
            if (!widthConfigured) {
                width[i] = degenerate[i] ? 1 : sigma;
            }
        }
    }

    /** Begins to take in new templates. */
    void beginTemplates() {
        Arrays.fill(sumNominal, 0);
        Arrays.fill(sumVariance, 0);
    }

    /** Takes in new templates, and checks what they make of the constraint. */
    void endTemplates() {
        if (isStatError()) {
            setStatError();
        }
        if (!fixedConfigured) {
            System.arraycopy(degenerate, 0, fixed, 0, size);
        }
        check();
    }

    /** Fills in pyhf's defaults. Widths of shapesys are already there. */
    void defaults() {
        boolean alpha = kind == Kind.ALPHA;
        init = filled(alpha ? 0 : 1);
        lower = filled(alpha ? -5 : isStatError() || kind == Kind.SHAPE_SYS ? 1e-10 : 0);
        upper = filled(alpha ? 5 : 10);
        fixed = new boolean[size];
        if (degenerate.length == 0) {
            degenerate = new boolean[size];
        }
        if (constraint() == NORMAL || isStatError()) {
            auxiliary = filled(alpha ? 0 : 1);
        }
        if (isStatError()) {
            width = new double[size];
            setStatError();
        }
        if (alpha) {
            width = filled(1);
        }
        for (int i = 0; i < size; i++) {
            fixed[i] = degenerate[i];
        }
    }

    private double[] filled(double value) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }

    /** Applies a measurement's configuration. */
    void configure(ParameterConfig config) {
        init = override(config.inits(), init, "inits");
        lower = override(config.lower(), lower, "bounds");
        upper = override(config.upper(), upper, "bounds");
        if (config.auxdata().length > 0) {
            if (constraint() == UNCONSTRAINED) {
                throw invalid("auxdata is given, but a " + kind.text + " has no constraint: remove it");
            }
            auxiliary = override(config.auxdata(), auxiliary, "auxdata");
            auxiliaryConfigured = true;
        }
        if (config.sigmas().length > 0) {
            if (kind != Kind.LUMI && kind != Kind.STAT_ERROR) {
                throw invalid("sigmas is given, but only lumi and staterror have a configurable width: remove it");
            }
            width = kind == Kind.LUMI && width.length == 0
                    ? sized(config.sigmas(), "sigmas")
                    : override(config.sigmas(), width, "sigmas");
            widthConfigured = true;
        }
        if (config.factors().length > 0) {
            if (constraint() != POISSON) {
                throw invalid("factors is given, but only shapesys has factors: remove it");
            }
            width = override(config.factors(), width, "factors");
            widthConfigured = true;
        }
        if (config.fixed().isPresent()) {
            boolean[] flags = config.fixed().get();
            fixedConfigured = true;
            if (flags.length != 1 && flags.length != size) {
                throw invalid("fixed has " + flags.length + " entries, expected 1 or " + size);
            }
            for (int i = 0; i < size; i++) {
                fixed[i] = flags[flags.length == 1 ? 0 : i];
            }
        }
    }

    private double[] override(double[] given, double[] current, String what) {
        return given.length == 0 ? current : sized(given, what);
    }

    private double[] sized(double[] given, String what) {
        if (given.length != size) {
            throw invalid(what + " has " + given.length + " entries, expected " + size);
        }
        return given;
    }

    /** Checks what the fit relies on. */
    void check() {
        if (kind == Kind.LUMI && width.length == 0) {
            throw invalid("lumi needs a configuration in the measurement: sigmas, and usually auxdata, inits, bounds");
        }
        for (int i = 0; i < width.length; i++) {
            if (!(width[i] > 0)) {
                throw invalid((constraint() == POISSON ? "factor " : "width ") + width[i]
                        + " of the constraint, expected a positive number");
            }
        }
        if (constraint() == POISSON) {
            for (double a : auxiliary) {
                if (a < 0) {
                    throw invalid("auxdata " + a + " of a Poisson constraint is negative");
                }
            }
        }
    }

    String elementName(int i) {
        return isScalar() ? name : name + "[" + i + "]";
    }

    private InvalidModelException invalid(String message) {
        return new InvalidModelException("parameter '" + name + "': " + message);
    }
}
