package org.diffhep.stats.internal;

import java.util.Arrays;
import java.util.List;

/**
 * The derivative of a number with respect to every template, as {@link TemplatePullBack} adds it up.
 *
 * <p>Derivatives in the yields of shapes are sums of products of a vector over bins and one over shapes. They are kept
 * as such, and multiplied out for who asks.
 */
public final class TemplateSums {
    private static final double[][] NO_SHAPES = {};

    final CompiledModel model;
    /** Per block and bin. */
    public final double[][] nominal;
    /** Per block and bin: ∂/∂σ² of staterror; empty where the block has none. */
    public final double[][] variance;
    /** Per block and normsys. */
    public final double[][] normSysLo;

    public final double[][] normSysHi;
    /** Per block: products of a vector over bins, one over shapes for high and one for low yields, in this order. */
    private final double[][][] shapes;

    /** Per block, bin factor and bin: ∂/∂σ of shapesys. */
    public final double[][][] shapeSys;

    /** Per lumi parameter, in the order of the parameters: ∂/∂σ of its constraint. */
    public final double[] lumiSigma;

    /**
     * All zero.
     *
     * @param model the model whose templates they are
     */
    public TemplateSums(CompiledModel model) {
        this.model = model;
        int count = model.blocks.length;
        nominal = new double[count][];
        variance = new double[count][];
        normSysLo = new double[count][];
        normSysHi = new double[count][];
        shapes = new double[count][][];
        shapeSys = new double[count][][];
        lumiSigma = new double[model.lumiParameters.length];
        for (int i = 0; i < count; i++) {
            Block block = model.blocks[i];
            int bins = block.bins();
            nominal[i] = new double[bins];
            normSysLo[i] = new double[block.normSysLo.length];
            normSysHi[i] = new double[block.normSysLo.length];
            shapes[i] = NO_SHAPES;
            shapeSys[i] = new double[block.binFactors.length][];
            boolean stat = false;
            for (int f = 0; f < block.binFactors.length; f++) {
                ParameterSet set = block.binFactors[f].set;
                stat |= set.isStatError();
                shapeSys[i][f] = new double[set.kind == ParameterSet.Kind.SHAPE_SYS ? bins : 0];
            }
            variance[i] = new double[stat ? bins : 0];
        }
    }

    /** Adds to the derivatives in a block's shapes onYield[b] · plus[h] for high and onYield[b] · minus[h] for low. */
    void addShapes(int i, double[] onYield, int bins, double[] plus, double[] minus, int count) {
        int k = shapes[i].length;
        shapes[i] = Arrays.copyOf(shapes[i], k + 3);
        shapes[i][k] = Arrays.copyOf(onYield, bins);
        shapes[i][k + 1] = Arrays.copyOf(plus, count);
        shapes[i][k + 2] = Arrays.copyOf(minus, count);
    }

    /** Multiplies everything. */
    public void scale(double factor) {
        scale(nominal, factor);
        scale(variance, factor);
        scale(normSysLo, factor);
        scale(normSysHi, factor);
        for (double[][] part : shapeSys) {
            scale(part, factor);
        }
        scale(lumiSigma, factor);
        for (double[][] products : shapes) {
            for (int k = 0; k < products.length; k += 3) {
                scale(products[k], factor);
            }
        }
    }

    private static void scale(double[][] arrays, double factor) {
        for (double[] array : arrays) {
            scale(array, factor);
        }
    }

    private static void scale(double[] array, double factor) {
        for (int i = 0; i < array.length; i++) {
            array[i] *= factor;
        }
    }

    /** Number of (channel, sample) pairs. */
    public int blocks() {
        return nominal.length;
    }

    /** Names of the lumi parameters, in order. */
    public List<String> lumiNames() {
        return Arrays.stream(model.lumiParameters)
                .mapToObj(p -> model.parameterNames[p])
                .toList();
    }

    /** Channel of a pair. */
    public String channel(int i) {
        return model.channelNames.get(model.blocks[i].channel);
    }

    /** Sample of a pair. */
    public String sample(int i) {
        return model.blocks[i].sample;
    }

    /** Names of a pair's normsys, in order. */
    public String[] normSysNames(int i) {
        return model.blocks[i].normSysName;
    }

    /** Derivatives in the low yields of a pair's histosys, per bin; a new array. */
    public double[] shapeLo(int i, int h) {
        return shape(i, h, 2);
    }

    /** Derivatives in the high yields of a pair's histosys, per bin; a new array. */
    public double[] shapeHi(int i, int h) {
        return shape(i, h, 1);
    }

    private double[] shape(int i, int h, int which) {
        double[] sum = new double[nominal[i].length];
        for (int k = 0; k < shapes[i].length; k += 3) {
            Dense.addMultiple(shapes[i][k + which][h], shapes[i][k], sum, sum.length);
        }
        return sum;
    }

    /** Names of a pair's histosys, in order. */
    public String[] shapeNames(int i) {
        return model.blocks[i].shapeName;
    }

    /** Name of a pair's bin factor. */
    public String binFactorName(int i, int f) {
        return model.blocks[i].binFactors[f].set.name;
    }
}
