package org.diffhep.ttbar;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Binning;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.pipeline.Analysis;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.Region;
import org.diffhep.pipeline.Systematic;

/**
 * The AGC ttbar analysis with its thresholds as parameters, for the measurement of the ttbar cross-section and for the search
 * for a signal over it.
 *
 * <p>Systematics: jet energy scale (jets moved by 3 %, through the whole selection), four b-tag parameters, W+jets scale,
 * luminosity, Monte-Carlo statistics; all of them differentiable. The two-point variations of ttbar are not in yet.
 */
public final class TtbarAnalysis {

    /** The processes of the standard model that AGC's task knows, in the order they are stacked. */
    private static final List<String> STANDARD_MODEL =
            List.of("single_top_s_chan", "single_top_t_chan", "single_top_tW", "wjets", "ttbar");

    /** Bandwidth of the soft histograms of HT, as a share of the bin width. */
    private static final double BANDWIDTH = 0.25;

    /** Smallest width of a bin whose edges move, as a share of the bin width at the start. */
    private static final double SMALLEST_BIN = 0.25;

    /** The regions of both analyses. */
    static final List<String> REGIONS = List.of("4j1b", "4j2b");

    private TtbarAnalysis() {}

    /**
     * The measurement of the ttbar cross-section: HT in 4j1b and m(bjj) in 4j2b, 11 bins of 40 GeV from 110 to 550 GeV,
     * parameter of interest {@code ttbar_norm}.
     *
     * @param processes what there are samples of
     */
    public static Analysis measurement(List<String> processes) {
        return measurement(processes, TtbarCuts.of(TtbarVersion.V2), List.of());
    }

    /** @param learned names of the regions whose bin edges are parameters, too */
    static Analysis measurement(List<String> processes, TtbarCuts cuts, List<String> learned) {
        TtbarSelectionModel model = TtbarSelectionModel.of(TtbarVersion.V2, cuts);
        Axis axis = Axis.regular(11, 110, 550);
        Analysis.Builder analysis = Analysis.named("ttbar")
                .samples(standardModel(processes))
                .region(Region.of("4j1b", "HT [GeV]", bins("4j1b", axis, learned), model.in4j1b(), model.ht())
                        .bandwidth(BANDWIDTH * 40))
                .region(Region.ofChoice(
                        "4j2b",
                        "m(bjj) [GeV]",
                        bins("4j2b", axis, learned),
                        model.in4j2b(),
                        model.trijetMass(),
                        model.topCandidate()))
                .measure("ttbar_norm", "ttbar");
        return withSystematics(analysis, model).parameterOrder(cuts.all()).build();
    }

    /**
     * The search for a signal: HT in both regions, 14 bins of 100 GeV from 100 to 1500 GeV with the overflow in the last,
     * parameter of interest {@code mu}; the normalisation of ttbar is free.
     *
     * @param processes what there are samples of
     * @param signal one of them
     * @throws InvalidInputException if there is no sample of the signal
     */
    public static Analysis search(List<String> processes, String signal) {
        return search(processes, signal, TtbarCuts.of(TtbarVersion.V2), List.of());
    }

    /** @param learned names of the regions whose bin edges are parameters, too */
    static Analysis search(List<String> processes, String signal, TtbarCuts cuts, List<String> learned) {
        requireSignal(processes, signal);
        TtbarSelectionModel model = TtbarSelectionModel.of(TtbarVersion.V2, cuts);
        Axis axis = Axis.regular(14, 100, 1500).foldingOverflow();
        List<String> samples = new ArrayList<>(standardModel(processes));
        samples.add(signal);
        Analysis.Builder analysis = Analysis.named(signal)
                .samples(samples)
                .region(Region.of("4j1b", "HT [GeV]", bins("4j1b", axis, learned), model.in4j1b(), model.ht())
                        .bandwidth(BANDWIDTH * 100))
                .region(Region.of("4j2b", "HT [GeV]", bins("4j2b", axis, learned), model.in4j2b(), model.ht())
                        .bandwidth(BANDWIDTH * 100))
                .measure("mu", signal)
                .floating("ttbar_norm", "ttbar");
        return withSystematics(analysis, model).parameterOrder(cuts.all()).build();
    }

    /** Edges that begin at those of an axis and keep a quarter of its bins as the smallest width, if the region is among those named. */
    private static Binning bins(String region, Axis axis, List<String> learned) {
        double smallest = SMALLEST_BIN * (axis.edge(1) - axis.edge(0));
        return learned.contains(region) ? LearnableAxis.edgeByEdge(region + " edge", axis, smallest, "GeV") : axis;
    }

    /** @throws InvalidInputException if there is no sample of the signal, or it is a background */
    static void requireSignal(List<String> processes, String signal) {
        if (!processes.contains(signal)) {
            throw new InvalidInputException("there is no sample of the signal " + signal + "; --signal takes one of "
                    + String.join(", ", processes));
        }
        if (STANDARD_MODEL.contains(signal)) {
            throw new InvalidInputException(
                    "--signal " + signal + " is a background of the search; take another process");
        }
    }

    private static List<String> standardModel(List<String> processes) {
        List<String> found = STANDARD_MODEL.stream().filter(processes::contains).toList();
        if (!found.contains("ttbar")) {
            throw new InvalidInputException("there is no sample of ttbar; there are " + String.join(", ", processes));
        }
        return found;
    }

    private static Analysis.Builder withSystematics(Analysis.Builder analysis, TtbarSelectionModel model) {
        Expr pt = model.jetPt();
        analysis.systematic(Systematic.replacing("jet_energy_scale", pt, pt.times(1.03)));
        for (int jet = 0; jet < 4; jet++) {
            analysis.systematic(
                    Systematic.weight("btag_var_" + jet, model.btagVariation(jet, 1), model.btagVariation(jet, -1)));
        }
        return analysis.systematic(Systematic.weight(
                        "wjets_scale", Expressions.constant(1.025), Expressions.constant(0.975), "wjets"))
                .systematic(Systematic.normalisation("luminosity", 0.03))
                .preselection(model.preselection());
    }
}
