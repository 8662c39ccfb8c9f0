package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads pyhf's patch sets and bare JSON patches, and collects what is wrong with them. A complete document must have all
 * that pyhf's JSON schema 1.0.0 requires; otherwise metadata may be missing.
 */
final class PatchSetReader {
    /** One patch: its operations, and the point that it stands for. */
    record Patch(JsonNode operations, List<JsonNode> values) {}

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]+");
    /** Algorithm → form of its digests. */
    private static final Map<String, Pattern> DIGESTS =
            Map.of("md5", Pattern.compile("[a-f0-9]{32}"), "sha256", Pattern.compile("[a-fA-F0-9]{64}"));

    private static final Pattern HEPDATA = Pattern.compile("ins[0-9]{7}");

    private final JsonNode root;
    private final boolean complete;
    private final JsonFields fields = new JsonFields();
    private final Map<String, Patch> patches = new LinkedHashMap<>();
    private final Map<List<JsonNode>, String> points = new LinkedHashMap<>();
    private final Map<String, String> digests = new LinkedHashMap<>();
    private final List<String> labels = new ArrayList<>();

    PatchSetReader(JsonNode root, boolean complete) {
        this.root = root;
        this.complete = complete;
        fields.collect(() -> {
            if (isBare()) {
                JsonPatch.check(fields, root, "");
                patches.put("", new Patch(root, List.of()));
            } else {
                read();
            }
            return root;
        });
    }

    boolean isBare() {
        return root.isArray();
    }

    JsonFields fields() {
        return fields;
    }

    Map<String, Patch> patches() {
        return patches;
    }

    Map<String, String> digests() {
        return digests;
    }

    List<String> labels() {
        return List.copyOf(labels);
    }

    private void read() {
        if (!root.isObject()) {
            throw fields.error("", "is neither a patch set nor a list of JSON patch operations");
        }
        fields.object(root, "", "patches", "metadata", "version");
        JsonNode version = root.path("version");
        if (complete || !version.isMissingNode()) {
            if (!version.asText().equals("1.0.0")) {
                fields.note(
                        "/version", version.isMissingNode() ? "is missing" : "is " + version + ", expected \"1.0.0\"");
            }
        }
        fields.collect(() -> {
            readMetadata();
            return root;
        });
        if (!root.path("patches").isArray()) {
            throw fields.error(
                    "/patches", "is not a list: expected a pyhf patch set, or a list of JSON patch operations");
        }
        JsonNode list = fields.filledArray(root, "patches", "");
        for (int i = 0; i < list.size(); i++) {
            JsonNode patch = list.get(i);
            String path = "/patches/" + i;
            fields.collect(() -> {
                readPatch(patch, path);
                return patch;
            });
        }
    }

    private void readMetadata() {
        JsonNode metadata = root.path("metadata");
        if (metadata.isMissingNode() && !complete) {
            return;
        }
        fields.requireObject(metadata, "/metadata");
        if (wanted(metadata, "labels")) {
            JsonNode list = fields.array(metadata, "labels", "/metadata");
            if (complete && list.isEmpty()) {
                fields.note("/metadata/labels", "is empty: expected at least one entry");
            }
            for (int i = 0; i < list.size(); i++) {
                String path = "/metadata/labels/" + i;
                String label = fields.text(list.get(i), path);
                labels.add(label);
                requireForm(NAME, label, path);
            }
        }
        if (wanted(metadata, "digests")) {
            JsonNode node = metadata.path("digests");
            fields.object(node, "/metadata/digests", DIGESTS.keySet());
            DIGESTS.forEach((algorithm, form) -> {
                if (node.has(algorithm)) {
                    String digest = fields.text(node, algorithm, "/metadata/digests");
                    digests.put(algorithm, digest);
                    requireForm(form, digest, "/metadata/digests/" + algorithm);
                }
            });
            if (complete && node.isEmpty()) {
                fields.note("/metadata/digests", "is empty: expected sha256 or md5");
            }
        }
        if (complete) {
            fields.text(metadata, "description", "/metadata");
            JsonNode references = metadata.path("references");
            fields.object(references, "/metadata/references", "hepdata");
            requireForm(
                    HEPDATA,
                    fields.text(references, "hepdata", "/metadata/references"),
                    "/metadata/references/hepdata");
        }
    }

    private boolean wanted(JsonNode parent, String key) {
        return complete || parent.has(key);
    }

    private void requireForm(Pattern form, String text, String path) {
        if (complete && !form.matcher(text).matches()) {
            fields.note(path, "is '" + text + "', which is not of the form " + form);
        }
    }

    private void readPatch(JsonNode patch, String path) {
        fields.object(patch, path, "metadata", "patch");
        JsonNode metadata = patch.path("metadata");
        fields.requireObject(metadata, path + "/metadata");
        String name = fields.text(metadata, "name", path + "/metadata");
        requireForm(NAME, name, path + "/metadata/name");
        List<JsonNode> values = new ArrayList<>();
        if (wanted(metadata, "values")) {
            JsonNode list = fields.array(metadata, "values", path + "/metadata");
            for (int i = 0; i < list.size(); i++) {
                if (!list.get(i).isNumber() && !list.get(i).isTextual()) {
                    throw fields.error(path + "/metadata/values/" + i, "is neither a number nor a string");
                }
                values.add(list.get(i));
            }
        }
        if (values.size() != labels.size()) {
            throw fields.error(
                    path + "/metadata/values",
                    "has " + values.size() + " entries, the set has " + labels.size() + " labels");
        }
        JsonPatch.check(fields, patch.path("patch"), path + "/patch");
        if (patches.putIfAbsent(name, new Patch(patch.path("patch"), List.copyOf(values))) != null) {
            throw fields.error(path + "/metadata/name", "is '" + name + "', which another patch is named too");
        }
        String other = values.isEmpty() ? null : points.putIfAbsent(values, name);
        if (other != null) {
            throw fields.error(path + "/metadata/values", "are those of patch '" + other + "' too");
        }
    }
}
