package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ROOT 6.40 writes where HS3's text says otherwise or nothing, on a document that is small enough to see it. */
class Hs3RootConventionsTest {
    /** Two axes of two and three bins. Per bin, parameters run over the first axis fastest, contents over the last. */
    private static final String TWO_AXES = """
            {"metadata": {"hs3_version": "0.2"},
             "distributions": [
               {"name": "model_SR", "type": "histfactory_dist",
                "axes": [{"name": "x", "edges": [0, 1, 5]}, {"name": "y", "min": 0, "max": 6, "nbins": 3}],
                "samples": [
                  {"name": "signal", "data": {"contents": [1, 2, 3, 4, 5, 6]},
                   "modifiers": [{"name": "mu", "parameter": "mu", "type": "normfactor"}]},
                  {"name": "background", "data": {"contents": [10, 20, 30, 40, 50, 60], "errors": [1, 4, 9, 4, 10, 18]},
                   "modifiers": [
                     {"name": "own", "type": "shapesys", "constraint_type": "Poisson", "parameters": [
                       "gamma_own_bin_0_0", "gamma_own_bin_1_0", "gamma_own_bin_0_1",
                       "gamma_own_bin_1_1", "gamma_own_bin_0_2", "gamma_own_bin_1_2"],
                      "data": {"vals": [0.1, 0.2, 0.3, 0.4, 0.5, 0.25]}},
                     {"name": "staterror", "type": "staterror", "constraint_type": "Gauss", "parameters": [
                       "gamma_stat_SR_bin_0_0", "gamma_stat_SR_bin_1_0", "gamma_stat_SR_bin_0_1",
                       "gamma_stat_SR_bin_1_1", "gamma_stat_SR_bin_0_2", "gamma_stat_SR_bin_1_2"]}]}]}],
             "data": [
               {"name": "obsData_SR", "type": "unbinned",
                "axes": [{"name": "y", "min": 0, "max": 6, "nbins": 3}, {"name": "x", "min": 0, "max": 5}],
                "entries": [[1, 0.5], [3, 0.5], [5, 0.5], [1, 3], [3, 3], [4, 4.5], [5.5, 1]],
                "weights": [11, 22, 33, 44, 55, 66, 0.5]}],
             "likelihoods": [
               {"name": "simPdf_obsData", "distributions": ["model_SR"], "data": ["obsData_SR"]}],
             "analyses": [
               {"name": "simPdf_obsData", "likelihood": "simPdf_obsData", "parameters_of_interest": ["mu"]}]}
            """;

    private static Workspace read(String from, String to) {
        assertThat(TWO_AXES).contains(from);
        return Workspace.parse(TWO_AXES.replace(from, to), "hs3.json");
    }

    private static Constraint constraint(Workspace workspace, String name) {
        HistFactoryModel model = workspace.model();
        return model.parameters().get(model.indexOf(name).orElseThrow()).constraint();
    }

    @Test
    void unbinnedDataIsFilledIntoTheBinsOfItsChannel() {
        assertThat(read("", "").observations().get(0).data()).containsExactly(11, 22, 33, 44, 55, 66.5);
        assertThat(read("\"weights\": [11, 22, 33, 44, 55, 66, 0.5]", "\"weights\": [1, 0, 0, 0, 0, 0, 2]")
                        .observations()
                        .get(0)
                        .data())
                .containsExactly(1, 0, 0, 0, 0, 2);
    }

    @Test
    void theNameOfAFactorSaysItsBin() {
        Workspace workspace = read("", "");

        // bins (0,0) (0,1) (0,2) (1,0) (1,1) (1,2): the values stand as the names do
        double[] relative = {0.1, 0.3, 0.5, 0.2, 0.4, 0.25};
        double[] stat = {0.1, 0.3, 0.2, 0.2, 0.1, 0.3};
        for (int b = 0; b < 6; b++) {
            Constraint.Poisson own = (Constraint.Poisson) constraint(workspace, "own[" + b + "]");
            assertThat(own.tau()).isCloseTo(1 / (relative[b] * relative[b]), within(1e-9));
            Constraint.Normal shared = (Constraint.Normal) constraint(workspace, "stat_SR[" + b + "]");
            assertThat(shared.sigma()).isCloseTo(stat[b], within(1e-12));
        }
    }

    @Test
    void namesThatSayNothingStandAsContentsDo() {
        Workspace workspace = read("gamma_own_bin_", "own");

        assertThat(((Constraint.Poisson) constraint(workspace, "own[1]")).tau()).isCloseTo(25, within(1e-9));
    }

    @Test
    void aGaussianShapeSysWithoutWidthIsAShapeFactor() {
        String factors = TWO_AXES.replace("[0.1, 0.2, 0.3, 0.4, 0.5, 0.25]", "[0, 0, 0, 0, 0, 0]")
                .replace("\"constraint_type\": \"Poisson\"", "\"constraint_type\": \"Gauss\"");
        String point = "\"parameter_points\": [{\"name\": \"default_values\", \"parameters\": ["
                + "{\"name\": \"gamma_own_bin_1_2\", \"value\": 1.5}]}], \"likelihoods\"";
        Workspace held = Workspace.parse(factors, "hs3.json");
        Workspace free = Workspace.parse(factors.replace("\"likelihoods\"", point), "hs3.json");

        assertThat(held.channels().get(0).samples().get(1).modifiers()).contains(new Modifier.ShapeFactor("own"));
        Parameter last =
                free.model().parameters().get(free.model().indexOf("own[5]").orElseThrow());
        assertThat(last.init()).isEqualTo(1.5);
        assertThat(last.fixed()).isFalse();
        assertThat(held.model()
                        .parameters()
                        .get(held.model().indexOf("own[5]").orElseThrow())
                        .fixed())
                .isTrue();
    }

    @Test
    void factorsBelowTheThresholdAndOnEmptyBinsAreConstant() {
        Workspace workspace = Workspace.parse(
                TWO_AXES.replace("[10, 20,", "[0, 20,")
                        .replace("\"errors\": [1,", "\"errors\": [null,")
                        .replace(
                                "\"samples\"",
                                "\"staterror\": {\"constraint_type\": \"Gauss\", \"relThreshold\": 0.15}, \"samples\""),
                "hs3.json");

        HistFactoryModel model = workspace.model();
        assertThat(model.parameters().stream().filter(Parameter::fixed).map(Parameter::name))
                .containsExactlyInAnyOrder("own[0]", "stat_SR[0]", "stat_SR[4]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[4, 4.5] | [4, 5] | /data/0/entries/5/1 is 5.0, which is in no bin of x",
                "[4, 4.5] | [4] | /data/0/entries/5 is [4]: expected a number for each of the axes",
                "44, 55, 66 | 44, 55 | /data/0/weights has 6 numbers, there are 7 entries",
                "{\"name\": \"x\", \"min\": 0, \"max\": 5} | {\"name\": \"z\"} | /data/0/axes are not those of the distribution, [x, y]",
                "gamma_own_bin_1_2 | gamma_own_bin_1_1x | /distributions/0/samples/1/modifiers/0/parameters are [gamma_own_bin_0_0,",
                "gamma_own_bin_1_2 | gamma_own_bin_1_3 | if names of parameters end with _bin_I_J, which tells their bins, then each of the 6 bins must be among them",
                "[10, 20, 30, 40, 50, 60], \"errors\": [1, 4, 9, 4, | [10, 0, 30, 40, 50, 60], \"errors\": [1, null, 9, 4, | /distributions/0 gives bin 1 no yield, and so the staterror's parameter 'gamma_stat_SR_bin_1_0' of bin 3 no uncertainty",
            })
    void whatDoesNotFitTheAxesIsRefusedByItsPath(String good, String bad, String message) {
        assertThatThrownBy(() -> read(good, bad))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("hs3.json")
                .hasMessageContaining(message);
    }

    @Test
    void severalParametersOfInterestLeaveTheChoiceToTheUser() {
        Workspace workspace =
                read("\"parameters_of_interest\": [\"mu\"]", "\"parameters_of_interest\": [\"k\", \"mu\"]");

        assertThat(workspace.model().declaredPoi()).isEmpty();
        assertThatThrownBy(() -> workspace.model().requirePoi())
                .hasMessageContaining("declares no parameter of interest");
    }
}
