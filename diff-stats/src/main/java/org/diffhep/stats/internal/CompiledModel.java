package org.diffhep.stats.internal;

import java.util.List;
import java.util.stream.IntStream;
import org.diffhep.stats.InterpolationCodes;

/**
 * A model resolved to flat arrays: immutable once {@link ModelCompiler} has built it, and shared by any number of
 * {@link Evaluator}s. Only who shares it with no other thread may put other templates into it, by a {@link
 * TemplateExchange}.
 *
 * <p>Parameters are numbered as in pyhf. For linear algebra they are divided into <i>local</i> ones, which scale one
 * bin only (most staterror, shapesys and shapefactor parameters), and <i>global</i> ones.
 */
public final class CompiledModel {
    private static final double[][] NOT_FOUND = {};

    final InterpolationCodes codes;

    /** Channels in the model's order. */
    public final List<String> channelNames;
    /** First bin of each channel, and the number of bins at the end. */
    public final int[] channelStart;

    final Block[] blocks;

    public final String[] parameterNames;
    public final double[] init;
    public final double[] lower;
    public final double[] upper;
    public final boolean[] fixed;
    /** {@link ParameterSet#UNCONSTRAINED}, NORMAL or POISSON. */
    public final int[] constraint;
    /** Nominal auxiliary datum per parameter, 0 where there is none. */
    public final double[] auxiliary;
    /** σ or τ per parameter. */
    public final double[] width;
    /** Position in the auxiliary data, −1 where there is none. */
    public final int[] auxiliaryIndex;

    public final int auxiliaryCount;

    /** For each parameter its set, for the derivatives of widths in the templates. */
    final ParameterSet[] sets;

    /** Parameters that are a luminosity. */
    final int[] lumiParameters;

    final int[] elementOfSet;

    /** Global parameters, ascending. */
    final int[] globals;
    /** Per channel: the positions in {@link #globals} of the parameters that act there, ascending. */
    final int[][] channelGlobals;
    /** Per channel: local parameters, ordered by bin. */
    final int[][] channelLocals;
    /** Per channel and bin of the channel: first local parameter; one entry more at the end. */
    final int[][] localStart;
    /** Per channel and local parameter: bin in the channel. */
    final int[][] localBin;
    /**
     * Per channel and bin: whether it has one local parameter, and that is a factor of all samples, as the staterror of
     * most bins is. Then ν = γ · (what does not depend on γ).
     */
    final boolean[][] commonFactor;
    /** Per parameter that takes interpolation weights for shapes. */
    final int[] shapeParameters;
    /** Scalar factors of all blocks, one after another: their parameters. */
    final int[] factorParameter;
    /** Those of them that are their parameter: normfactor and lumi. */
    final int[] directFactor;
    /** What {@link Interpolation#factorCoefficients} makes of them, [which][factor]. */
    final double[][] factorCoefficients;
    /** The different lists of shapes that blocks have, as parameters. */
    final int[][] shapeGroups;

    private volatile double[][] startingPoints = NOT_FOUND;

    CompiledModel(ModelCompiler c) {
        codes = c.codes;
        channelNames = c.channelNames;
        channelStart = c.channelStart;
        blocks = c.blocks;
        parameterNames = c.names;
        init = c.init;
        lower = c.lower;
        upper = c.upper;
        fixed = c.fixed;
        constraint = c.constraint;
        auxiliary = c.auxiliary;
        width = c.width;
        auxiliaryIndex = c.auxiliaryIndex;
        auxiliaryCount = c.auxiliaryCount;
        sets = c.sets;
        lumiParameters = IntStream.range(0, sets.length)
                .filter(p -> sets[p].kind == ParameterSet.Kind.LUMI)
                .toArray();
        elementOfSet = c.elementOfSet;
        globals = c.globals;
        channelGlobals = c.channelGlobals;
        channelLocals = c.channelLocals;
        localStart = c.localStart;
        localBin = c.localBin;
        commonFactor = c.commonFactor;
        shapeParameters = c.shapeParameters;
        factorParameter = c.factorParameter;
        directFactor = c.directFactor;
        factorCoefficients = c.factorCoefficients;
        shapeGroups = c.shapeGroups;
    }

    private CompiledModel(CompiledModel m, double[] init, boolean[] fixed) {
        codes = m.codes;
        channelNames = m.channelNames;
        channelStart = m.channelStart;
        blocks = m.blocks;
        parameterNames = m.parameterNames;
        this.init = init;
        lower = m.lower;
        upper = m.upper;
        this.fixed = fixed;
        constraint = m.constraint;
        auxiliary = m.auxiliary;
        width = m.width;
        auxiliaryIndex = m.auxiliaryIndex;
        auxiliaryCount = m.auxiliaryCount;
        sets = m.sets;
        lumiParameters = m.lumiParameters;
        elementOfSet = m.elementOfSet;
        globals = m.globals;
        channelGlobals = m.channelGlobals;
        channelLocals = m.channelLocals;
        localStart = m.localStart;
        localBin = m.localBin;
        commonFactor = m.commonFactor;
        shapeParameters = m.shapeParameters;
        factorParameter = m.factorParameter;
        directFactor = m.directFactor;
        factorCoefficients = m.factorCoefficients;
        shapeGroups = m.shapeGroups;
    }

    /**
     * Where fits begin: the initial values, and further points where −ln L may have several minima. Found when first
     * asked for; not to be written to.
     */
    public double[][] startingPoints() {
        double[][] points = startingPoints;
        if (points.length == 0) {
            points = StartingPoints.of(this);
            startingPoints = points;
        }
        return points;
    }

    /** To be called where templates have changed. */
    void forgetStartingPoints() {
        startingPoints = NOT_FOUND;
    }

    /** The same model with one parameter held at a value. */
    public CompiledModel withFixed(int parameter, double value) {
        double[] newInit = init.clone();
        boolean[] newFixed = fixed.clone();
        newInit[parameter] = value;
        newFixed[parameter] = true;
        return new CompiledModel(this, newInit, newFixed);
    }

    /** Parameters that a fit varies: those not fixed, without the one given (−1 for none). */
    public boolean[] free(int without) {
        boolean[] free = new boolean[init.length];
        writeFree(without, free);
        return free;
    }

    /** Writes what {@link #free} says. */
    public void writeFree(int without, boolean[] free) {
        for (int i = 0; i < free.length; i++) {
            free[i] = !fixed[i] && i != without;
        }
    }

    /** Whether a staterror or shapesys element is held only because it has no uncertainty. */
    public boolean heldWithoutUncertainty(int p) {
        return fixed[p] && sets[p].degenerate[elementOfSet[p]];
    }

    /** Whether the measurement sets the parameter's auxiliary datum, so that it stays where it is as templates move. */
    public boolean holdsAuxiliary(int p) {
        return sets[p].auxiliaryConfigured;
    }

    /** Auxiliary data expected at a point, constrained parameters in order. */
    public double[] expectedAuxiliary(double[] theta) {
        double[] expected = new double[auxiliaryCount];
        writeExpectedAuxiliary(theta, expected);
        return expected;
    }

    /** Writes what {@link #expectedAuxiliary} gives. */
    public void writeExpectedAuxiliary(double[] theta, double[] expected) {
        for (int p = 0; p < theta.length; p++) {
            if (auxiliaryIndex[p] >= 0) {
                expected[auxiliaryIndex[p]] = constraint[p] == ParameterSet.POISSON ? theta[p] * width[p] : theta[p];
            }
        }
    }

    /** Auxiliary data as configured. */
    public double[] nominalAuxiliary() {
        double[] nominal = new double[auxiliaryCount];
        for (int p = 0; p < init.length; p++) {
            if (auxiliaryIndex[p] >= 0) {
                nominal[auxiliaryIndex[p]] = auxiliary[p];
            }
        }
        return nominal;
    }

    /** Whether the constraint is Normal (else Poisson), for a constrained parameter. */
    public boolean isNormal(int p) {
        return constraint[p] == ParameterSet.NORMAL;
    }

    /** Whether the parameter has an auxiliary measurement. */
    public boolean isConstrained(int p) {
        return auxiliaryIndex[p] >= 0;
    }

    /** Number of bins of all channels. */
    public int bins() {
        return channelStart[channelStart.length - 1];
    }

    /** Number of parameters. */
    public int parameters() {
        return init.length;
    }

    /** Number of channels. */
    public int channels() {
        return channelNames.size();
    }

    /** Channel that holds a bin. */
    public int channelOf(int bin) {
        int c = 0;
        while (channelStart[c + 1] <= bin) {
            c++;
        }
        return c;
    }

    /** "channel 'SR', bin 3", for messages. */
    public String describeBin(int bin) {
        int c = channelOf(bin);
        return "channel '" + channelNames.get(c) + "', bin " + (bin - channelStart[c]);
    }

    /** The samples of a bin's channel with their yields in the bin, for messages. */
    public String describeSamples(int bin) {
        StringBuilder text = new StringBuilder();
        for (Block block : blocks) {
            if (bin >= block.first && bin < block.first + block.bins()) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append('\'')
                        .append(block.sample)
                        .append("' ")
                        .append(block.nominal[bin - block.first]);
            }
        }
        return text.toString();
    }

    /** Index of a parameter by its full name, or by the name of a set of one element; −1 if there is none. */
    public int indexOf(String name) {
        for (int i = 0; i < parameterNames.length; i++) {
            if (parameterNames[i].equals(name) || (sets[i].size == 1 && sets[i].name.equals(name))) {
                return i;
            }
        }
        return -1;
    }
}
