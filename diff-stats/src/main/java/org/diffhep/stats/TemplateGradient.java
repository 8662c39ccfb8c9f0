package org.diffhep.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffhep.stats.internal.TemplateSums;

/**
 * The derivative of a number with respect to every template of a model. Each entry is a partial derivative with all
 * other numbers of the templates held: that of a nominal yield, for example, leaves low and high variations where they
 * are.
 */
public final class TemplateGradient {
    /** Derivatives in the numbers of one modifier. */
    public sealed interface ModifierGradient {
        /** Name of the modifier. */
        String name();

        /** Its type in pyhf's JSON. */
        String type();
    }

    /**
     * Of a normsys.
     *
     * @param name name of the modifier
     * @param lo derivative in its factor lo
     * @param hi derivative in its factor hi
     */
    public record NormSys(String name, double lo, double hi) implements ModifierGradient {
        @Override
        public String type() {
            return "normsys";
        }
    }

    /**
     * Of a histosys.
     *
     * @param name name of the modifier
     * @param lo derivative in its low yields, per bin
     * @param hi derivative in its high yields, per bin
     */
    @SuppressWarnings("ArrayRecordComponent") // a fresh copy for each caller
    public record HistoSys(String name, double[] lo, double[] hi) implements ModifierGradient {
        @Override
        public String type() {
            return "histosys";
        }
    }

    /**
     * Of a shapesys.
     *
     * @param name name of the modifier
     * @param data derivative in its uncertainties, per bin
     */
    @SuppressWarnings("ArrayRecordComponent") // a fresh copy for each caller
    public record ShapeSys(String name, double[] data) implements ModifierGradient {
        @Override
        public String type() {
            return "shapesys";
        }
    }

    private final TemplateSums sums;

    TemplateGradient(TemplateSums sums) {
        this.sums = sums;
    }

    /**
     * Derivative in the nominal yields, per bin.
     *
     * @param channel channel
     * @param sample sample
     */
    public double[] nominal(String channel, String sample) {
        return sums.nominal[find(channel, sample)].clone();
    }

    /**
     * Derivative in the variances σ² of the sample's staterror, per bin; empty where the sample has none. A bin without
     * uncertainty gets the one-sided derivative; a bin whose samples with staterror sum to no yield gets zero, since
     * its parameter is held.
     *
     * @param channel channel
     * @param sample sample
     */
    public Optional<double[]> variance(String channel, String sample) {
        double[] variance = sums.variance[find(channel, sample)];
        return variance.length == 0 ? Optional.empty() : Optional.of(variance.clone());
    }

    /**
     * Derivative in the uncertainty of a luminosity, the width σ of its constraint, which the measurement sets; empty if the
     * model has no lumi of this name.
     *
     * @param name name of the modifier
     */
    public OptionalDouble lumi(String name) {
        int k = sums.lumiNames().indexOf(name);
        return k < 0 ? OptionalDouble.empty() : OptionalDouble.of(sums.lumiSigma[k]);
    }

    /**
     * Derivatives in the numbers of the sample's normsys, histosys and shapesys, ordered by name.
     *
     * @param channel channel
     * @param sample sample
     */
    public List<ModifierGradient> modifiers(String channel, String sample) {
        int i = find(channel, sample);
        List<ModifierGradient> list = new ArrayList<>();
        for (int k = 0; k < sums.normSysLo[i].length; k++) {
            list.add(new NormSys(sums.normSysNames(i)[k], sums.normSysLo[i][k], sums.normSysHi[i][k]));
        }
        for (int h = 0; h < sums.shapeNames(i).length; h++) {
            list.add(new HistoSys(sums.shapeNames(i)[h], sums.shapeLo(i, h), sums.shapeHi(i, h)));
        }
        for (int f = 0; f < sums.shapeSys[i].length; f++) {
            if (sums.shapeSys[i][f].length > 0) {
                list.add(new ShapeSys(sums.binFactorName(i, f), sums.shapeSys[i][f].clone()));
            }
        }
        list.sort((a, b) -> a.name().equals(b.name())
                ? a.type().compareTo(b.type())
                : a.name().compareTo(b.name()));
        return list;
    }

    /** Derivative in the factors of one normsys. */
    public Optional<NormSys> normSys(String channel, String sample, String name) {
        int i = find(channel, sample);
        int k = Arrays.asList(sums.normSysNames(i)).indexOf(name);
        return k < 0 ? Optional.empty() : Optional.of(new NormSys(name, sums.normSysLo[i][k], sums.normSysHi[i][k]));
    }

    /** Derivative in the yields of one histosys. */
    public Optional<HistoSys> histoSys(String channel, String sample, String name) {
        int i = find(channel, sample);
        int h = Arrays.asList(sums.shapeNames(i)).indexOf(name);
        return h < 0 ? Optional.empty() : Optional.of(new HistoSys(name, sums.shapeLo(i, h), sums.shapeHi(i, h)));
    }

    private int find(String channel, String sample) {
        for (int i = 0; i < sums.blocks(); i++) {
            if (sums.sample(i).equals(sample) && sums.channel(i).equals(channel)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the model has no sample '" + sample + "' in channel '" + channel + "'");
    }
}
