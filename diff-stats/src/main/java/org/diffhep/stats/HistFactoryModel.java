package org.diffhep.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.ModelCompiler;

/**
 * A HistFactory probability model: expected yields ν(θ) in the bins of all channels, and the constraints of the
 * parameters θ. Immutable and safe to share between threads. Building one costs tens of microseconds and more; an
 * optimiser that changes templates at each step takes an {@link ObjectiveEvaluator}.
 *
 * <p>Orders are pyhf's: channels and samples by name; parameters by type (histosys, lumi, normfactor, normsys,
 * shapefactor, shapesys, staterror), within a type by first appearance. Vectors of yields run over the channels in that
 * order.
 *
 * <p>ν_b(θ) = Σ_s Π factors · (nominal_sb + Σ_h δ_hsb), and −2 ln L = −2 Σ_b ln Pois(n_b | ν_b) − 2 Σ ln constraints,
 * normalisation included.
 */
public final class HistFactoryModel {
    private final CompiledModel compiled;
    private final Optional<String> declaredPoi;
    private final OptionalInt poiIndex;

    private HistFactoryModel(CompiledModel compiled, Optional<String> declaredPoi) {
        this.compiled = compiled;
        this.declaredPoi = declaredPoi;
        int index = declaredPoi.map(compiled::indexOf).orElse(-1);
        poiIndex = index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /**
     * A model with pyhf's default interpolation codes.
     *
     * @param channels channels in any order
     * @param measurement parameter of interest and configuration; a name of the POI that the model lacks leaves it
     *     without POI
     * @throws InvalidModelException if the channels or the configuration contradict themselves
     */
    public static HistFactoryModel of(List<Channel> channels, Measurement measurement) {
        return of(channels, measurement, InterpolationCodes.DEFAULT);
    }

    /**
     * A model.
     *
     * @param channels channels in any order
     * @param measurement parameter of interest and configuration
     * @param codes interpolation codes
     * @throws InvalidModelException if the channels or the configuration contradict themselves
     */
    public static HistFactoryModel of(List<Channel> channels, Measurement measurement, InterpolationCodes codes) {
        Optional<String> poi = measurement.poi().isEmpty() ? Optional.empty() : Optional.of(measurement.poi());
        return new HistFactoryModel(ModelCompiler.compile(channels, Optional.of(measurement), codes), poi);
    }

    /** The same model with another parameter of interest (full name of one parameter). */
    public HistFactoryModel withPoi(String name) {
        requireParameter(name);
        return new HistFactoryModel(compiled, Optional.of(name));
    }

    /** The same model with a parameter held at a value. */
    public HistFactoryModel withFixed(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new InvalidModelException("parameter '" + name + "' cannot be held at " + value);
        }
        return new HistFactoryModel(compiled.withFixed(requireParameter(name), value), declaredPoi);
    }

    private int requireParameter(String name) {
        int index = compiled.indexOf(name);
        if (index < 0) {
            throw new InvalidModelException(
                    "the model has no parameter '" + name + "'; it has " + Arrays.toString(compiled.parameterNames));
        }
        return index;
    }

    /** Channels in order. */
    public List<String> channelNames() {
        return List.copyOf(compiled.channelNames);
    }

    /** Number of bins of a channel, in the order of {@link #channelNames}. */
    public int channelBins(int channel) {
        return compiled.channelStart[channel + 1] - compiled.channelStart[channel];
    }

    /** Number of bins of all channels. */
    public int bins() {
        return compiled.bins();
    }

    /** Parameters in order. */
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        for (int p = 0; p < compiled.parameters(); p++) {
            list.add(new Parameter(
                    compiled.parameterNames[p],
                    compiled.init[p],
                    compiled.lower[p],
                    compiled.upper[p],
                    compiled.fixed[p],
                    constraint(p)));
        }
        return list;
    }

    private Constraint constraint(int p) {
        if (!compiled.isConstrained(p)) {
            return new Constraint.None();
        }
        return compiled.isNormal(p)
                ? new Constraint.Normal(compiled.auxiliary[p], compiled.width[p])
                : new Constraint.Poisson(compiled.auxiliary[p], compiled.width[p]);
    }

    /** Names of the parameters in order: {@code name} or {@code name[i]}. */
    public List<String> parameterNames() {
        return List.of(compiled.parameterNames);
    }

    /** Index of a parameter. */
    public OptionalInt indexOf(String name) {
        int index = compiled.indexOf(name);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** Number of parameters. */
    public int parameterCount() {
        return compiled.parameters();
    }

    /** The name that the measurement gives as its parameter of interest, whether the model has it or not. */
    public Optional<String> declaredPoi() {
        return declaredPoi;
    }

    /** Index of the parameter of interest; empty if none is declared or the model lacks it. */
    public OptionalInt poiIndex() {
        return poiIndex;
    }

    /**
     * Index of the parameter of interest.
     *
     * @throws InvalidModelException if there is none
     */
    public int requirePoi() {
        return poiIndex.orElseThrow(() -> new InvalidModelException(declaredPoi
                        .map(name -> "the measurement's parameter of interest '" + name + "' is not in the model")
                        .orElse("the measurement declares no parameter of interest")
                + ": name one of the model's parameters"));
    }

    /** Initial values, in order. */
    public double[] inits() {
        return compiled.init.clone();
    }

    /**
     * Expected yields in all bins.
     *
     * @param parameters values of all parameters, in order
     */
    public double[] expected(double[] parameters) {
        Evaluator evaluator = evaluator(parameters);
        evaluator.computeYields(parameters);
        double[] yields = new double[compiled.bins()];
        for (int b = 0; b < yields.length; b++) {
            yields[b] = evaluator.yieldOf(b);
        }
        return yields;
    }

    /**
     * Expected yields by channel, in order.
     *
     * @param parameters values of all parameters, in order
     */
    public Map<String, double[]> expectedByChannel(double[] parameters) {
        return byChannel(expected(parameters));
    }

    /**
     * Expected yields of each sample: channel → sample → bins.
     *
     * @param parameters values of all parameters, in order
     */
    public Map<String, Map<String, double[]>> expectedBySample(double[] parameters) {
        Evaluator evaluator = evaluator(parameters);
        evaluator.computeYields(parameters);
        Map<String, Map<String, double[]>> result = new LinkedHashMap<>();
        for (int i = 0; i < evaluator.blocks(); i++) {
            result.computeIfAbsent(evaluator.blockChannel(i), name -> new LinkedHashMap<>())
                    .put(evaluator.blockSample(i), evaluator.blockYields(i));
        }
        return result;
    }

    /** A vector over all bins, cut into channels. */
    public Map<String, double[]> byChannel(double[] bins) {
        if (bins.length != compiled.bins()) {
            throw new IllegalArgumentException(bins.length + " bins, expected " + compiled.bins());
        }
        Map<String, double[]> result = new LinkedHashMap<>();
        for (int c = 0; c < compiled.channels(); c++) {
            result.put(
                    compiled.channelNames.get(c),
                    Arrays.copyOfRange(bins, compiled.channelStart[c], compiled.channelStart[c + 1]));
        }
        return result;
    }

    /**
     * A data set of observed events and the nominal auxiliary data.
     *
     * @param observations one for each channel, any order; observations of other channels are left out
     * @throws InvalidModelException if a channel has none, or a different number of bins
     */
    public Data data(List<Observation> observations) {
        double[] main = new double[compiled.bins()];
        for (int c = 0; c < compiled.channels(); c++) {
            String name = compiled.channelNames.get(c);
            double[] bins = observations.stream()
                    .filter(o -> o.channel().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new InvalidModelException("there is no observation of channel '" + name + "': add one"))
                    .data();
            if (bins.length != channelBins(c)) {
                throw new InvalidModelException("the observation of channel '" + name + "' has " + bins.length
                        + " bins, the channel has " + channelBins(c));
            }
            System.arraycopy(bins, 0, main, compiled.channelStart[c], bins.length);
        }
        return new Data(main, compiled.nominalAuxiliary());
    }

    /** Auxiliary data as configured: constrained parameters in order. */
    public double[] nominalAuxiliary() {
        return compiled.nominalAuxiliary();
    }

    /**
     * Asimov data: every observation, main and auxiliary, equal to its expectation.
     *
     * @param parameters values of all parameters, in order
     * @throws InvalidModelException if an expectation is negative
     */
    public Data asimov(double[] parameters) {
        double[] main = expected(parameters);
        for (int b = 0; b < main.length; b++) {
            if (main[b] < 0) {
                throw new InvalidModelException("Asimov data: the expected yield of " + compiled.describeBin(b)
                        + " is negative (" + main[b] + "; samples: " + compiled.describeSamples(b) + ")");
            }
        }
        return new Data(main, compiled.expectedAuxiliary(parameters));
    }

    /**
     * −2 ln L, normalisation included. Infinite where a bin with events has no expectation.
     *
     * @param parameters values of all parameters, in order
     * @param data data set
     */
    public double twiceNll(double[] parameters, Data data) {
        Evaluator evaluator = evaluator(parameters, data);
        return 2 * (evaluator.value(parameters) + evaluator.constant());
    }

    /** ln of the density of the main measurement, the product of the bins' Poisson terms. */
    public double mainLogDensity(double[] parameters, Data data) {
        Evaluator evaluator = evaluator(parameters, data);
        evaluator.computeYields(parameters);
        return -evaluator.mainValue();
    }

    /** ln of the density of the auxiliary measurements. */
    public double constraintLogDensity(double[] parameters, Data data) {
        return -evaluator(parameters, data).constraintValue(parameters);
    }

    /**
     * ∂(−2 ln L)/∂θ, for fixed parameters too.
     *
     * @param parameters values of all parameters, in order
     * @param data data set
     * @throws ObjectiveUndefinedException where the likelihood is zero
     */
    public double[] gradient(double[] parameters, Data data) {
        Evaluator evaluator = evaluator(parameters, data);
        requireFinite(evaluator.valueAndGradient(parameters), evaluator);
        double[] gradient = evaluator.gradient.clone();
        for (int p = 0; p < gradient.length; p++) {
            gradient[p] *= 2;
        }
        return gradient;
    }

    /**
     * ∂²(−2 ln L)/∂θ∂θ, row-major, for fixed parameters too.
     *
     * @param parameters values of all parameters, in order
     * @param data data set
     * @throws ObjectiveUndefinedException where the likelihood is zero
     */
    public double[][] hessian(double[] parameters, Data data) {
        Evaluator evaluator = evaluator(parameters, data);
        requireFinite(evaluator.valueGradientHessian(parameters), evaluator);
        double[] flat = evaluator.hessian.dense();
        int count = parameters.length;
        double[][] hessian = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                hessian[i][j] = 2 * flat[i * count + j];
            }
        }
        return hessian;
    }

    private void requireFinite(double value, Evaluator evaluator) {
        if (Double.isFinite(value)) {
            return;
        }
        for (int b = 0; b < compiled.bins(); b++) {
            if (evaluator.data(b) > 0 && !(evaluator.yieldOf(b) > 0)) {
                throw new ObjectiveUndefinedException("the likelihood is zero: " + compiled.describeBin(b) + " holds "
                        + evaluator.data(b) + " events where " + evaluator.yieldOf(b) + " are expected (samples: "
                        + compiled.describeSamples(b) + ")");
            }
        }
        throw new ObjectiveUndefinedException("the likelihood is not finite at these parameters");
    }

    private Evaluator evaluator(double[] parameters) {
        if (parameters.length != compiled.parameters()) {
            throw new IllegalArgumentException(
                    parameters.length + " parameter values, the model has " + compiled.parameters());
        }
        return new Evaluator(compiled);
    }

    private Evaluator evaluator(double[] parameters, Data data) {
        Evaluator evaluator = evaluator(parameters);
        load(evaluator, data);
        return evaluator;
    }

    /** Puts a data set into an evaluator, after checking its size. */
    void load(Evaluator evaluator, Data data) {
        double[] main = data.main();
        double[] auxiliary = data.auxiliary();
        if (main.length != compiled.bins() || auxiliary.length != compiled.auxiliaryCount) {
            throw new IllegalArgumentException("data of " + main.length + " bins and " + auxiliary.length
                    + " auxiliary measurements, the model has " + compiled.bins() + " and "
                    + compiled.auxiliaryCount);
        }
        evaluator.setData(main, auxiliary);
    }

    CompiledModel compiled() {
        return compiled;
    }
}
