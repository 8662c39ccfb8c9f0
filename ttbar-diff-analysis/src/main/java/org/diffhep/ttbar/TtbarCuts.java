package org.diffhep.ttbar;

import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Parameter;
import org.diffhep.pipeline.InvalidInputException;

/**
 * The thresholds of the selection, with the values of the Analysis Grand Challenge as starts.
 *
 * <p>Lower bounds of the transverse momenta are where the shipped sample is complete: it holds events with a lepton above 20
 * GeV and four jets above 20 GeV.
 *
 * @param jetPt transverse momentum of jets, GeV
 * @param leptonPt transverse momentum of electrons and muons, GeV
 * @param btag b-tag discriminant of jets
 */
record TtbarCuts(Parameter jetPt, Parameter leptonPt, Parameter btag) {

    /** The cuts of the conventional analysis: version v1 (25 GeV) or v2 (30 GeV). */
    static TtbarCuts of(TtbarVersion version) {
        double threshold = version == TtbarVersion.V1 ? 25 : 30;
        return new TtbarCuts(
                new Parameter("jet_pt", threshold, 25, 60, 2, "GeV"),
                new Parameter("lepton_pt", threshold, 25, 60, 2, "GeV"),
                new Parameter("btag", 0.5, 0.05, 0.98, 0.05, ""));
    }

    List<Parameter> all() {
        return List.of(jetPt, leptonPt, btag);
    }

    /**
     * The same cuts with other values, held there: for evaluation, not for optimisation, so that bounds do not apply.
     *
     * @param values by parameter name
     * @throws InvalidInputException if there is no parameter of a name, or a value is not finite
     */
    TtbarCuts with(Map<String, Double> values) {
        List<String> known = all().stream().map(Parameter::name).toList();
        values.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new InvalidInputException(
                        "--cut: there is no parameter " + name + "; there are " + String.join(", ", known));
            }
            if (!Double.isFinite(value)) {
                throw new InvalidInputException("--cut " + name + "=" + value + " is not a finite number");
            }
        });
        return new TtbarCuts(at(jetPt, values), at(leptonPt, values), at(btag, values));
    }

    private static Parameter at(Parameter parameter, Map<String, Double> values) {
        double value = values.getOrDefault(parameter.name(), parameter.start());
        return Parameter.of(parameter.name(), value);
    }
}
