package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Turns {@code histfactory_dist} distributions into pyhf channels. */
final class Hs3Channels {
    private static final Set<String> MODIFIER_KEYS = Set.of(
            "name",
            "type",
            "parameter",
            "parameters",
            "constraint",
            "constraint_type",
            "constraint_name",
            "data",
            "interpolation");
    private static final Set<String> CONSTRAINT_TYPES =
            Set.of("Gauss", "Poisson", "Const", "LogNormal", "Lognormal", "Uniform");

    /** One channel as read: nodes of its samples and their modifiers, which get their names once all are known. */
    private record ReadChannel(String name, List<ReadSample> samples) {}

    private record ReadSample(String name, JsonNode data, List<Hs3Modifier> modifiers) {}

    private final JsonFields fields;
    /** Names of the distributions that a modifier may name as its constraint. */
    private final Set<String> constraints;

    private final List<ReadChannel> channels = new ArrayList<>();
    private final Map<List<String>, String> pyhfNames = new LinkedHashMap<>();

    Hs3Channels(JsonFields fields, Set<String> constraints) {
        this.fields = fields;
        this.constraints = constraints;
    }

    // ---- reading

    /** Number of bins of a list of axes. */
    static int bins(JsonFields fields, JsonNode parent, String path) {
        JsonNode axes = fields.filledArray(parent, "axes", path);
        int bins = 1;
        for (int a = 0; a < axes.size(); a++) {
            String at = path + "/axes/" + a;
            JsonNode axis = axes.get(a);
            fields.requireObject(axis, at);
            if (axis.has("nbins")) {
                if (!axis.get("nbins").isIntegralNumber() || axis.get("nbins").asInt() < 1) {
                    throw fields.error(at + "/nbins", "is not a positive whole number");
                }
                bins = Math.multiplyExact(bins, axis.get("nbins").intValue());
            } else {
                String key = axis.has("bounds") ? "bounds" : "edges";
                double[] edges = fields.numbers(axis, key, at);
                if (edges.length < 2) {
                    throw fields.error(at + "/" + key, "has " + edges.length + " numbers: expected at least two edges");
                }
                bins = Math.multiplyExact(bins, edges.length - 1);
            }
        }
        return bins;
    }

    void read(JsonNode node, String path, String channel) {
        fields.object(node, path, "name", "type", "axes", "samples", "staterror", "default_interpolation");
        int bins = bins(fields, node, path);
        JsonNode samples = fields.filledArray(node, "samples", path);
        List<ReadSample> read = new ArrayList<>();
        for (int s = 0; s < samples.size(); s++) {
            String at = path + "/samples/" + s;
            JsonNode sample = samples.get(s);
            fields.object(sample, at, "name", "data", "modifiers");
            String name = fields.text(sample, "name", at);
            JsonNode data = sample.path("data");
            fields.object(data, at + "/data", "contents", "errors");
            sized(data, "contents", at + "/data", bins);
            if (data.has("errors")) {
                sized(data, "errors", at + "/data", bins);
            }
            List<Hs3Modifier> modifiers = new ArrayList<>();
            if (sample.has("modifiers")) {
                JsonNode list = fields.array(sample, "modifiers", at);
                for (int m = 0; m < list.size(); m++) {
                    modifiers.add(modifier(list.get(m), at + "/modifiers/" + m, node, path, channel, bins));
                }
            }
            read.add(new ReadSample(name, data, List.copyOf(modifiers)));
        }
        channels.add(new ReadChannel(channel, poissonStatErrors(read)));
        checkStatErrors(node, path, read);
    }

    private double[] sized(JsonNode parent, String key, String path, int bins) {
        double[] values = fields.numbers(parent, key, path);
        if (values.length != bins) {
            throw fields.error(path + "/" + key, "has " + values.length + " numbers, the axes have " + bins + " bins");
        }
        return values;
    }

    private Hs3Modifier modifier(
            JsonNode node, String path, JsonNode distribution, String channelPath, String channel, int bins) {
        fields.object(node, path, MODIFIER_KEYS);
        String type = fields.text(node, "type", path);
        String name = node.has("name") || !node.has("parameter")
                ? node.has("name") || !node.has("parameters") ? fields.text(node, "name", path) : ""
                : fields.text(node, "parameter", path);
        JsonNode data = node.path("data");
        String at = path + "/data";
        Optional<String> constraint = namedConstraint(node, path);
        String pyhf = type;
        boolean constant = false;
        List<String> parameters;
        switch (type) {
            case "normfactor" -> {
                parameters = List.of(scalar(node, path, name));
                if (constraint.isPresent()) {
                    pyhf = "lumi";
                } else if (node.has("constraint") || node.has("constraint_type")) {
                    throw fields.error(
                            path,
                            "is a normfactor with a constraint of no width: name a gaussian_dist as its constraint");
                }
            }
            case "normsys" -> {
                parameters = List.of(scalar(node, path, "alpha_" + name));
                fields.object(data, at, "lo", "hi");
                fields.number(data, "lo", at);
                fields.number(data, "hi", at);
                requireGauss(node, path, constraint);
                requireInterpolation(node, path, distribution, channelPath, "mult", "exp");
            }
            case "histosys" -> {
                parameters = List.of(scalar(node, path, "alpha_" + name));
                fields.object(data, at, "lo", "hi");
                for (String side : List.of("lo", "hi")) {
                    fields.object(data.path(side), at + "/" + side, "contents", "errors");
                    sized(data.path(side), "contents", at + "/" + side, bins);
                }
                requireGauss(node, path, constraint);
                requireInterpolation(node, path, distribution, channelPath, "add", "poly1");
            }
            case "shapefactor" -> parameters = vector(node, path, name, bins);
            case "shapesys" -> {
                parameters = vector(node, path, name, bins);
                fields.object(data, at, "vals");
                sized(data, "vals", at, bins);
                String kind = constraintType(node, path)
                        .orElseThrow(() ->
                                fields.error(path + "/constraint", "is missing: expected Poisson, Gauss or Const"));
                pyhf = shapeSysType(kind, path);
                constant = kind.equals("Const");
            }
            case "staterror" -> {
                parameters = vector(node, path, "stat_" + channel, bins);
                pyhf = statErrorType(node, path, distribution, channelPath);
            }
            default ->
                throw fields.error(
                        path + "/type",
                        "is '" + type + "', which is not read: expected histosys, normfactor, normsys, shapefactor,"
                                + " shapesys or staterror");
        }
        return new Hs3Modifier(node, path, pyhf, name, parameters, constraint, constant);
    }

    /** The name of the only parameter; in ROOT's files it may be left to a convention. */
    private String scalar(JsonNode node, String path, String usual) {
        if (node.has("parameters")) {
            JsonNode list = fields.array(node, "parameters", path);
            if (list.size() != 1) {
                throw fields.error(path + "/parameters", "has " + list.size() + " names, expected one");
            }
            return fields.text(list.get(0), path + "/parameters/0");
        }
        return node.has("parameter") ? fields.text(node, "parameter", path) : usual;
    }

    private List<String> vector(JsonNode node, String path, String usual, int bins) {
        List<String> names = new ArrayList<>();
        if (node.has("parameters")) {
            JsonNode list = fields.array(node, "parameters", path);
            for (int i = 0; i < list.size(); i++) {
                names.add(fields.text(list.get(i), path + "/parameters/" + i));
            }
            if (names.size() != bins) {
                throw fields.error(
                        path + "/parameters", "has " + names.size() + " names, the axes have " + bins + " bins");
            }
            if (new HashSet<>(names).size() != bins) {
                throw fields.error(path + "/parameters", "names a parameter twice: one parameter per bin is read");
            }
        } else {
            for (int i = 0; i < bins; i++) {
                names.add("gamma_" + usual + "_bin_" + i);
            }
        }
        return List.copyOf(names);
    }

    // ---- constraints and interpolation

    private Optional<String> namedConstraint(JsonNode node, String path) {
        for (String key : List.of("constraint_name", "constraint")) {
            if (node.has(key)) {
                String name = fields.text(node, key, path);
                if (constraints.contains(name)) {
                    return Optional.of(name);
                }
                if (key.equals("constraint_name") || !CONSTRAINT_TYPES.contains(name)) {
                    throw fields.error(
                            path + "/" + key, "is '" + name + "', but there is no gaussian_dist of that name");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> constraintType(JsonNode node, String path) {
        for (String key : List.of("constraint_type", "constraint")) {
            if (node.has(key)) {
                return Optional.of(fields.text(node, key, path));
            }
        }
        return Optional.empty();
    }

    private void requireGauss(JsonNode node, String path, Optional<String> named) {
        String type = named.isPresent() ? "Gauss" : constraintType(node, path).orElse("Gauss");
        if (!type.equals("Gauss")) {
            throw fields.error(
                    path + (node.has("constraint_type") ? "/constraint_type" : "/constraint"),
                    "is '" + type + "': a " + node.path("type").asText() + " has a Gauss constraint here");
        }
    }

    private String shapeSysType(String kind, String path) {
        return switch (kind) {
            case "Poisson" -> "shapesys";
            // what pyhf calls a staterror of one sample
            case "Gauss" -> "staterror";
            case "Const" -> "shapefactor";
            default -> throw fields.error(path + "/constraint", "is '" + kind + "': expected Poisson, Gauss or Const");
        };
    }

    /** The channel's word, then the modifier's; ROOT's default is Poisson. */
    private String statErrorType(JsonNode node, String path, JsonNode distribution, String channelPath) {
        JsonNode config = distribution.path("staterror");
        Optional<String> own = constraintType(node, path);
        Optional<String> shared = constraintType(config, channelPath + "/staterror");
        if (own.isPresent() && shared.isPresent() && !own.equals(shared)) {
            throw fields.error(
                    path + "/constraint",
                    "is '" + own.get() + "', but that of the channel's staterror is '" + shared.get() + "'");
        }
        String type = shared.or(() -> own).orElse("Poisson");
        if (!type.equals("Gauss") && !type.equals("Poisson")) {
            throw fields.error(
                    path + "/constraint", "is '" + type + "': a staterror has a Gauss or Poisson constraint");
        }
        return type.equals("Gauss") ? "staterror" : Hs3Modifier.POISSON_STAT_ERROR;
    }

    /** HistFactory's default, code 4: a polynomial of order 6 inside, exponential or linear outside. */
    private void requireInterpolation(
            JsonNode node, String path, JsonNode distribution, String channelPath, String type, String outside) {
        boolean own = node.has("interpolation");
        JsonNode given = own ? node.get("interpolation") : distribution.path("default_interpolation");
        if (given.isMissingNode() || (given.isIntegralNumber() && given.asInt() == 4)) {
            return;
        }
        boolean usual = given.path("type").asText().equals(type)
                && given.path("in").asText().equals("poly6")
                && given.path("out").asText().equals(outside);
        if (!usual) {
            throw fields.error(
                    own ? path + "/interpolation" : channelPath + "/default_interpolation",
                    "is " + given + ": a workspace holds no interpolation codes, so only HistFactory's default is read,"
                            + " here {\"type\":\"" + type + "\",\"in\":\"poly6\",\"out\":\"" + outside + "\"}");
        }
    }

    // ---- staterrors

    /** A staterror with Poisson constraint on one sample alone is a shapesys; on several, pyhf has no word for it. */
    private static List<ReadSample> poissonStatErrors(List<ReadSample> samples) {
        long found = samples.stream()
                .flatMap(s -> s.modifiers().stream())
                .filter(m -> m.type().equals(Hs3Modifier.POISSON_STAT_ERROR))
                .count();
        if (found != 1) {
            return samples;
        }
        return samples.stream()
                .map(s -> new ReadSample(
                        s.name(),
                        s.data(),
                        s.modifiers().stream()
                                .map(m -> m.type().equals(Hs3Modifier.POISSON_STAT_ERROR) ? m.ofType("shapesys") : m)
                                .toList()))
                .toList();
    }

    private void checkStatErrors(JsonNode node, String path, List<ReadSample> samples) {
        List<String> parameters = List.of();
        String type = "";
        double[] nominal = {};
        double[] variance = {};
        for (ReadSample sample : samples) {
            for (Hs3Modifier modifier : sample.modifiers()) {
                if (!modifier.node().path("type").asText().equals("staterror")) {
                    continue;
                }
                if (!sample.data().has("errors")) {
                    throw fields.error(
                            modifier.path(), "is a staterror, but sample '" + sample.name() + "' has no data/errors");
                }
                if (!parameters.isEmpty() && !parameters.equals(modifier.parameters())) {
                    throw fields.error(
                            modifier.path() + "/parameters", "differ from those of another staterror of this channel");
                }
                if (!type.isEmpty() && !type.equals(modifier.type())) {
                    throw fields.error(
                            modifier.path(),
                            "is a staterror with " + (type.equals("staterror") ? "Poisson" : "Gauss")
                                    + " constraint, but shares its parameters with one that has the other: say which of"
                                    + " the two in the channel's staterror");
                }
                parameters = modifier.parameters();
                type = modifier.type();
                int bins = sample.data().path("contents").size();
                nominal = nominal.length == 0 ? new double[bins] : nominal;
                variance = variance.length == 0 ? new double[bins] : variance;
                for (int b = 0; b < bins; b++) {
                    double error = sample.data().path("errors").get(b).doubleValue();
                    nominal[b] += sample.data().path("contents").get(b).doubleValue();
                    variance[b] += error * error;
                }
            }
        }
        JsonNode config = node.path("staterror");
        if (config.isMissingNode()) {
            return;
        }
        fields.object(config, path + "/staterror", "relThreshold", "constraint", "constraint_type");
        double threshold = config.has("relThreshold") ? fields.number(config, "relThreshold", path + "/staterror") : 0;
        for (int b = 0; b < nominal.length; b++) {
            double relative = Math.sqrt(variance[b]) / nominal[b];
            if (relative > 0 && relative < threshold) {
                throw fields.error(
                        path + "/staterror/relThreshold",
                        "is " + threshold + ", which holds bin " + b + " constant: give it no uncertainty instead");
            }
        }
    }

    // ---- names

    /** All modifiers that were read. */
    List<Hs3Modifier> modifiers() {
        return channels.stream()
                .flatMap(c -> c.samples().stream())
                .flatMap(s -> s.modifiers().stream())
                .toList();
    }

    /** Parameters in HS3 → name of the modifier in pyhf, in order of appearance. */
    Map<List<String>, String> pyhfNames() {
        return pyhfNames;
    }

    /**
     * In pyhf modifiers of one name share their parameters; in HS3 what counts are the parameters. So a modifier keeps its
     * name if that is all the parameters' own, and is otherwise called after its parameters.
     */
    private void nameAll() {
        Map<List<String>, Set<String>> namesOf = new LinkedHashMap<>();
        Map<String, Set<List<String>>> usersOf = new HashMap<>();
        Map<List<String>, Hs3Modifier> first = new HashMap<>();
        for (Hs3Modifier m : modifiers()) {
            namesOf.computeIfAbsent(m.parameters(), k -> new HashSet<>()).add(m.name());
            usersOf.computeIfAbsent(m.name(), k -> new HashSet<>()).add(m.parameters());
            first.putIfAbsent(m.parameters(), m);
        }
        Set<String> taken = new HashSet<>();
        namesOf.forEach((parameters, names) -> {
            String only = names.iterator().next();
            if (names.size() == 1
                    && !only.isEmpty()
                    && usersOf.getOrDefault(only, Set.of()).size() == 1) {
                pyhfNames.put(parameters, only);
                taken.add(only);
            } else {
                pyhfNames.put(parameters, "");
            }
        });
        pyhfNames.replaceAll((parameters, name) -> {
            if (!name.isEmpty()) {
                return name;
            }
            Hs3Modifier modifier = Objects.requireNonNull(first.get(parameters));
            String raw = parameters.get(0);
            String plain = raw.replaceFirst("^(alpha|gamma)_", "");
            String derived = modifier.isVector() ? plain.replaceFirst("_(bin_)?0$", "") : plain;
            for (String candidate : List.of(derived, raw, String.join(" ", parameters))) {
                if (taken.add(candidate)) {
                    return candidate;
                }
            }
            throw fields.error(modifier.path(), "has parameters whose name is taken: " + parameters);
        });
        nameLumi();
    }

    /** pyhf knows one factor with a Gaussian constraint, which must be called lumi. */
    private void nameLumi() {
        Set<List<String>> found = new HashSet<>();
        for (Hs3Modifier m : modifiers()) {
            if (m.type().equals("lumi") && found.add(m.parameters())) {
                if (found.size() > 1) {
                    throw fields.error(
                            m.path(),
                            "is the second normfactor with a Gaussian constraint: there can be one, the lumi");
                }
                if (!pyhfNames.containsValue("lumi")) {
                    pyhfNames.put(m.parameters(), "lumi");
                }
            }
        }
    }

    // ---- writing

    /** Channels in pyhf's JSON, with {@link WorkspaceReader#CONSTRAINT} where it needs it. */
    ArrayNode pyhf() {
        nameAll();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ReadChannel channel : channels) {
            ArrayNode samples = list.addObject().put("name", channel.name()).putArray("samples");
            for (ReadSample sample : channel.samples()) {
                ObjectNode node = samples.addObject().put("name", sample.name());
                node.set("data", sample.data().path("contents").deepCopy());
                ArrayNode modifiers = node.putArray("modifiers");
                for (Hs3Modifier modifier : sample.modifiers()) {
                    boolean poisson = modifier.type().equals(Hs3Modifier.POISSON_STAT_ERROR);
                    ObjectNode written = modifiers.addObject().put("name", pyhfNames.get(modifier.parameters()));
                    written.put("type", poisson ? "staterror" : modifier.type());
                    written.set("data", data(modifier, sample));
                    if (poisson) {
                        written.put(WorkspaceReader.CONSTRAINT, WorkspaceReader.POISSON);
                    }
                }
            }
        }
        return list;
    }

    private static JsonNode data(Hs3Modifier modifier, ReadSample sample) {
        JsonNode data = modifier.node().path("data");
        boolean fromErrors = modifier.node().path("type").asText().equals("staterror");
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (modifier.type()) {
            case "normsys" -> data.deepCopy();
            case "histosys" -> {
                node.set("hi_data", data.path("hi").path("contents").deepCopy());
                node.set("lo_data", data.path("lo").path("contents").deepCopy());
                yield node;
            }
            case "shapesys", "staterror", Hs3Modifier.POISSON_STAT_ERROR ->
                fromErrors
                        ? sample.data().path("errors").deepCopy()
                        : absolute(data.path("vals"), sample.data().path("contents"));
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    /** The values of a shapesys are relative, as ROOT writes them. */
    private static ArrayNode absolute(JsonNode relative, JsonNode contents) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (int b = 0; b < relative.size(); b++) {
            values.add(relative.get(b).doubleValue() * contents.get(b).doubleValue());
        }
        return values;
    }
}
