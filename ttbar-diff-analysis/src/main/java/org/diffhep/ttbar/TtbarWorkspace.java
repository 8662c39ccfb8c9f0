package org.diffhep.ttbar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.NormPlusShape;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Observation;
import org.diffhep.stats.ParameterConfig;
import org.diffhep.stats.Sample;
import org.diffhep.stats.Workspace;

/**
 * The statistical model of the Analysis Grand Challenge, as cabinetry builds it from the histograms of the event loop.
 *
 * <p>Histograms of 20 GeV from 50 to 550 GeV are cut at 110 GeV and merged two by two. Names, order of samples and modifiers,
 * and the pseudo-data (ME_var + PS_var of ttbar)/2 + W+jets are those of AGC's version v2. A systematic without histograms, and
 * a process without a nominal histogram, is left out: the shipped sample has no tW.
 */
public final class TtbarWorkspace {

    private static final int FIRST_BIN = 3;
    private static final int MERGED = 2;

    /** AGC's names: processes and samples, in the order of the model. */
    private static final Map<String, String> SAMPLES = ordered(
            "ttbar", "ttbar",
            "wjets", "W+jets",
            "single_top_s_chan", "single top, s-channel",
            "single_top_t_chan", "single top, t-channel",
            "single_top_tW", "tW");

    private static final Map<String, String> CHANNELS = ordered("4j1b", "4j1b CR", "4j2b", "4j2b SR");

    private final Map<String, Yields> histograms;

    /**
     * Yields and their variances, 25 bins from 50 to 550 GeV.
     *
     * @param values Σw
     * @param variances Σw²
     */
    public record Yields(List<Double> values, List<Double> variances) {

        public Yields {
            values = List.copyOf(values);
            variances = List.copyOf(variances);
        }
    }

    private TtbarWorkspace(Map<String, Yields> histograms) {
        this.histograms = histograms;
    }

    /**
     * The workspace.
     *
     * @param histograms by AGC's names: {@code 4j1b_ttbar}, {@code 4j1b_ttbar_pt_scale_up}, …
     * @throws InvalidInputException if the nominal histograms of ttbar are missing, or a histogram has not 25 bins
     */
    public static Workspace of(Map<String, Yields> histograms) {
        histograms.forEach((name, yields) -> {
            if (yields.values().size() != 25 || yields.variances().size() != 25) {
                throw new InvalidInputException("histogram " + name + " has "
                        + yields.values().size() + " values and "
                        + yields.variances().size() + " variances; the model is made from 25 bins, 50 to 550 GeV");
            }
        });
        TtbarWorkspace workspace = new TtbarWorkspace(histograms);
        List<Channel> channels = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        CHANNELS.forEach((region, name) -> {
            if (!workspace.has(region + "_ttbar")) {
                throw new InvalidInputException("there is no histogram " + region + "_ttbar");
            }
            channels.add(new Channel(name, workspace.samples(region, name)));
            observations.add(new Observation(name, workspace.observation(region)));
        });
        ParameterConfig norm = ParameterConfig.of("ttbar_norm").withInits(1).withBounds(0, 10);
        return Workspace.of(channels, observations, List.of(new Measurement("CMS_ttbar", "ttbar_norm", List.of(norm))));
    }

    private List<Sample> samples(String region, String channel) {
        List<Sample> samples = new ArrayList<>();
        SAMPLES.forEach((process, name) -> {
            String key = region + "_" + process;
            if (has(key)) {
                samples.add(new Sample(name, values(key), modifiers(key, process, channel)));
            }
        });
        return samples;
    }

    private List<Modifier> modifiers(String key, String process, String channel) {
        double[] nominal = values(key);
        List<Modifier> modifiers = new ArrayList<>();
        double[] uncertainties = rebinned(find(key).variances());
        for (int i = 0; i < uncertainties.length; i++) {
            uncertainties[i] = Math.sqrt(uncertainties[i]);
        }
        modifiers.add(new Modifier.StatError("staterror_" + channel.replace(' ', '-'), uncertainties));
        if (process.equals("ttbar")) {
            modifiers.add(new Modifier.NormFactor("ttbar_norm"));
            addMirrored(modifiers, "ME variation", nominal, key + "_ME_var");
            addMirrored(modifiers, "PS variation", nominal, key + "_PS_var");
            addTwoSided(modifiers, "ttbar scale variations", nominal, key + "_scaleup", key + "_scaledown");
        }
        addMirrored(modifiers, "Jet energy scale", nominal, key + "_pt_scale_up");
        addMirrored(modifiers, "Jet energy resolution", nominal, key + "_pt_res_up");
        for (int i = 0; i < 4; i++) {
            String variation = key + "_btag_var_" + i;
            addTwoSided(modifiers, "b-tag NP " + (i + 1), nominal, variation + "_up", variation + "_down");
        }
        if (process.equals("wjets")) {
            addTwoSided(modifiers, "W+jets scale variations", nominal, key + "_scale_var_up", key + "_scale_var_down");
        }
        modifiers.add(new Modifier.NormSys("Luminosity", 0.97, 1.03));
        return modifiers;
    }

    private void addMirrored(List<Modifier> modifiers, String name, double[] nominal, String up) {
        if (has(up)) {
            modifiers.addAll(NormPlusShape.symmetrised(name, nominal, values(up)));
        }
    }

    private void addTwoSided(List<Modifier> modifiers, String name, double[] nominal, String up, String down) {
        if (has(up) && has(down)) {
            modifiers.addAll(NormPlusShape.of(name, nominal, values(up), values(down)));
        }
    }

    /** AGC's pseudo-data, or the sum of all processes where what it is made from is missing. */
    private double[] observation(String region) {
        String ttbar = region + "_ttbar";
        String wjets = region + "_wjets";
        double[] observed = new double[values(ttbar).length];
        if (has(ttbar + "_ME_var") && has(ttbar + "_PS_var") && has(wjets)) {
            add(observed, values(ttbar + "_ME_var"), 0.5);
            add(observed, values(ttbar + "_PS_var"), 0.5);
            add(observed, values(wjets), 1);
        } else {
            SAMPLES.keySet().stream()
                    .map(process -> region + "_" + process)
                    .filter(this::has)
                    .forEach(key -> add(observed, values(key), 1));
        }
        return observed;
    }

    private static void add(double[] total, double[] values, double factor) {
        for (int i = 0; i < total.length; i++) {
            total[i] += factor * values[i];
        }
    }

    private boolean has(String name) {
        return histograms.containsKey(name);
    }

    private Yields find(String name) {
        Yields found = histograms.get(name);
        if (found == null) {
            throw new InvalidInputException("there is no histogram " + name);
        }
        return found;
    }

    private double[] values(String name) {
        return rebinned(find(name).values());
    }

    private static double[] rebinned(List<Double> fine) {
        double[] merged = new double[(fine.size() - FIRST_BIN) / MERGED];
        for (int i = 0; i < merged.length * MERGED; i++) {
            merged[i / MERGED] += fine.get(FIRST_BIN + i);
        }
        return merged;
    }

    private static Map<String, String> ordered(String... keysAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return java.util.Collections.unmodifiableMap(map);
    }
}
