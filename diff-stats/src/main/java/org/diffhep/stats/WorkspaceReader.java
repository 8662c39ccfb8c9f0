package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns the JSON of a pyhf workspace into records; every error names source and JSON path. */
final class WorkspaceReader {
    private final JsonNode root;
    private final String source;

    WorkspaceReader(JsonNode root, String source) {
        this.root = root;
        this.source = source;
    }

    List<Channel> channels() {
        List<Channel> list = new ArrayList<>();
        JsonNode channels = array(root, "channels", "");
        for (int c = 0; c < channels.size(); c++) {
            String path = "/channels/" + c;
            JsonNode channel = channels.get(c);
            JsonNode samples = array(channel, "samples", path);
            List<Sample> read = new ArrayList<>();
            for (int s = 0; s < samples.size(); s++) {
                read.add(sample(
                        samples.get(s),
                        path + "/samples/" + s,
                        channel.path("name").asText()));
            }
            list.add(at(path, () -> new Channel(text(channel, "name", path), read)));
        }
        if (list.isEmpty()) {
            throw error("/channels", "is empty: a workspace needs at least one channel");
        }
        return List.copyOf(list);
    }

    private Sample sample(JsonNode sample, String path, String channel) {
        JsonNode modifiers = array(sample, "modifiers", path);
        List<Modifier> read = new ArrayList<>();
        double[] data = numbers(sample, "data", path);
        for (int m = 0; m < modifiers.size(); m++) {
            String at = path + "/modifiers/" + m;
            checkLengths(modifiers.get(m).path("data"), at + "/data", channel, data.length);
            read.add(modifier(modifiers.get(m), at));
        }
        return at(path, () -> new Sample(text(sample, "name", path), data, read));
    }

    /** Lists of numbers in a modifier run over the channel's bins. */
    private void checkLengths(JsonNode data, String path, String channel, int bins) {
        if (data.isArray() && data.size() != bins) {
            throw error(path, "has " + data.size() + " numbers, channel " + channel + " has " + bins + " bins");
        }
        for (String key : List.of("lo_data", "hi_data")) {
            if (data.isObject() && data.has(key)) {
                checkLengths(data.get(key), path + "/" + key, channel, bins);
            }
        }
    }

    private Modifier modifier(JsonNode modifier, String path) {
        String name = text(modifier, "name", path);
        String type = text(modifier, "type", path);
        JsonNode data = modifier.path("data");
        String at = path + "/data";
        return at(path, () -> switch (type) {
            case "normfactor" -> new Modifier.NormFactor(name);
            case "shapefactor" -> new Modifier.ShapeFactor(name);
            case "lumi" -> new Modifier.Lumi(name);
            case "normsys" -> new Modifier.NormSys(name, number(data, "lo", at), number(data, "hi", at));
            case "histosys" -> new Modifier.HistoSys(name, numbers(data, "lo_data", at), numbers(data, "hi_data", at));
            case "staterror" -> new Modifier.StatError(name, numbers(modifier, "data", path));
            case "shapesys" -> new Modifier.ShapeSys(name, numbers(modifier, "data", path));
            default ->
                throw error(
                        path + "/type",
                        "is '" + type + "', which is not a modifier that is known: expected histosys, lumi, normfactor,"
                                + " normsys, shapefactor, shapesys or staterror");
        });
    }

    List<Observation> observations() {
        List<Observation> list = new ArrayList<>();
        if (!root.has("observations")) {
            return List.of();
        }
        JsonNode observations = array(root, "observations", "");
        for (int i = 0; i < observations.size(); i++) {
            String path = "/observations/" + i;
            JsonNode observation = observations.get(i);
            double[] data = numbers(observation, "data", path);
            list.add(at(path, () -> new Observation(text(observation, "name", path), data)));
        }
        return List.copyOf(list);
    }

    List<Measurement> measurements() {
        List<Measurement> list = new ArrayList<>();
        if (!root.has("measurements")) {
            return List.of();
        }
        JsonNode measurements = array(root, "measurements", "");
        for (int i = 0; i < measurements.size(); i++) {
            String path = "/measurements/" + i;
            JsonNode measurement = measurements.get(i);
            JsonNode config = measurement.path("config");
            List<ParameterConfig> read = new ArrayList<>();
            if (config.has("parameters")) {
                JsonNode parameters = array(config, "parameters", path + "/config");
                for (int p = 0; p < parameters.size(); p++) {
                    read.add(parameter(parameters.get(p), path + "/config/parameters/" + p));
                }
            }
            String poi = config.has("poi") && !config.get("poi").isNull() ? text(config, "poi", path + "/config") : "";
            list.add(new Measurement(text(measurement, "name", path), poi, read));
        }
        return List.copyOf(list);
    }

    private ParameterConfig parameter(JsonNode node, String path) {
        String name = text(node, "name", path);
        double[] lower = {};
        double[] upper = {};
        if (node.has("bounds")) {
            JsonNode bounds = array(node, "bounds", path);
            lower = new double[bounds.size()];
            upper = new double[bounds.size()];
            for (int i = 0; i < lower.length; i++) {
                String at = path + "/bounds/" + i;
                if (!bounds.get(i).isArray() || bounds.get(i).size() != 2) {
                    throw error(at, "is not a pair [lower, upper]");
                }
                lower[i] = number(bounds.get(i).get(0), at + "/0");
                upper[i] = number(bounds.get(i).get(1), at + "/1");
            }
        }
        double[] low = lower;
        double[] high = upper;
        return at(
                path,
                () -> new ParameterConfig(
                        name,
                        optionalNumbers(node, "inits", path),
                        low,
                        high,
                        optionalNumbers(node, "auxdata", path),
                        optionalNumbers(node, "sigmas", path),
                        optionalNumbers(node, "factors", path),
                        fixed(node.path("fixed"), path + "/fixed")));
    }

    private Optional<boolean[]> fixed(JsonNode node, String path) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (node.isBoolean()) {
            return Optional.of(new boolean[] {node.booleanValue()});
        }
        if (!node.isArray()) {
            throw error(path, "is neither true nor false nor a list of them");
        }
        boolean[] flags = new boolean[node.size()];
        for (int i = 0; i < flags.length; i++) {
            if (!node.get(i).isBoolean()) {
                throw error(path + "/" + i, "is neither true nor false");
            }
            flags[i] = node.get(i).booleanValue();
        }
        return Optional.of(flags);
    }

    private JsonNode array(JsonNode parent, String key, String path) {
        JsonNode node = parent.path(key);
        if (!node.isArray()) {
            throw error(path + "/" + key, node.isMissingNode() ? "is missing" : "is not a list");
        }
        return node;
    }

    private String text(JsonNode parent, String key, String path) {
        JsonNode node = parent.path(key);
        if (!node.isTextual()) {
            throw error(path + "/" + key, node.isMissingNode() ? "is missing" : "is not a string");
        }
        return node.textValue();
    }

    private double[] optionalNumbers(JsonNode parent, String key, String path) {
        return parent.has(key) ? numbers(parent, key, path) : new double[0];
    }

    private double[] numbers(JsonNode parent, String key, String path) {
        JsonNode node = array(parent, key, path);
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(node.get(i), path + "/" + key + "/" + i);
        }
        return values;
    }

    private double number(JsonNode parent, String key, String path) {
        return number(parent.path(key), path + "/" + key);
    }

    private double number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw error(path, node.isMissingNode() ? "is missing" : "is not a number");
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw error(path, "is " + node.asText() + ", which is not a finite number");
        }
        return value;
    }

    private <T> T at(String path, Supplier<T> make) {
        try {
            return make.get();
        } catch (InvalidModelException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(source + ": /") ? e : error(path, message);
        }
    }

    private InvalidModelException error(String path, String problem) {
        return new InvalidModelException(source + ": " + path + " " + problem);
    }
}
