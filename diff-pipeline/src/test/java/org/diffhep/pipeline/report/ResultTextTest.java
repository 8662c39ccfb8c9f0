package org.diffhep.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTextTest {

    @Test
    void showsTheTableTheSummaryAndTheMessages() {
        assertThat(ResultText.lines(SampleResults.full()))
                .containsExactly(
                        "parameter  start   optimum                     may move (−1 %)",
                        "jet_pt      30.0   26.3 GeV                    25.0 (bound) … 28.8",
                        "lepton_pt   30.0   31.0 GeV                    29.8 … 32.9",
                        "btag       0.500   0.712                       0.681 … 0.756",
                        "jet_eta     2.40   2.50 (on its upper bound)   2.29 … 2.50 (bound)",
                        "sip3d       4.00   3.71                        2.81 … 5.11",
                        "yield of 4j1b ≥ 500.0: 930.3 → 512.5 (active)",
                        "expected σ(ttbar_norm)   start 11.31 ± 0.13 %  →  optimum 9.04 ± 0.11 %, 20 % better"
                                + "   (hard cuts, events the optimiser never saw)",
                        "note: jet_eta is on its upper bound 2.5");
    }

    @Test
    void learnedEdgesStandBesideEachOther() {
        assertThat(ResultText.lines(SampleResults.learned()))
                .containsSubsequence(
                        "parameter  start   optimum    may move (−1 %)",
                        "lepton_pt   30.0   31.0 GeV   29.8 … 32.9",
                        "edges of 4j1b, HT [GeV]",
                        "  start    100  200  400  550",
                        "  optimum  100  187  372  550")
                .noneMatch(line -> line.contains("edge 1"));
    }

    @Test
    void aResultWithoutParametersHasItsSummary() {
        assertThat(ResultText.lines(SampleResults.empty()))
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("expected σ(ttbar_norm)   start 11.31");
    }

    @Test
    void figuresShowWhatTheirErrorSupports() {
        assertThat(Figures.decimals(0.11)).isEqualTo(2);
        assertThat(Figures.decimals(1.4)).isEqualTo(1);
        assertThat(Figures.decimals(320)).isZero();
        assertThat(Figures.fixed(-0.04, 1)).isEqualTo("0.0");
        assertThat(Figures.fixed(-2.25, 1)).isEqualTo("−2.3");
        assertThat(Figures.significant(3.2e-9, 2)).isEqualTo("3.2e−9");
        assertThat(Figures.significant(2.5e12, 2)).isEqualTo("2.5e12");
        assertThat(Figures.significant(Double.NaN, 2)).isEqualTo("–");
        assertThat(Figures.chosen(60)).isEqualTo("60");
        assertThat(Figures.chosen(0.05)).isEqualTo("0.05");
    }

    @Test
    void aHigherSignificanceIsBetter() {
        var result = SampleResults.full();

        assertThat(ObjectiveText.gain(
                        org.diffhep.pipeline.OptimisationResult.Sense.MAXIMISE, result.start(), result.optimum()))
                .isEqualTo("20 % worse");
        assertThat(ObjectiveText.gain(
                        org.diffhep.pipeline.OptimisationResult.Sense.MAXIMISE, result.start(), result.start()))
                .isEqualTo("unchanged");
        assertThat(List.of("precision", "discovery", "limit"))
                .map(name -> ObjectiveText.of(name, "mu").symbol())
                .containsExactly("σ(μ)", "Z", "μ95");
    }
}
