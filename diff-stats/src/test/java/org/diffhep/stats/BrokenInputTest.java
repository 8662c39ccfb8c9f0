package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a workspace is refused with the name of the file, the place, and what was expected. */
class BrokenInputTest {
    private static final String GOOD = """
            {"channels": [{"name": "SR", "samples": [
              {"name": "signal", "data": [5.0, 6.0], "modifiers": [
                {"name": "mu", "type": "normfactor", "data": null},
                {"name": "lumi", "type": "lumi", "data": null}]},
              {"name": "background", "data": [50.0, 60.0], "modifiers": [
                {"name": "norm", "type": "normsys", "data": {"hi": 1.1, "lo": 0.9}},
                {"name": "shape", "type": "histosys", "data": {"hi_data": [51.0, 63.0], "lo_data": [49.0, 57.0]}},
                {"name": "stat", "type": "staterror", "data": [2.0, 3.0]}]}]}],
             "observations": [{"name": "SR", "data": [52, 61]}],
             "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": [
               {"name": "lumi", "inits": [1.0], "bounds": [[0.5, 1.5]], "auxdata": [1.0], "sigmas": [0.02]}]}}],
             "version": "1.0.0"}
            """;

    private static Data load(String json) {
        Workspace workspace = Workspace.parse(json, "ws.json");
        return workspace.data(workspace.model());
    }

    @Test
    void theGoodWorkspaceLoads() {
        load(GOOD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hi_data\": [51.0, 63.0] | \"hi_data\": [51.0] | /channels/0/samples/1/modifiers/1/data/hi_data has 1 numbers, channel SR has 2 bins",
                "\"data\": [2.0, 3.0] | \"data\": [2.0, 3.0, 4.0] | /channels/0/samples/1/modifiers/2/data has 3 numbers",
                "\"type\": \"normsys\" | \"type\": \"normsis\" | /channels/0/samples/1/modifiers/0/type is 'normsis'",
                "\"lo\": 0.9 | \"lo\": -0.9 | not negative",
                "\"lo\": 0.9 | \"low\": 0.9 | /channels/0/samples/1/modifiers/0/data/lo is missing",
                "\"data\": [5.0, 6.0] | \"data\": [5.0] | channel 'SR': sample 'background' has 2 bins",
                "\"data\": [5.0, 6.0] | \"data\": [5.0, \"6\"] | /channels/0/samples/0/data/1 is not a number",
                "\"data\": [5.0, 6.0] | \"data\": [5.0, 1e999] | /channels/0/samples/0/data/1",
                "\"data\": [5.0, 6.0] | \"data\": [5.0, NaN] | is not valid JSON",
                "\"data\": [52, 61] | \"data\": [52, 61, 3] | observation of channel 'SR' has 3 bins",
                "\"data\": [52, 61] | \"data\": [52, -1] | holds -1.0 events",
                "{\"name\": \"SR\", \"data\" | {\"name\": \"CR\", \"data\" | no observation of channel 'SR'",
                "\"sigmas\": [0.02] | \"sigmas\": [0.0] | parameter 'lumi'",
                "\"sigmas\": [0.02] | \"fixed\": true | parameter 'lumi': lumi needs a configuration",
                "\"inits\": [1.0] | \"inits\": [1.0, 2.0] | inits has 2 entries, expected 1",
                "[[0.5, 1.5]] | [[1.5, 0.5]] | crossed",
                "[[0.5, 1.5]] | [0.5, 1.5] | /measurements/0/config/parameters/0/bounds/0 is not a pair",
                "\"name\": \"norm\" | \"name\": \"mu\" | parameters of one name must be of one kind",
                "\"name\": \"background\" | \"name\": \"signal\" | two samples named 'signal'",
                "\"version\": \"1.0.0\"} | \"version\": \"1.0.0\" | is not valid JSON",
                "\"channels\" | \"chanels\" | /channels is missing",
                "\"measurements\": [{ | \"measures\": [{ | /measures is not a key that is known here"
            })
    void brokenWorkspacesAreRefusedByName(String good, String bad, String message) {
        assertThatThrownBy(() -> load(GOOD.replace(good, bad)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ws.json")
                .hasMessageContaining(message);
    }

    @Test
    void aModelWithoutItsParameterOfInterestFitsButHasNoSignificance() {
        Workspace workspace = Workspace.parse(GOOD.replace("\"poi\": \"mu\"", "\"poi\": \"nu\""), "ws.json");
        HistFactoryModel model = workspace.model();

        assertThat(Fitter.fit(model, workspace.data(model)).converged()).isTrue();
        assertThatThrownBy(() -> new HypothesisTester(model, workspace.data(model)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("'nu' is not in the model");
    }

    @Test
    void wrongSizesAreRefused() {
        Workspace workspace = Workspace.parse(GOOD, "ws.json");
        HistFactoryModel model = workspace.model();

        assertThatThrownBy(() -> model.expected(new double[3])).hasMessageContaining("3 parameter values");
        assertThatThrownBy(() -> model.twiceNll(model.inits(), new Data(new double[1], new double[1])))
                .hasMessageContaining("data of 1 bins");
        assertThatThrownBy(() -> model.withFixed("absent", 1)).hasMessageContaining("no parameter 'absent'");
        assertThatThrownBy(() -> new Data(new double[] {Double.NaN}, new double[0]))
                .isInstanceOf(InvalidModelException.class);
    }
}
