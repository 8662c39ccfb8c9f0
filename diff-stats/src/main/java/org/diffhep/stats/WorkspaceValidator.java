package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what is wrong with a workspace: first its structure, then what contradicts itself. */
final class WorkspaceValidator {
    /** Where a name is first used, and as what. */
    private record Use(String kind, String path, int channel, int bins) {}

    private final List<Problem> problems = new ArrayList<>();
    private final List<Channel> channels;
    private final List<Observation> observations;
    private final List<Measurement> measurements;
    private final Map<String, Use> uses = new HashMap<>();

    private WorkspaceValidator(WorkspaceReader reader) {
        channels = reader.channels();
        observations = reader.observations();
        measurements = reader.measurements();
    }

    static List<Problem> validate(JsonNode tree) {
        JsonNode pyhf = tree;
        WorkspaceReader.Rules rules = WorkspaceReader.Rules.COMPLETE;
        if (Hs3Reader.recognises(tree)) {
            JsonFields fields = new JsonFields();
            pyhf = fields.collect(() -> Hs3Reader.pyhf(fields, tree)).orElse(tree);
            if (!fields.problems().isEmpty()) {
                return fields.problems();
            }
            rules = WorkspaceReader.Rules.OWN;
        }
        WorkspaceReader reader = new WorkspaceReader(pyhf, rules);
        List<Problem> structure = reader.fields().problems();
        return structure.isEmpty() ? new WorkspaceValidator(reader).check() : structure;
    }

    private List<Problem> check() {
        for (int c = 0; c < channels.size(); c++) {
            checkChannel(c, "/channels/" + c);
        }
        checkObservations();
        if (errors() == 0) {
            for (int m = 0; m < measurements.size(); m++) {
                checkMeasurement(measurements.get(m), "/measurements/" + m);
            }
        }
        return List.copyOf(problems);
    }

    private long errors() {
        return problems.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .count();
    }

    private void error(String path, String message) {
        problems.add(Problem.error(path, message));
    }

    private void warn(String path, String message) {
        problems.add(Problem.warning(path, message));
    }

    // ---- channels

    private void checkChannel(int c, String path) {
        Channel channel = channels.get(c);
        for (int other = 0; other < c; other++) {
            if (channels.get(other).name().equals(channel.name())) {
                error(path + "/name", "is '" + channel.name() + "', as is that of /channels/" + other);
            }
        }
        for (int s = 0; s < channel.samples().size(); s++) {
            Sample sample = channel.samples().get(s);
            String at = path + "/samples/" + s;
            warnOfNegative(sample.nominal(), at + "/data", "expected yield");
            Set<String> seen = new HashSet<>();
            for (int m = 0; m < sample.modifiers().size(); m++) {
                Modifier modifier = sample.modifiers().get(m);
                String here = at + "/modifiers/" + m;
                if (!seen.add(modifier.type() + " " + modifier.name())) {
                    error(here, "is the second " + modifier.type() + " named '" + modifier.name() + "' of this sample");
                } else {
                    checkUse(modifier, here, c, sample.bins());
                }
                if (modifier instanceof Modifier.StatError stat) {
                    warnOfNegative(stat.uncertainties(), here + "/data", "uncertainty");
                } else if (modifier instanceof Modifier.ShapeSys shape) {
                    warnOfNegative(shape.uncertainties(), here + "/data", "uncertainty");
                }
            }
        }
    }

    private void warnOfNegative(double[] values, String path, String what) {
        for (int b = 0; b < values.length; b++) {
            if (values[b] < 0) {
                warn(path + "/" + b, "is " + values[b] + ", a negative " + what);
            }
        }
    }

    /** Modifiers of one name share their parameters, so they must be of one kind. */
    private void checkUse(Modifier modifier, String path, int channel, int bins) {
        boolean alpha = modifier instanceof Modifier.NormSys || modifier instanceof Modifier.HistoSys;
        boolean poisson =
                modifier instanceof Modifier.StatError stat && stat.constraint() == Modifier.StatConstraint.POISSON;
        String kind = alpha ? "normsys or histosys" : poisson ? "staterror with Poisson constraint" : modifier.type();
        Use first = uses.putIfAbsent(modifier.name(), new Use(kind, path, channel, bins));
        if (first == null) {
            return;
        }
        String name = "'" + modifier.name() + "'";
        if (!first.kind().equals(kind)) {
            error(
                    path,
                    "is a " + kind + " named " + name + ", but " + first.path() + " is a " + first.kind()
                            + " of that name: parameters of one name must be of one kind");
        } else if (modifier instanceof Modifier.ShapeSys) {
            error(
                    path,
                    "is a shapesys named " + name + ", as is " + first.path()
                            + "; its parameters belong to one sample of one channel: rename it");
        } else if (modifier instanceof Modifier.ShapeFactor && first.bins() != bins) {
            error(
                    path,
                    "is a shapefactor named " + name + " of " + bins + " bins, but " + first.path() + " has "
                            + first.bins() + ": rename it");
        } else if (modifier instanceof Modifier.StatError && first.channel() != channel) {
            warn(
                    path,
                    "is a staterror named " + name + ", as is " + first.path()
                            + " in another channel: their parameters are not shared");
        }
    }

    private void checkObservations() {
        Map<String, Integer> bins = new HashMap<>();
        channels.forEach(channel -> bins.putIfAbsent(channel.name(), channel.bins()));
        Set<String> seen = new HashSet<>();
        for (int o = 0; o < observations.size(); o++) {
            Observation observation = observations.get(o);
            String path = "/observations/" + o;
            String channel = "'" + observation.channel() + "'";
            Integer expected = bins.get(observation.channel());
            if (!seen.add(observation.channel())) {
                error(path + "/name", "is " + channel + ", of which there is another observation");
            } else if (expected == null) {
                warn(path + "/name", "is " + channel + ", but there is no such channel: it is left out");
            } else if (expected != observation.data().length) {
                error(
                        path + "/data",
                        "has " + observation.data().length + " numbers, channel " + channel + " has " + expected
                                + " bins");
            }
        }
        for (Channel channel : channels) {
            if (!seen.contains(channel.name())) {
                error("/observations", "has none of channel '" + channel.name() + "': add one");
            }
        }
    }

    // ---- measurements

    private void checkMeasurement(Measurement measurement, String path) {
        for (int m = 0; !path.equals("/measurements/" + m); m++) {
            if (measurements.get(m).name().equals(measurement.name())) {
                warn(path + "/name", "is '" + measurement.name() + "', as is that of /measurements/" + m);
            }
        }
        List<ParameterConfig> lumis =
                measurement.parameters().stream().filter(p -> isLumi(p.name())).toList();
        for (ParameterConfig lumi : lumis) {
            if (lumi.inits().length == 0 || lumi.auxdata().length == 0) {
                int p = measurement.parameters().indexOf(lumi);
                error(
                        path + "/config/parameters/" + p,
                        "is the lumi, for which pyhf has no defaults: give it inits and auxdata");
            }
        }
        boolean lumiFails = complaint(lumis).isPresent();
        long before = errors();
        for (int p = 0; p < measurement.parameters().size(); p++) {
            ParameterConfig config = measurement.parameters().get(p);
            String at = path + "/config/parameters/" + p;
            if (!uses.containsKey(config.name())) {
                warn(at + "/name", "is '" + config.name() + "', which no modifier has: it is left out");
            } else if (!lumiFails || lumis.contains(config)) {
                // together with the lumi, which no model can be without
                List<ParameterConfig> tried = new ArrayList<>(lumis);
                tried.remove(config);
                tried.add(config);
                complaint(tried).ifPresent(message -> error(at, message));
            }
        }
        if (errors() > before) {
            return;
        }
        Optional<String> complaint = complaint(measurement.parameters());
        if (complaint.isPresent()) {
            error(path + "/config/parameters", "make no model: " + complaint.get());
            return;
        }
        HistFactoryModel model = HistFactoryModel.of(channels, measurement);
        if (!measurement.poi().isEmpty() && model.poiIndex().isEmpty()) {
            warn(
                    path + "/config/poi",
                    "is '" + measurement.poi()
                            + "', which is no parameter of the model: it can be fitted, but has no significance and no limit");
        }
    }

    private boolean isLumi(String name) {
        Use use = uses.get(name);
        return use != null && use.kind().equals("lumi");
    }

    private Optional<String> complaint(List<ParameterConfig> parameters) {
        try {
            HistFactoryModel.of(channels, new Measurement("", "", parameters));
            return Optional.empty();
        } catch (InvalidModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
