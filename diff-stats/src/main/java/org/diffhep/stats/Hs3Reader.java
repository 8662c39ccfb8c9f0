package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns an HS3 document that holds a HistFactory model into the JSON of a pyhf workspace, with {@link
 * WorkspaceReader#CONSTRAINT} where it needs it: one measurement for each analysis.
 * Everything that is not HistFactory is refused, with its JSON path.
 */
final class Hs3Reader {
    private static final Set<String> COMPONENTS = Set.of(
            "analyses",
            "data",
            "distributions",
            "domains",
            "functions",
            "likelihoods",
            "metadata",
            "misc",
            "parameter_points");

    private static final Set<String> DATA_TYPES = Set.of("binned", "unbinned");

    private final JsonNode root;
    private final JsonFields fields;
    private final Map<String, Integer> distributions;
    private final Map<String, Integer> data;
    private final Map<String, Integer> likelihoods;
    private final Map<String, Integer> domains;
    private final Map<String, Integer> points;
    private final Hs3Channels channels;

    private Hs3Reader(JsonFields fields, JsonNode root) {
        this.fields = fields;
        this.root = root;
        fields.object(root, "", COMPONENTS);
        String version = fields.text(root.path("metadata"), "hs3_version", "/metadata");
        if (!version.startsWith("0.")) {
            throw fields.error("/metadata/hs3_version", "is '" + version + "': versions 0.x are read");
        }
        distributions = named("distributions");
        data = named("data");
        likelihoods = named("likelihoods");
        domains = named("domains");
        points = named("parameter_points");
        Set<String> constraints = new HashSet<>();
        distributions.forEach((name, i) -> {
            String type = fields.text(root.path("distributions").get(i), "type", "/distributions/" + i);
            if (type.equals("gaussian_dist")) {
                constraints.add(name);
            } else if (!type.equals("histfactory_dist")) {
                throw fields.error(
                        "/distributions/" + i + "/type",
                        "is '" + type + "' (distribution '" + name
                                + "'): histfactory_dist is read, and gaussian_dist as"
                                + " the constraint of a modifier");
            }
        });
        if (!root.path("functions").isEmpty()) {
            throw fields.error(
                    "/functions/0",
                    "is function '"
                            + root.path("functions").path(0).path("name").asText()
                            + "': functions are not read, only histfactory_dist is");
        }
        data.forEach((name, i) -> {
            String type = fields.text(root.path("data").get(i), "type", "/data/" + i);
            if (!DATA_TYPES.contains(type)) {
                throw fields.error(
                        "/data/" + i + "/type",
                        "is '" + type + "' (data '" + name + "'): binned is read, and unbinned, which is filled into"
                                + " the bins of its distribution");
            }
        });
        channels = new Hs3Channels(fields, constraints);
    }

    /** Whether a document claims to be HS3. */
    static boolean recognises(JsonNode tree) {
        return !tree.has("channels")
                && (tree.has("distributions") || tree.path("metadata").has("hs3_version"));
    }

    /**
     * The pyhf workspace that a document holds, within {@link JsonFields#collect}.
     *
     * @param fields where problems go: it is not HS3, or not HistFactory
     */
    static JsonNode pyhf(JsonFields fields, JsonNode root) {
        ObjectNode standard = standardPart(fields, root);
        JsonNode note = root.at(Hs3Writer.RESIDUAL);
        // an edited document means what its standard part says
        return note.isObject() && note.path("digest").asText().equals(digest(root))
                ? JsonPatch.apply(fields, note.path("patch"), standard, Hs3Writer.RESIDUAL + "/patch")
                : standard;
    }

    /** The same without what {@link Hs3Writer} keeps beside the standard. */
    static ObjectNode standardPart(JsonFields fields, JsonNode root) {
        return new Hs3Reader(fields, root).read();
    }

    /** SHA-256 of a document without {@code misc}. */
    static String digest(JsonNode root) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        root.properties().forEach(field -> {
            if (!field.getKey().equals("misc")) {
                copy.set(field.getKey(), field.getValue());
            }
        });
        return CanonicalJson.digest(copy, "sha256");
    }

    /** Entries of a component by name. */
    private Map<String, Integer> named(String component) {
        Map<String, Integer> map = new LinkedHashMap<>();
        if (!root.has(component)) {
            return map;
        }
        JsonNode list = fields.array(root, component, "");
        for (int i = 0; i < list.size(); i++) {
            String path = "/" + component + "/" + i;
            fields.requireObject(list.get(i), path);
            String name = fields.text(list.get(i), "name", path);
            if (map.put(name, i) != null) {
                throw fields.error(path + "/name", "is '" + name + "', which is taken by another entry");
            }
        }
        return map;
    }

    private int index(Map<String, Integer> map, String component, String name, String path) {
        Integer found = map.get(name);
        if (found == null) {
            throw fields.error(path, "is '" + name + "', which is not among /" + component + ": " + map.keySet());
        }
        return found;
    }

    // ---- likelihood

    private ObjectNode read() {
        List<Integer> analyses = new ArrayList<>();
        String likelihood = chosenLikelihood(analyses);
        int l = index(likelihoods, "likelihoods", likelihood, "/likelihoods");
        String path = "/likelihoods/" + l;
        JsonNode node = root.path("likelihoods").get(l);
        fields.object(node, path, "name", "distributions", "data", "aux_distributions");
        if (!node.path("aux_distributions").isEmpty()) {
            throw fields.error(
                    path + "/aux_distributions", "is not empty: constraints are read where a modifier names them");
        }
        JsonNode dists = fields.filledArray(node, "distributions", path);
        JsonNode dataNames = fields.filledArray(node, "data", path);
        if (dists.size() != dataNames.size()) {
            throw fields.error(
                    path + "/data",
                    "has " + dataNames.size() + " entries, there are " + dists.size() + " distributions");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < dists.size(); i++) {
            names.add(fields.text(dists.get(i), path + "/distributions/" + i));
        }
        boolean prefixed = names.stream().allMatch(n -> n.startsWith(Hs3Writer.CHANNEL_PREFIX));
        ArrayNode observations = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < names.size(); i++) {
            int d = index(distributions, "distributions", names.get(i), path + "/distributions/" + i);
            JsonNode distribution = root.path("distributions").get(d);
            if (!distribution.path("type").asText().equals("histfactory_dist")) {
                throw fields.error(
                        path + "/distributions/" + i,
                        "is '" + names.get(i) + "', a "
                                + distribution.path("type").asText() + ": a likelihood of histfactory_dist is read");
            }
            String channel = prefixed ? names.get(i).substring(Hs3Writer.CHANNEL_PREFIX.length()) : names.get(i);
            channels.read(distribution, "/distributions/" + d, channel);
            observations.add(observation(dataNames.get(i), path + "/data/" + i, channel, distribution));
        }
        ObjectNode workspace = JsonNodeFactory.instance.objectNode();
        workspace.set("channels", channels.pyhf());
        workspace.set("observations", observations);
        workspace.set("measurements", measurements(analyses, likelihood, workspace));
        workspace.put("version", "1.0.0");
        return workspace;
    }

    /**
     * The likelihood of all analyses. ROOT writes each HistFactory model twice, with Asimov data and with the observed: then
     * it is the latter, whose name ends with obsData.
     */
    private String chosenLikelihood(List<Integer> chosen) {
        Map<String, List<Integer>> users = new LinkedHashMap<>();
        JsonNode analyses =
                root.has("analyses") ? fields.array(root, "analyses", "") : JsonNodeFactory.instance.arrayNode();
        for (int a = 0; a < analyses.size(); a++) {
            String path = "/analyses/" + a;
            fields.object(
                    analyses.get(a),
                    path,
                    "name",
                    "likelihood",
                    "parameters_of_interest",
                    "domain",
                    "domains",
                    "init",
                    "prior");
            String name = fields.text(analyses.get(a), "likelihood", path);
            index(likelihoods, "likelihoods", name, path + "/likelihood");
            users.computeIfAbsent(name, n -> new ArrayList<>()).add(a);
        }
        if (users.isEmpty()) {
            likelihoods.keySet().forEach(name -> users.put(name, List.of()));
        }
        List<String> names = new ArrayList<>(users.keySet());
        if (names.isEmpty()) {
            throw fields.error("/likelihoods", "is missing or empty: expected what pairs distributions with data");
        }
        if (names.size() > 1) {
            names.removeIf(name -> !name.endsWith("obsData"));
        }
        if (names.size() != 1) {
            throw fields.error(
                    "/likelihoods",
                    "are several, " + users.keySet()
                            + ": a workspace holds one data set; keep one, or let the name of one"
                            + " alone end with obsData");
        }
        String likelihood = names.get(0);
        chosen.addAll(users.getOrDefault(likelihood, List.of()));
        return likelihood;
    }

    private ObjectNode observation(JsonNode name, String path, String channel, JsonNode distribution) {
        if (!name.isTextual()) {
            throw fields.error(path, "is " + name + ": expected the name of binned data");
        }
        int d = index(data, "data", name.textValue(), path);
        String at = "/data/" + d;
        JsonNode node = root.path("data").get(d);
        Hs3Axes axes = Hs3Axes.read(fields, distribution, at);
        ObjectNode observation = JsonNodeFactory.instance.objectNode().put("name", channel);
        if (node.path("type").asText().equals("unbinned")) {
            fields.object(node, at, "name", "type", "axes", "entries", "weights");
            ArrayNode filled = observation.putArray("data");
            for (double content : axes.fill(fields, node, at)) {
                filled.add(content);
            }
            return observation;
        }
        fields.object(node, at, "name", "type", "axes", "contents");
        int bins = Hs3Axes.read(fields, node, at).bins();
        double[] contents = fields.numbers(node, "contents", at);
        if (contents.length != bins || bins != axes.bins()) {
            throw fields.error(
                    at + "/contents",
                    "has " + contents.length + " numbers, its axes have " + bins + " bins and those of channel '"
                            + channel + "' " + axes.bins());
        }
        observation.set("data", node.path("contents").deepCopy());
        return observation;
    }

    // ---- measurements

    private ArrayNode measurements(List<Integer> analyses, String likelihood, ObjectNode workspace) {
        WorkspaceReader reader = new WorkspaceReader(workspace, WorkspaceReader.Rules.OWN);
        reader.fields().problems().stream().findFirst().ifPresent(problem -> {
            throw fields.error("/distributions", "hold no HistFactory model; as a pyhf workspace, " + problem);
        });
        Hs3Parameters parameters = new Hs3Parameters(fields, root, channels, reader.channels());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        if (analyses.isEmpty()) {
            parameters.measurement(list.addObject().put("name", likelihood), List.of(), List.of(), List.of(), "");
        }
        for (int a : analyses) {
            String path = "/analyses/" + a;
            JsonNode analysis = root.path("analyses").get(a);
            List<JsonNode> ranges = new ArrayList<>();
            List<String> rangePaths = new ArrayList<>();
            rangeNames(analysis, path).forEach((at, name) -> {
                int d = index(domains, "domains", name, at);
                ranges.add(root.path("domains").get(d));
                rangePaths.add("/domains/" + d);
            });
            List<JsonNode> starts = new ArrayList<>();
            if (points.containsKey("default_values")) {
                starts.add(root.path("parameter_points").get(points.getOrDefault("default_values", 0)));
            }
            if (analysis.hasNonNull("init")) {
                String name = fields.text(analysis, "init", path);
                starts.add(root.path("parameter_points").get(index(points, "parameter_points", name, path + "/init")));
            }
            String poi = "";
            JsonNode pois = analysis.path("parameters_of_interest");
            // of several, which ROOT sorts by name, none is the first: then commands are told which
            if (pois.size() == 1) {
                poi = fields.text(pois.get(0), path + "/parameters_of_interest/0");
            }
            parameters.measurement(
                    list.addObject().put("name", fields.text(analysis, "name", path)), ranges, rangePaths, starts, poi);
        }
        return list;
    }

    /** JSON path → name of the domains of an analysis, the general one first. */
    private Map<String, String> rangeNames(JsonNode analysis, String path) {
        Map<String, String> names = new LinkedHashMap<>();
        if (domains.containsKey("default_domain")) {
            names.put("/domains", "default_domain");
        }
        if (analysis.has("domain")) {
            names.put(path + "/domain", fields.text(analysis, "domain", path));
        }
        if (analysis.has("domains")) {
            JsonNode list = fields.array(analysis, "domains", path);
            for (int i = 0; i < list.size(); i++) {
                names.put(path + "/domains/" + i, fields.text(list.get(i), path + "/domains/" + i));
            }
        }
        return names;
    }
}
