package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pyhf patch set: named JSON patches (RFC 6902) that turn a background-only workspace into those of signals. A file
 * with a bare JSON patch is read as a set of one patch with an empty name.
 */
public final class PatchSet {
    private final String source;
    private final PatchSetReader content;

    private PatchSet(JsonNode root, String source) {
        this.source = source;
        content = new PatchSetReader(root, false);
        content.fields().requireNone(source);
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

    /**
     * Everything that is wrong with a file, as pyhf's JSON schema 1.0.0 has it; names and points that are taken twice.
     *
     * @param file patch set, or a bare JSON patch
     * @return problems; empty if there is none
     * @throws IOException if it cannot be read
     */
    public static List<Problem> validate(Path file) throws IOException {
        try {
            return new PatchSetReader(JsonText.read(file), true).fields().problems();
        } catch (InvalidModelException e) {
            return List.of(Problem.error("", String.valueOf(e.getMessage())));
        }
    }

    /**
     * Everything that is wrong with a text, as {@link #validate(Path)}.
     *
     * @param json patch set, or a bare JSON patch
     */
    public static List<Problem> validate(String json) {
        try {
            return new PatchSetReader(JsonText.parse(json, "the text"), true)
                    .fields()
                    .problems();
        } catch (InvalidModelException e) {
            return List.of(Problem.error("", String.valueOf(e.getMessage())));
        }
    }

    /** Names of the patches, in order. */
    public List<String> names() {
        return List.copyOf(content.patches().keySet());
    }

    /** Names of the axes of the points that the patches stand for. */
    public List<String> labels() {
        return content.labels();
    }

    /**
     * The point of a patch.
     *
     * @throws InvalidModelException if there is no such patch, or a coordinate is a string
     */
    public List<Double> values(String name) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : require(name).values()) {
            if (!value.isNumber()) {
                throw new InvalidModelException(source + ": /patches/" + names().indexOf(name)
                        + "/metadata/values holds " + value + ", which is not a number");
            }
            values.add(value.doubleValue());
        }
        return List.copyOf(values);
    }

    /** Digests of the workspace that the set was made for: algorithm → hexadecimal digest. */
    public Map<String, String> digests() {
        return Map.copyOf(content.digests());
    }

    /**
     * Checks that the set was made for a workspace.
     *
     * @throws InvalidModelException if a digest differs
     */
    public void verify(Workspace workspace) {
        content.digests().forEach((algorithm, expected) -> {
            String actual = workspace.digest(algorithm);
            if (!actual.equalsIgnoreCase(expected)) {
                throw new InvalidModelException(
                        source + ": /metadata/digests/" + algorithm + ": the patch set is not for " + workspace.source()
                                + ", whose digest is " + actual + ", expected " + expected);
            }
        });
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
        String key = name.isEmpty() && content.patches().size() == 1 ? names().get(0) : name;
        PatchSetReader.Patch patch = require(key);
        return workspace.patched(patch.operations(), patchPath(key), source + (key.isEmpty() ? "" : ":" + key));
    }

    private String patchPath(String name) {
        return content.isBare() ? "" : "/patches/" + names().indexOf(name) + "/patch";
    }

    private PatchSetReader.Patch require(String name) {
        PatchSetReader.Patch patch = content.patches().get(name);
        if (patch == null) {
            throw new InvalidModelException(source + ": there is no patch '" + name + "'; there are " + names());
        }
        return patch;
    }
}
