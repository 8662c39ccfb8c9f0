package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HS3 documents as ROOT's RooJSONFactoryWSTool writes them: how things are named is taken from ROOT's own code and tests,
 * the numbers are made up. The pyhf workspace beside each was written by hand.
 */
class Hs3DocumentTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String AXES = "[{\"name\": \"obs_x_SR\", \"min\": 0.0, \"max\": 2.0, \"nbins\": 2}]";

    private static final String HS3 = """
            {"metadata": {"hs3_version": "0.2", "packages": [{"name": "ROOT", "version": "6.32.06"}]},
             "distributions": [
               {"name": "model_SR", "type": "histfactory_dist", "axes": AXES,
                "staterror": {"constraint_type": "Gauss", "relThreshold": 0.0},
                "samples": [
                  {"name": "signal", "data": {"contents": [5.0, 6.0]}, "modifiers": [
                    {"name": "Lumi", "parameter": "Lumi", "type": "normfactor", "constraint_name": "lumiConstraint"},
                    {"name": "mu", "parameter": "mu", "type": "normfactor"},
                    {"name": "scale", "parameter": "alpha_scale", "type": "normsys", "constraint": "Gauss",
                     "data": {"hi": 1.1, "lo": 0.92}}]},
                  {"name": "background", "data": {"contents": [50.0, 60.0], "errors": [2.0, 3.0]}, "modifiers": [
                    {"name": "scale", "parameter": "alpha_scale", "type": "histosys",
                     "data": {"hi": {"contents": [52.0, 63.0]}, "lo": {"contents": [49.0, 57.0]}}},
                    {"name": "staterror", "type": "staterror",
                     "parameters": ["gamma_stat_SR_bin_0", "gamma_stat_SR_bin_1"]}]}]},
               {"name": "model_CR", "type": "histfactory_dist",
                "axes": [{"name": "obs_x_CR", "edges": [0.0, 1.0, 4.0]}],
                "default_interpolation": {"type": "add", "in": "poly6", "out": "poly1"},
                "samples": [
                  {"name": "background", "data": {"contents": [200.0, 150.0], "errors": [5.0, 6.0]}, "modifiers": [
                    {"name": "free", "type": "shapefactor",
                     "parameters": ["gamma_free_bin_0", "gamma_free_bin_1"]},
                    {"name": "uncorr", "type": "shapesys", "constraint": "Poisson", "data": {"vals": [0.25, 0.5]}},
                    {"name": "held", "type": "shapesys", "constraint": "Const", "data": {"vals": [0.0, 0.0]}}]},
                  {"name": "other", "data": {"contents": [20.0, 10.0], "errors": [1.0, 0.5]}, "modifiers": [
                    {"name": "own", "type": "shapesys", "constraint_type": "Gauss", "data": {"vals": [0.5, 0.25]}},
                    {"name": "staterror", "type": "staterror", "constraint": "Poisson"}]}]},
               {"name": "lumiConstraint", "type": "gaussian_dist", "mean": "nominalLumi", "sigma": 0.05, "x": "Lumi"}],
             "data": [
               {"name": "obsData_SR", "type": "binned", "axes": AXES, "contents": [58, 66]},
               {"name": "obsData_CR", "type": "binned", "axes": AXES, "contents": [215, 163]},
               {"name": "asimovData_SR", "type": "binned", "axes": AXES, "contents": [55, 66]},
               {"name": "asimovData_CR", "type": "binned", "axes": AXES, "contents": [220, 160]}],
             "likelihoods": [
               {"name": "simPdf_asimovData", "distributions": ["model_SR", "model_CR"],
                "data": ["asimovData_SR", "asimovData_CR"]},
               {"name": "simPdf_obsData", "distributions": ["model_SR", "model_CR"],
                "data": ["obsData_SR", "obsData_CR"]}],
             "analyses": [
               {"name": "simPdf_asimovData", "likelihood": "simPdf_asimovData", "parameters_of_interest": ["mu"],
                "domains": ["range"]},
               {"name": "simPdf_obsData", "likelihood": "simPdf_obsData", "parameters_of_interest": ["mu"],
                "domains": ["range"], "init": "snapshot"}],
             "domains": [
               {"name": "default_domain", "type": "product_domain", "axes": [
                 {"name": "Lumi", "min": 0.5, "max": 1.5}, {"name": "alpha_scale", "min": -5.0, "max": 5.0}]},
               {"name": "range", "type": "product_domain", "axes": [{"name": "mu", "min": 0.0, "max": 20.0}]}],
             "parameter_points": [
               {"name": "default_values", "parameters": [
                 {"name": "nominalLumi", "value": 1.0, "const": true}, {"name": "Lumi", "value": 1.0, "const": true},
                 {"name": "alpha_scale", "value": 0.0}, {"name": "mu", "value": 1.0}]},
               {"name": "snapshot", "parameters": [{"name": "mu", "value": 0.5},
                 {"name": "nom_alpha_scale", "value": 0.25, "const": true}]}],
             "misc": {"ROOT_internal": {"attributes": {"Lumi": {"tags": ["Constant"]}}}}}
            """.replace("AXES", AXES);

    private static final String PYHF = """
            {"channels": [
               {"name": "SR", "samples": [
                 {"name": "signal", "data": [5.0, 6.0], "modifiers": [
                   {"name": "lumi", "type": "lumi", "data": null},
                   {"name": "mu", "type": "normfactor", "data": null},
                   {"name": "scale", "type": "normsys", "data": {"hi": 1.1, "lo": 0.92}}]},
                 {"name": "background", "data": [50.0, 60.0], "modifiers": [
                   {"name": "scale", "type": "histosys",
                    "data": {"hi_data": [52.0, 63.0], "lo_data": [49.0, 57.0]}},
                   {"name": "stat_SR", "type": "staterror", "data": [2.0, 3.0]}]}]},
               {"name": "CR", "samples": [
                 {"name": "background", "data": [200.0, 150.0], "modifiers": [
                   {"name": "free", "type": "shapefactor", "data": null},
                   {"name": "uncorr", "type": "shapesys", "data": [50.0, 75.0]},
                   {"name": "held", "type": "shapefactor", "data": null}]},
                 {"name": "other", "data": [20.0, 10.0], "modifiers": [
                   {"name": "own", "type": "staterror", "data": [10.0, 2.5]},
                   {"name": "stat_CR", "type": "shapesys", "data": [1.0, 0.5]}]}]}],
             "observations": [{"name": "SR", "data": [58, 66]}, {"name": "CR", "data": [215, 163]}],
             "measurements": [{"name": "simPdf_obsData", "config": {"poi": "mu", "parameters": [
               {"name": "lumi", "inits": [1.0], "bounds": [[0.5, 1.5]], "auxdata": [1.0], "sigmas": [0.05],
                "fixed": true},
               {"name": "mu", "inits": [0.5], "bounds": [[0.0, 20.0]]},
               {"name": "scale", "auxdata": [0.25]},
               {"name": "held", "fixed": true}]}}],
             "version": "1.0.0"}
            """;

    /** In SR, one staterror that two samples share and one of a sample's own. */
    private static final String TWO_STATERRORS = PYHF.replace(
            "{\"name\": \"scale\", \"type\": \"normsys\"",
            "{\"name\": \"own\", \"type\": \"staterror\", \"data\": [1.0, 1.0]},"
                    + " {\"name\": \"stat_SR\", \"type\": \"staterror\", \"data\": [0.5, 0.5]},"
                    + " {\"name\": \"scale\", \"type\": \"normsys\"");

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void aDocumentOfRootIsThePyhfWorkspaceOfTheSameModel() {
        Workspace hs3 = Workspace.parse(HS3, "hs3.json");
        Workspace pyhf = Workspace.parse(PYHF, "pyhf.json");

        assertThat(json(hs3.toJson())).isEqualTo(json(pyhf.toJson()));
        HistFactoryModel model = hs3.model();
        assertThat(model.twiceNll(model.inits(), hs3.data(model)))
                .isEqualTo(pyhf.model().twiceNll(model.inits(), pyhf.data(pyhf.model())));
        // one constraint of each kind, from their definitions
        Parameter scale = model.parameters().get(model.indexOf("scale").orElseThrow());
        assertThat(scale.constraint()).isEqualTo(new Constraint.Normal(0.25, 1));
        Parameter uncorrelated =
                model.parameters().get(model.indexOf("uncorr[1]").orElseThrow());
        assertThat(uncorrelated.constraint()).isEqualTo(new Constraint.Poisson(4, 4));
        Parameter own = model.parameters().get(model.indexOf("own[0]").orElseThrow());
        assertThat(own.constraint()).isEqualTo(new Constraint.Normal(1, 0.5));
        Parameter poisson = model.parameters().get(model.indexOf("stat_CR[0]").orElseThrow());
        assertThat(poisson.constraint()).isEqualTo(new Constraint.Poisson(400, 400));
    }

    @Test
    void aDocumentIsGivenBackToTheLetter() {
        Workspace workspace = Workspace.parse(HS3, "hs3.json");

        assertThat(json(workspace.toHs3Json())).isEqualTo(json(HS3));
        // a change makes another document of it, which says the same in this project's words
        Workspace again = Workspace.parse(workspace.sorted().toHs3Json(), "again.json");
        HistFactoryModel model = workspace.model();
        assertThat(again.model().twiceNll(model.inits(), again.data(again.model())))
                .isCloseTo(model.twiceNll(model.inits(), workspace.data(model)), within(1e-10));
    }

    @Test
    void anEditedDocumentMeansWhatItsStandardPartSays() {
        String absent = PYHF.replace(
                "{\"name\": \"held\", \"fixed\"", "{\"name\": \"absent\"}, {\"name\": \"held\", \"fixed\"");
        ObjectNode edited =
                (ObjectNode) json(Workspace.parse(absent, "pyhf.json").toHs3Json());
        assertThat(edited.at("/misc/diffhep/pyhf/patch").size()).isPositive();
        ((ObjectNode) edited.at("/distributions/0/samples/0/data"))
                .set("contents", MAPPER.createArrayNode().add(7.5).add(6));

        Workspace workspace = Workspace.parse(edited.toString(), "edited.json");

        assertThat(workspace.channels().get(0).samples().get(0).nominal()).containsExactly(7.5, 6);
        assertThat(workspace.measurements().get(0).parameters())
                .extracting(ParameterConfig::name)
                .containsExactly("lumi", "mu", "scale", "held");
    }

    @Test
    void severalMeasurementsKeepTheirOwnValues() {
        Workspace pyhf =
                Workspace.parse(PYHF.replace("\"version\"", "\"_\"").replace("}}],\n \"_\"", """
                        }}, {"name": "second", "config": {"poi": "", "parameters": [
                          {"name": "lumi", "inits": [1.0], "bounds": [[0.1, 2.0]], "auxdata": [1.0], "sigmas": [0.1]},
                          {"name": "scale", "inits": [0.5], "fixed": true}]}}],
                         "version\""""), "pyhf.json");
        ObjectNode hs3 = (ObjectNode) json(pyhf.toHs3Json());
        hs3.remove("misc");

        Workspace back = Workspace.parse(hs3.toString(), "hs3.json");

        assertThat(back.measurements()).extracting(Measurement::name).containsExactly("simPdf_obsData", "second");
        for (int m = 0; m < 2; m++) {
            HistFactoryModel expected = pyhf.model(pyhf.measurements().get(m), InterpolationCodes.DEFAULT);
            HistFactoryModel actual = back.model(back.measurements().get(m), InterpolationCodes.DEFAULT);
            assertThat(actual.declaredPoi()).isEqualTo(expected.declaredPoi());
            for (Parameter parameter : expected.parameters()) {
                assertThat(actual.parameters()).contains(parameter);
            }
        }
    }

    @Test
    void besideASharedStaterrorThatOfOneSampleIsAShapeSys() {
        Workspace pyhf = Workspace.parse(TWO_STATERRORS, "pyhf.json");
        ObjectNode hs3 = (ObjectNode) json(pyhf.toHs3Json());
        assertThat(hs3.at("/distributions/0/samples/0/modifiers/2/type").asText())
                .isEqualTo("shapesys");
        assertThat(hs3.at("/distributions/0/samples/0/modifiers/3/type").asText())
                .isEqualTo("staterror");
        hs3.remove("misc");

        Workspace back = Workspace.parse(hs3.toString(), "hs3.json");

        HistFactoryModel model = pyhf.model();
        HistFactoryModel other = back.model();
        assertThat(other.parameterCount()).isEqualTo(model.parameterCount());
        assertThat(other.twiceNll(other.inits(), back.data(other)))
                .isCloseTo(model.twiceNll(model.inits(), pyhf.data(model)), within(1e-10));
    }

    @Test
    void noLikelihoodThatIsDifferentIsWritten() {
        String twoNames = TWO_STATERRORS.replace(
                "{\"name\": \"scale\", \"type\": \"histosys\"",
                "{\"name\": \"own\", \"type\": \"staterror\", \"data\": [1.0, 1.0]},"
                        + " {\"name\": \"scale\", \"type\": \"histosys\"");
        String factors = PYHF.replace(
                "{\"name\": \"held\", \"fixed\": true}", "{\"name\": \"uncorr\", \"factors\": [10.0, 20.0]}");
        String unobserved = PYHF.replace(", {\"name\": \"CR\", \"data\": [215, 163]}", "");

        assertThatThrownBy(() -> Workspace.parse(twoNames, "ws.json").toHs3Json())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ws.json: /channels/0/samples/0/modifiers/2 is one of several staterror names");
        assertThatThrownBy(() -> Workspace.parse(factors, "ws.json").toHs3Json())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(
                        "/measurements/0/config/parameters/3 sets the width of the constraint of 'uncorr'");
        assertThatThrownBy(() -> Workspace.parse(unobserved, "ws.json").toHs3Json())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("/observations has none of channel 'CR'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"hs3_version\": \"0.2\" | \"hs3_version\": \"2.0\" | /metadata/hs3_version is '2.0': versions 0.x are read",
                "\"hs3_version\": \"0.2\" | \"version\": \"0.2\" | /metadata/hs3_version is missing",
                "\"misc\" | \"miscellaneous\" | /miscellaneous is not a key that is known here",
                "\"misc\": | \"functions\": [{\"name\": \"f\", \"type\": \"sum\"}], \"misc\": | /functions/0 is function 'f': functions are not read",
                "\"type\": \"gaussian_dist\" | \"type\": \"argus_dist\" | /distributions/2/type is 'argus_dist' (distribution 'lumiConstraint')",
                "[\"model_SR\", \"model_CR\"], \"data\": [\"obsData_SR\" | [\"model_SR\", \"lumiConstraint\"], \"data\": [\"obsData_SR\" | /likelihoods/1/distributions/1 is 'lumiConstraint', a gaussian_dist",
                "[\"obsData_SR\", \"obsData_CR\"] | [\"obsData_SR\", 3.0] | /likelihoods/1/data/1 is 3.0: expected the name of binned data",
                "[\"obsData_SR\", \"obsData_CR\"] | [\"obsData_SR\"] | /likelihoods/1/data has 1 entries, there are 2 distributions",
                "[\"obsData_SR\", \"obsData_CR\"] | [\"obsData_SR\", \"none\"] | /likelihoods/1/data/1 is 'none', which is not among /data",
                "\"binned\" | \"point\" | /data/0/type is 'point' (data 'obsData_SR'): binned is read, and unbinned",
                "\"contents\": [58, 66] | \"contents\": [58] | /data/0/contents has 1 numbers",
                "\"contents\": [58, 66] | \"contents\": [58, \"x\"] | /data/0/contents/1 is not a number",
                "\"contents\": [5.0, 6.0] | \"contents\": [5.0, 6.0, 7.0] | /distributions/0/samples/0/data/contents has 3 numbers, the axes have 2 bins",
                "\"errors\": [2.0, 3.0] | \"error\": [2.0, 3.0] | /distributions/0/samples/1/modifiers/1 is a staterror, but sample 'background' has no data/errors",
                "\"constraint_type\": \"Gauss\", \"rel | \"constraint_type\": \"Uniform\", \"rel | a staterror has a Gauss or Poisson constraint",
                "\"type\": \"normsys\" | \"type\": \"custom\" | /distributions/0/samples/0/modifiers/2/type is 'custom', which is not read",
                "\"constraint\": \"Gauss\" | \"constraint\": \"LogNormal\" | /distributions/0/samples/0/modifiers/2/constraint is 'LogNormal': a normsys has a Gauss constraint here",
                "\"constraint\": \"Gauss\" | \"constraint\": \"nowhere\" | is 'nowhere', but there is no gaussian_dist of that name",
                "\"constraint\": \"Gauss\" | \"interpolation\": 1 | /distributions/0/samples/0/modifiers/2/interpolation is 1 (exponential on either side of 0): a workspace holds no interpolation codes, so only HistFactory's default is read, here 4 or 5",
                "\"type\": \"histosys\", | \"type\": \"histosys\", \"interpolation\": 6, | /distributions/0/samples/1/modifiers/0/interpolation is 6 (of sixth order, linear beyond 1, multiplied): a workspace",
                "\"type\": \"histosys\", | \"type\": \"histosys\", \"interpolation\": 9, | /distributions/0/samples/1/modifiers/0/interpolation is 9: a workspace",
                "\"in\": \"poly6\", \"out\": \"poly1\"}, | \"in\": \"poly6\", \"out\": \"poly1\"}, \"order\": 1, | /distributions/1/order is not a key that is known here",
                "\"lo\": 0.92 | \"low\": 0.92 | /distributions/0/samples/0/modifiers/2/data/lo is missing",
                "\"lo\": {\"contents\": [49.0, 57.0]} | \"lo\": [49.0, 57.0] | /distributions/0/samples/1/modifiers/0/data/lo is not an object",
                "\"vals\": [0.25, 0.5] | \"vals\": [0.25] | /distributions/1/samples/0/modifiers/1/data/vals has 1 numbers",
                "[\"gamma_free_bin_0\", \"gamma_free_bin_1\"] | [\"gamma_free_bin_0\"] | /distributions/1/samples/0/modifiers/0/parameters has 1 names, the axes have 2 bins",
                "[\"gamma_free_bin_0\", \"gamma_free_bin_1\"] | [\"g\", \"g\"] | /distributions/1/samples/0/modifiers/0/parameters names a parameter twice",
                "\"x\": \"Lumi\" | \"x\": \"mu\" | /distributions/2 is the constraint of /distributions/0/samples/0/modifiers/0, but not of its parameter 'Lumi'",
                "\"sigma\": 0.05 | \"sigma\": \"width\" | /distributions/2/sigma is 'width', of which no parameter point gives the value",
                "\"errors\": [2.0, 3.0] | \"errors\": [2.0, null] | /distributions/0/samples/1/data/errors/1 is not a number",
                "\"min\": 0.5, \"max\": 1.5 | \"min\": 0.5 | /domains/0/axes/0 gives 'Lumi' no max: a parameter of the model needs both",
                "\"init\": \"snapshot\" | \"init\": \"none\" | /analyses/1/init is 'none', which is not among /parameter_points",
                "\"min\": 0.5, \"max\": 1.5 | \"min\": 1.5, \"max\": 0.5 | /domains/0/axes/0 has min 1.5 above max 0.5",
                "\"name\": \"other\" | \"name\": \"background\" | two samples named 'background'",
                "simPdf_obsData | simPdf_data | /likelihoods are several, [simPdf_asimovData, simPdf_data]",
                "\"name\": \"model_CR\" | \"name\": \"model_SR\" | /distributions/1/name is 'model_SR', which is taken by another entry",
                "\"nbins\": 2 | \"nbins\": 0 | /axes/0/nbins is not a positive whole number",
                "\"likelihoods\": [ | \"likelihoods\": [{\"name\": \"simPdf_asimovData\", \"distributions\": [], \"data\": []}], \"domains\": [ | not valid JSON",
                "\"data\": [\"obsData_SR\", | \"aux_distributions\": [\"lumiConstraint\"], \"data\": [\"obsData_SR\", | /likelihoods/1/aux_distributions is not empty"
            })
    void whatIsNotHistFactoryIsRefusedByItsPath(String good, String bad, String message) {
        assertThat(HS3.replaceAll("\\s+", " ")).contains(good);

        assertThatThrownBy(() -> Workspace.parse(HS3.replaceAll("\\s+", " ").replace(good, bad), "hs3.json"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("hs3.json")
                .hasMessageContaining(message);
    }

    @Test
    void whatIsWrongWithADocumentIsListed() {
        assertThat(Workspace.validate(HS3)).isEmpty();
        assertThat(Workspace.validate(HS3.replace("\"type\": \"normsys\"", "\"type\": \"custom\"")))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.path()).isEqualTo("/distributions/0/samples/0/modifiers/2/type"));
    }
}
