package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the JSON of a pyhf workspace into records, and collects what is wrong with it, each with its JSON path. The rules
 * are those of pyhf's JSON schema 1.0.0 and of the records.
 */
final class WorkspaceReader {
    private static final String VERSION = "1.0.0";

    /** What a document may be. */
    enum Rules {
        /** All that the schema requires must be there. */
        COMPLETE,
        /** Observations, measurements, the version, the POI and fields that say nothing may be missing. */
        LENIENT,
        /** As lenient, and a staterror may have {@link #CONSTRAINT}, which pyhf's format has no word for. */
        OWN
    }

    /** Key of a staterror within this library, with the value {@link #POISSON}. */
    static final String CONSTRAINT = "constraint";

    static final String POISSON = "Poisson";

    private final JsonNode root;
    private final Rules rules;
    private final boolean complete;
    private final JsonFields fields = new JsonFields();

    private List<Channel> channels = List.of();
    private List<Observation> observations = List.of();
    private List<Measurement> measurements = List.of();

    WorkspaceReader(JsonNode root, Rules rules) {
        this.root = root;
        this.rules = rules;
        complete = rules == Rules.COMPLETE;
        fields.collect(() -> {
            if (!root.isObject()) {
                throw fields.error("", "is not a JSON object: expected a workspace");
            }
            fields.object(root, "", "channels", "measurements", "observations", "version");
            return root;
        });
        if (root.isObject()) {
            channels = fields.collect(this::readChannels).orElse(List.of());
            observations = fields.collect(this::readObservations).orElse(List.of());
            measurements = fields.collect(this::readMeasurements).orElse(List.of());
            readVersion();
        }
    }

    List<Channel> channels() {
        return channels;
    }

    List<Observation> observations() {
        return observations;
    }

    List<Measurement> measurements() {
        return measurements;
    }

    JsonFields fields() {
        return fields;
    }

    private void readVersion() {
        JsonNode version = root.path("version");
        if (version.isMissingNode()) {
            if (complete) {
                fields.note("/version", "is missing: expected \"" + VERSION + "\"");
            }
        } else if (!version.isTextual() || !version.textValue().equals(VERSION)) {
            fields.note("/version", "is " + version + ", expected \"" + VERSION + "\"");
        }
    }

    private List<Channel> readChannels() {
        List<Channel> list = new ArrayList<>();
        JsonNode items = fields.array(root, "channels", "");
        if (items.isEmpty()) {
            throw fields.error("/channels", "is empty: a workspace needs at least one channel");
        }
        for (int c = 0; c < items.size(); c++) {
            JsonNode channel = items.get(c);
            String path = "/channels/" + c;
            fields.collect(() -> channel(channel, path)).ifPresent(list::add);
        }
        return List.copyOf(list);
    }

    private Channel channel(JsonNode channel, String path) {
        fields.object(channel, path, "name", "samples");
        String name = fields.text(channel, "name", path);
        JsonNode samples = fields.filledArray(channel, "samples", path);
        List<Sample> read = new ArrayList<>();
        for (int s = 0; s < samples.size(); s++) {
            JsonNode sample = samples.get(s);
            String at = path + "/samples/" + s;
            fields.collect(() -> sample(sample, at, name)).ifPresent(read::add);
        }
        if (read.isEmpty()) {
            // their problems are noted already
            read.add(new Sample("", new double[1], List.of()));
        }
        return fields.at(path, () -> new Channel(name, read));
    }

    private Sample sample(JsonNode sample, String path, String channel) {
        fields.object(sample, path, "name", "data", "modifiers");
        String name = fields.text(sample, "name", path);
        double[] data = fields.numbers(sample, "data", path);
        JsonNode modifiers = fields.array(sample, "modifiers", path);
        List<Modifier> read = new ArrayList<>();
        for (int m = 0; m < modifiers.size(); m++) {
            JsonNode modifier = modifiers.get(m);
            String at = path + "/modifiers/" + m;
            fields.collect(() -> {
                        fields.requireObject(modifier, at);
                        checkLengths(modifier.path("data"), at + "/data", channel, data.length);
                        return modifier(modifier, at);
                    })
                    .ifPresent(read::add);
        }
        return fields.at(path, () -> new Sample(name, data, read));
    }

    /** Lists of numbers in a modifier run over the channel's bins. */
    private void checkLengths(JsonNode data, String path, String channel, int bins) {
        if (data.isArray() && data.size() != bins) {
            throw fields.error(path, "has " + data.size() + " numbers, channel " + channel + " has " + bins + " bins");
        }
        for (String key : List.of("lo_data", "hi_data")) {
            if (data.isObject() && data.has(key)) {
                checkLengths(data.get(key), path + "/" + key, channel, bins);
            }
        }
    }

    private Modifier modifier(JsonNode modifier, String path) {
        String type = fields.text(modifier, "type", path);
        if (rules == Rules.OWN && type.equals("staterror")) {
            fields.object(modifier, path, "name", "type", "data", CONSTRAINT);
        } else {
            fields.object(modifier, path, "name", "type", "data");
        }
        String name = fields.text(modifier, "name", path);
        JsonNode data = modifier.path("data");
        String at = path + "/data";
        return fields.at(path, () -> switch (type) {
            case "normfactor" -> {
                requireNull(data, at);
                yield new Modifier.NormFactor(name);
            }
            case "shapefactor" -> {
                requireNull(data, at);
                yield new Modifier.ShapeFactor(name);
            }
            case "lumi" -> {
                requireNull(data, at);
                if (complete && !name.equals("lumi")) {
                    fields.note(path + "/name", "is '" + name + "': a modifier of type lumi must be named lumi");
                }
                yield new Modifier.Lumi(name);
            }
            case "normsys" -> {
                fields.object(data, at, "lo", "hi");
                yield new Modifier.NormSys(name, fields.number(data, "lo", at), fields.number(data, "hi", at));
            }
            case "histosys" -> {
                fields.object(data, at, "lo_data", "hi_data");
                yield new Modifier.HistoSys(
                        name, fields.numbers(data, "lo_data", at), fields.numbers(data, "hi_data", at));
            }
            case "staterror" ->
                new Modifier.StatError(name, fields.numbers(modifier, "data", path), statConstraint(modifier, path));
            case "shapesys" -> new Modifier.ShapeSys(name, fields.numbers(modifier, "data", path));
            default ->
                throw fields.error(
                        path + "/type",
                        "is '" + type + "', which is not a modifier that is known: expected histosys, lumi, normfactor,"
                                + " normsys, shapefactor, shapesys or staterror");
        });
    }

    private Modifier.StatConstraint statConstraint(JsonNode modifier, String path) {
        if (!modifier.has(CONSTRAINT)) {
            return Modifier.StatConstraint.NORMAL;
        }
        String constraint = fields.text(modifier, CONSTRAINT, path);
        if (!constraint.equals(POISSON)) {
            throw fields.error(path + "/" + CONSTRAINT, "is '" + constraint + "': expected Poisson, or none");
        }
        return Modifier.StatConstraint.POISSON;
    }

    private void requireNull(JsonNode data, String path) {
        if (data.isMissingNode() ? complete : !data.isNull()) {
            throw fields.error(path, data.isMissingNode() ? "is missing: expected null" : "is not null");
        }
    }

    /** Whether an entry of the document is to be read: a complete one must have it. */
    private boolean wanted(JsonNode parent, String key) {
        return complete || parent.has(key);
    }

    private List<Observation> readObservations() {
        List<Observation> list = new ArrayList<>();
        if (!wanted(root, "observations")) {
            return list;
        }
        JsonNode items =
                complete ? fields.filledArray(root, "observations", "") : fields.array(root, "observations", "");
        for (int i = 0; i < items.size(); i++) {
            JsonNode observation = items.get(i);
            String path = "/observations/" + i;
            fields.collect(() -> {
                        fields.object(observation, path, "name", "data");
                        String name = fields.text(observation, "name", path);
                        double[] data = fields.numbers(observation, "data", path);
                        return fields.at(path, () -> new Observation(name, data));
                    })
                    .ifPresent(list::add);
        }
        return List.copyOf(list);
    }

    private List<Measurement> readMeasurements() {
        List<Measurement> list = new ArrayList<>();
        if (!wanted(root, "measurements")) {
            return list;
        }
        JsonNode items =
                complete ? fields.filledArray(root, "measurements", "") : fields.array(root, "measurements", "");
        for (int i = 0; i < items.size(); i++) {
            JsonNode measurement = items.get(i);
            String path = "/measurements/" + i;
            fields.collect(() -> measurement(measurement, path)).ifPresent(list::add);
        }
        return List.copyOf(list);
    }

    private Measurement measurement(JsonNode measurement, String path) {
        fields.object(measurement, path, "name", "config");
        String name = fields.text(measurement, "name", path);
        String at = path + "/config";
        JsonNode config = measurement.path("config");
        if (complete || !config.isMissingNode()) {
            fields.object(config, at, "poi", "parameters");
        }
        String poi = "";
        if (complete || config.hasNonNull("poi")) {
            poi = fields.text(config, "poi", at);
        }
        List<ParameterConfig> read = new ArrayList<>();
        if (wanted(config, "parameters")) {
            JsonNode parameters = fields.array(config, "parameters", at);
            for (int p = 0; p < parameters.size(); p++) {
                JsonNode parameter = parameters.get(p);
                String here = at + "/parameters/" + p;
                fields.collect(() -> parameter(parameter, here)).ifPresent(read::add);
            }
        }
        String declared = poi;
        return fields.at(at + "/parameters", () -> new Measurement(name, declared, read));
    }

    private ParameterConfig parameter(JsonNode node, String path) {
        fields.object(node, path, "name", "inits", "bounds", "auxdata", "factors", "sigmas", "fixed");
        String name = fields.text(node, "name", path);
        double[] lower = {};
        double[] upper = {};
        if (node.has("bounds")) {
            JsonNode bounds = fields.filledArray(node, "bounds", path);
            lower = new double[bounds.size()];
            upper = new double[bounds.size()];
            for (int i = 0; i < lower.length; i++) {
                String at = path + "/bounds/" + i;
                if (!bounds.get(i).isArray() || bounds.get(i).size() != 2) {
                    throw fields.error(at, "is not a pair [lower, upper]");
                }
                lower[i] = fields.number(bounds.get(i).get(0), at + "/0");
                upper[i] = fields.number(bounds.get(i).get(1), at + "/1");
            }
        }
        double[] low = lower;
        double[] high = upper;
        return fields.at(
                path,
                () -> new ParameterConfig(
                        name,
                        fields.optionalNumbers(node, "inits", path),
                        low,
                        high,
                        fields.optionalNumbers(node, "auxdata", path),
                        fields.optionalNumbers(node, "sigmas", path),
                        fields.optionalNumbers(node, "factors", path),
                        fixed(node.path("fixed"), path + "/fixed")));
    }

    private Optional<boolean[]> fixed(JsonNode node, String path) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (node.isBoolean()) {
            return Optional.of(new boolean[] {node.booleanValue()});
        }
        if (complete || !node.isArray() || node.isEmpty()) {
            throw fields.error(path, complete ? "is neither true nor false" : "is neither true nor false nor a list");
        }
        boolean[] flags = new boolean[node.size()];
        for (int i = 0; i < flags.length; i++) {
            if (!node.get(i).isBoolean()) {
                throw fields.error(path + "/" + i, "is neither true nor false");
            }
            flags[i] = node.get(i).booleanValue();
        }
        return Optional.of(flags);
    }
}
