package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pyhf patch set: named JSON patches (RFC 6902) that turn a background-only workspace into those of signals. A file
 * with a bare JSON patch is read as a set of one patch with an empty name.
 */
public final class PatchSet {
    private final String source;
    private final Map<String, JsonNode> patches;
    private final Map<String, List<Double>> values;
    private final Map<String, String> digests;
    private final List<String> labels;

    private PatchSet(JsonNode root, String source) {
        this.source = source;
        patches = new LinkedHashMap<>();
        values = new LinkedHashMap<>();
        digests = new LinkedHashMap<>();
        List<String> axes = new ArrayList<>();
        if (root.isArray()) {
            patches.put("", root);
            labels = List.of();
            return;
        }
        if (!root.path("patches").isArray()) {
            throw new InvalidModelException(
                    source + ": /patches is not a list: expected a pyhf patch set, or a list of JSON patch operations");
        }
        root.path("metadata").path("labels").forEach(label -> axes.add(label.asText()));
        labels = List.copyOf(axes);
        root.path("metadata")
                .path("digests")
                .properties()
                .forEach(field -> digests.put(field.getKey(), field.getValue().asText()));
        int i = 0;
        for (JsonNode patch : root.path("patches")) {
            add(patch, "/patches/" + i++);
        }
    }

    private void add(JsonNode patch, String path) {
        JsonNode name = patch.path("metadata").path("name");
        if (!name.isTextual() || !patch.path("patch").isArray()) {
            throw new InvalidModelException(source + ": " + path + " lacks a metadata/name or a list named patch");
        }
        if (patches.put(name.textValue(), patch.path("patch")) != null) {
            throw new InvalidModelException(
                    source + ": " + path + ": two patches are named '" + name.textValue() + "'");
        }
        List<Double> point = new ArrayList<>();
        patch.path("metadata").path("values").forEach(v -> point.add(v.asDouble()));
        if (point.size() != labels.size()) {
            throw new InvalidModelException(source + ": " + path + "/metadata/values has " + point.size()
                    + " entries, the set has " + labels.size() + " labels");
        }
        values.put(name.textValue(), List.copyOf(point));
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws InvalidModelException if it is not a patch set
     */
    public static PatchSet read(Path file) throws IOException {
        return new PatchSet(JsonText.read(file), file.toString());
    }

    /**
     * Reads a text.
     *
     * @param json patch set
     * @param name what to call it in messages
     * @throws InvalidModelException if it is not a patch set
     */
    public static PatchSet parse(String json, String name) {
        return new PatchSet(JsonText.parse(json, name), name);
    }

    /** Names of the patches, in order. */
    public List<String> names() {
        return List.copyOf(patches.keySet());
    }

    /** Names of the axes of the points that the patches stand for. */
    public List<String> labels() {
        return labels;
    }

    /** The point of a patch. */
    public List<Double> values(String name) {
        require(name);
        return values.getOrDefault(name, List.of());
    }

    /** Digests of the workspace that the set was made for: algorithm → hexadecimal digest. */
    public Map<String, String> digests() {
        return Map.copyOf(digests);
    }

    /**
     * Checks that the set was made for a workspace.
     *
     * @throws InvalidModelException if a digest differs
     */
    public void verify(Workspace workspace) {
        for (Map.Entry<String, String> digest : digests.entrySet()) {
            String actual = workspace.digest(digest.getKey());
            if (!actual.equals(digest.getValue())) {
                throw new InvalidModelException(source + ": the patch set is not for " + workspace.source() + ": its "
                        + digest.getKey() + " is " + actual + ", expected " + digest.getValue());
            }
        }
    }

    /**
     * Verifies, and applies one patch.
     *
     * @param workspace left as it is
     * @param name name of the patch; empty for the only one
     * @throws InvalidModelException if there is no such patch, it is for another workspace, or it does not apply
     */
    public Workspace apply(Workspace workspace, String name) {
        verify(workspace);
        String key = name.isEmpty() && patches.size() == 1 ? names().get(0) : name;
        return workspace.patched(require(key), source + (key.isEmpty() ? "" : ":" + key));
    }

    private JsonNode require(String name) {
        JsonNode patch = patches.get(name);
        if (patch == null) {
            throw new InvalidModelException(source + ": there is no patch '" + name + "'; there are " + names());
        }
        return patch;
    }
}
