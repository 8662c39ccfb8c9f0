package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model written in Java is the one of the JSON that says the same, and is refused for the same reasons. */
class ModelByHandTest {
    private static final String JSON = """
            {"channels": [
               {"name": "SR", "samples": [
                 {"name": "signal", "data": [5.0, 10.0], "modifiers": [
                   {"name": "mu", "type": "normfactor", "data": null},
                   {"name": "lumi", "type": "lumi", "data": null},
                   {"name": "stat", "type": "staterror", "data": [0.5, 0.7]}]},
                 {"name": "background", "data": [50.0, 60.0], "modifiers": [
                   {"name": "norm", "type": "normsys", "data": {"lo": 0.9, "hi": 1.12}},
                   {"name": "shape", "type": "histosys", "data": {"lo_data": [48.0, 61.0], "hi_data": [52.0, 59.0]}},
                   {"name": "stat", "type": "staterror", "data": [3.0, 4.0]}]}]},
               {"name": "CR", "samples": [
                 {"name": "background", "data": [500.0], "modifiers": [
                   {"name": "free", "type": "shapefactor", "data": null},
                   {"name": "uncorrelated", "type": "shapesys", "data": [25.0]}]}]}],
             "observations": [{"name": "SR", "data": [57.0, 68.0]}, {"name": "CR", "data": [510.0]}],
             "measurements": [{"name": "main", "config": {"poi": "mu", "parameters": [
               {"name": "lumi", "inits": [1.0], "bounds": [[0.9, 1.1]], "auxdata": [1.0], "sigmas": [0.02]},
               {"name": "mu", "bounds": [[-5.0, 5.0]]},
               {"name": "free", "inits": [1.1], "fixed": true}]}}],
             "version": "1.0.0"}
            """;

    private static final List<Channel> CHANNELS = List.of(
            Channel.of(
                    "SR",
                    Sample.of("signal", 5, 10)
                            .with(
                                    new Modifier.NormFactor("mu"),
                                    new Modifier.Lumi("lumi"),
                                    Modifier.statError("stat", 0.5, 0.7)),
                    Sample.of("background", 50, 60)
                            .with(
                                    new Modifier.NormSys("norm", 0.9, 1.12),
                                    new Modifier.HistoSys("shape", new double[] {48, 61}, new double[] {52, 59}))
                            .with(Modifier.statError("stat", 3, 4))),
            Channel.of(
                    "CR",
                    Sample.of("background", 500)
                            .with(new Modifier.ShapeFactor("free"), Modifier.shapeSys("uncorrelated", 25))));

    private static final List<Observation> OBSERVATIONS =
            List.of(Observation.of("SR", 57, 68), Observation.of("CR", 510));

    private static final Measurement MEASUREMENT = Measurement.of(
            "main",
            "mu",
            ParameterConfig.lumi("lumi", 1, 0.02, 0.9, 1.1),
            ParameterConfig.of("mu").withBounds(-5, 5),
            ParameterConfig.of("free").withInits(1.1).withFixed(true));

    @Test
    void isTheModelOfTheSameJson() throws JsonProcessingException {
        Workspace byHand = Workspace.of(CHANNELS, OBSERVATIONS, List.of(MEASUREMENT));
        Workspace read = Workspace.parse(JSON, "ws.json");

        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(byHand.toJson())).isEqualTo(mapper.readTree(JSON));
        assertThat(byHand.channels()).isEqualTo(read.channels());
        assertThat(byHand.observations()).isEqualTo(read.observations());
        assertThat(byHand.measurements()).isEqualTo(read.measurements());
        HistFactoryModel model = byHand.model();
        assertThat(model.parameters()).isEqualTo(read.model().parameters());
        assertThat(model.twiceNll(model.inits(), byHand.data(model)))
                .isEqualTo(read.model().twiceNll(model.inits(), read.data(read.model())));
        assertThat(Workspace.validate(byHand.toJson())).isEmpty();
    }

    @Test
    void isRefusedForTheSameReasons() {
        String negative = JSON.replace("\"lo\": 0.9", "\"lo\": -0.9");
        assertSame(() -> new Modifier.NormSys("norm", -0.9, 1.12), negative, "normsys 'norm': lo = -0.9");
        String length = JSON.replace("[5.0, 10.0]", "[5.0, 10.0, 1.0]").replace("[0.5, 0.7]", "[0.5, 0.7, 0.1]");
        assertSame(
                () -> Channel.of("SR", Sample.of("signal", 5, 10, 1), Sample.of("background", 50, 60)),
                length,
                "sample 'background' has 2 bins, but 'signal' has 3");
        assertSame(
                () -> Channel.of("SR", Sample.of("a", 1), Sample.of("a", 2)),
                JSON.replace("\"name\": \"background\", \"data\": [50.0", "\"name\": \"signal\", \"data\": [50.0"),
                "holds two samples named");
        assertSame(
                () -> ParameterConfig.of("mu").withBounds(5, -5),
                JSON.replace("[[-5.0, 5.0]]", "[[5.0, -5.0]]"),
                "parameter 'mu': bounds [5.0, -5.0] are crossed");
        assertSame(
                () -> Measurement.of("main", "mu", ParameterConfig.of("mu"), ParameterConfig.of("mu")),
                JSON.replace("{\"name\": \"free\", \"inits\"", "{\"name\": \"mu\", \"inits\""),
                "measurement 'main' configures parameter 'mu' twice");
        assertSame(
                () -> Observation.of("SR", 57, -68),
                JSON.replace("[57.0, 68.0]", "[57.0, -68.0]"),
                "bin 1 holds -68.0 events");
        // what only the whole model can know
        Channel again = Channel.of("SR", Sample.of("other", 1, 2));
        assertThatThrownBy(() -> HistFactoryModel.of(List.of(CHANNELS.get(0), again), MEASUREMENT))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("two channels are named 'SR'");
        assertThatThrownBy(() -> HistFactoryModel.of(CHANNELS, Measurement.of("main", "mu")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("lumi needs a configuration");
    }

    private static void assertSame(Runnable byHand, String json, String message) {
        assertThatThrownBy(byHand::run)
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
        assertThat(json).isNotEqualTo(JSON);
        assertThatThrownBy(() -> Workspace.parse(json, "ws.json"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }
}
