package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Observation;
import org.diffhep.stats.Sample;
import org.diffhep.stats.TemplateGradient;
import org.diffhep.stats.Workspace;

/**
 * Templates as a HistFactory workspace, and the gradient the other way.
 *
 * <p>A systematic with histograms becomes a normsys and a histosys of one name ({@link NormPlusShape}). Monte-Carlo statistics become one staterror for each region, σ = √Σw². The observation is the nominal
 * expectation (Asimov). Bins without any event are left out: they hold no information, and no likelihood is defined there.
 */
final class TemplateModel {

    private final Analysis analysis;
    private final Map<String, int[]> keptBins = new LinkedHashMap<>();
    private final Templates templates;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();

    private TemplateModel(Analysis analysis, Templates templates) {
        this.analysis = analysis;
        this.templates = templates;
        for (Region region : analysis.regions()) {
            double[] total = new double[region.axis().bins()];
            for (String sample : analysis.samples()) {
                double[] values = templates.nominal(sample, region.name()).values();
                for (int i = 0; i < total.length; i++) {
                    total[i] += values[i];
                }
            }
            int[] kept =
                    IntStream.range(0, total.length).filter(i -> total[i] != 0).toArray();
            if (kept.length == 0) {
                throw new NoAnswerException("region " + region.name() + ": no event of any sample passes");
            }
            keptBins.put(region.name(), kept);
            List<Sample> samples = new ArrayList<>();
            for (String sample : analysis.samples()) {
                samples.add(sample(region.name(), sample, kept));
            }
            channels.add(new Channel(region.name(), samples));
            observations.add(new Observation(region.name(), pick(total, kept)));
        }
    }

    /**
     * The model of some templates.
     *
     * @throws NoAnswerException if a region is empty
     */
    static TemplateModel of(Analysis analysis, Templates templates) {
        return new TemplateModel(analysis, templates);
    }

    /** The measurement of an analysis: its first free normalisation. */
    static Measurement measurement(Analysis analysis) {
        return Measurement.of(analysis.name(), analysis.normalisations().get(0).name());
    }

    /** The templates. */
    List<Channel> channels() {
        return Collections.unmodifiableList(channels);
    }

    /** The workspace. */
    Workspace workspace() {
        return Workspace.of(channels, observations, List.of(measurement(analysis)));
    }

    /** For each region, how many bins were left out because no event falls into them. */
    Map<String, Integer> droppedBins() {
        Map<String, Integer> dropped = new LinkedHashMap<>();
        for (Region region : analysis.regions()) {
            dropped.put(region.name(), region.axis().bins() - kept(region.name()).length);
        }
        return dropped;
    }

    private int[] kept(String region) {
        return Objects.requireNonNull(keptBins.get(region));
    }

    private Sample sample(String region, String sample, int[] kept) {
        double[] nominal = pick(templates.nominal(sample, region).values(), kept);
        double[] variances = pick(templates.nominal(sample, region).variances(), kept);
        List<Modifier> modifiers = new ArrayList<>();
        double[] uncertainties = new double[variances.length];
        for (int i = 0; i < variances.length; i++) {
            uncertainties[i] = Math.sqrt(variances[i]);
        }
        modifiers.add(new Modifier.StatError("staterror_" + region, uncertainties));
        for (Analysis.FreeNormalisation normalisation : analysis.normalisations()) {
            if (normalisation.sample().equals(sample)) {
                modifiers.add(new Modifier.NormFactor(normalisation.name()));
            }
        }
        for (Systematic systematic : analysis.systematics()) {
            if (!systematic.actsOn(sample)) {
                continue;
            }
            if (systematic instanceof Systematic.Normalisation normalisation) {
                modifiers.add(new Modifier.NormSys(normalisation.name(), normalisation.down(), normalisation.up()));
            } else {
                modifiers.addAll(normPlusShape(systematic, region, sample, kept, nominal));
            }
        }
        return new Sample(sample, nominal, modifiers);
    }

    private List<Modifier> normPlusShape(
            Systematic systematic, String region, String sample, int[] kept, double[] nominal) {
        String name = systematic.name();
        double[] up = pick(templates.up(sample, region, name).values(), kept);
        if (systematic instanceof Systematic.Substitution) {
            return NormPlusShape.symmetrised(name, nominal, up);
        }
        double[] down = pick(templates.down(sample, region, name).values(), kept);
        return NormPlusShape.of(name, nominal, up, down);
    }

    private boolean isMirrored(String sample, String region, String systematic) {
        int[] kept = kept(region);
        double nominal = sum(pick(templates.nominal(sample, region).values(), kept));
        double up = sum(pick(templates.up(sample, region, systematic).values(), kept));
        return 2 - up / nominal > NormPlusShape.SMALLEST_FACTOR;
    }

    /**
     * From the gradient in all numbers of the workspace to the gradient in the sums of one sample's graph.
     *
     * @return cotangents in the layout of {@code plan}
     */
    double[][] pullBack(TemplateGradient gradient, String sample, TemplatePlan plan) {
        double[][] cotangents = plan.zeros();
        for (Region region : analysis.regions()) {
            int[] kept = kept(region.name());
            TemplatePlan.Place place = plan.place(region.name(), TemplatePlan.NOMINAL);
            double[] nominal = pick(templates.nominal(sample, region.name()).values(), kept);
            double[] toNominal = gradient.nominal(region.name(), sample);
            double[] toVariance = gradient.variance(region.name(), sample).orElseGet(() -> new double[kept.length]);
            for (Systematic systematic : analysis.systematics()) {
                if (systematic.actsOn(sample) && !(systematic instanceof Systematic.Normalisation)) {
                    pullBack(systematic, gradient, sample, region.name(), plan, nominal, toNominal, cotangents);
                }
            }
            for (int i = 0; i < kept.length; i++) {
                place.addValue(cotangents, kept[i], toNominal[i]);
                place.addVariance(cotangents, kept[i], toVariance[i]);
            }
        }
        return cotangents;
    }

    private void pullBack(
            Systematic systematic,
            TemplateGradient gradient,
            String sample,
            String region,
            TemplatePlan plan,
            double[] nominal,
            double[] toNominal,
            double[][] cotangents) {
        String name = systematic.name();
        TemplateGradient.NormSys norm =
                gradient.normSys(region, sample, name).orElse(new TemplateGradient.NormSys(name, 0, 0));
        double[] none = new double[nominal.length];
        TemplateGradient.HistoSys histo =
                gradient.histoSys(region, sample, name).orElse(new TemplateGradient.HistoSys(name, none, none));
        double[] high = histo.hi().clone();
        double[] low = histo.lo();
        double toHigh = norm.hi();
        if (systematic instanceof Systematic.Substitution) {
            // lo = 2 − hi, but where it would fall below its floor, and lo_data = 2·nominal − hi_data
            toHigh -= isMirrored(sample, region, name) ? norm.lo() : 0;
            for (int i = 0; i < low.length; i++) {
                toNominal[i] += 2 * low[i];
                high[i] -= low[i];
            }
        } else {
            pullBackOne(TemplatePlan.down(name), norm.lo(), low, sample, region, plan, nominal, toNominal, cotangents);
        }
        pullBackOne(TemplatePlan.up(name), toHigh, high, sample, region, plan, nominal, toNominal, cotangents);
    }

    /** Through factor = ΣU/N and shape = U·N/ΣU. */
    private void pullBackOne(
            String variation,
            double toFactor,
            double[] toShape,
            String sample,
            String region,
            TemplatePlan plan,
            double[] nominal,
            double[] toNominal,
            double[][] cotangents) {
        int[] kept = kept(region);
        TemplatePlan.Place place = plan.place(region, variation);
        double[] varied = pick(templates.varied(sample, place).values(), kept);
        double total = sum(nominal);
        double variedTotal = sum(varied);
        if (!(total > 0 && variedTotal > 0)) {
            return;
        }
        double scale = total / variedTotal;
        double along = 0;
        for (int i = 0; i < varied.length; i++) {
            along += toShape[i] * varied[i];
        }
        for (int i = 0; i < varied.length; i++) {
            toNominal[i] += along / variedTotal - toFactor * variedTotal / (total * total);
            place.addValue(cotangents, kept[i], scale * toShape[i] - along * scale / variedTotal + toFactor / total);
        }
    }

    private static double sum(double[] values) {
        double total = 0;
        for (double value : values) {
            total += value;
        }
        return total;
    }

    private static double[] pick(double[] values, int[] positions) {
        return IntStream.of(positions).mapToDouble(i -> values[i]).toArray();
    }
}
