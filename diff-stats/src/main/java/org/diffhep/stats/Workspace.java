package org.diffhep.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pyhf workspace (JSON, schema 1.0.0): channels, observations and measurements. Immutable. What was read is kept as it
 * is, so that writing gives back every entry, known or not.
 */
public final class Workspace {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode root;
    private final String source;
    private final List<Channel> channels;
    private final List<Observation> observations;
    private final List<Measurement> measurements;

    private Workspace(ObjectNode root, String source) {
        this.root = root;
        this.source = source;
        WorkspaceReader reader = new WorkspaceReader(root, source);
        channels = reader.channels();
        observations = reader.observations();
        measurements = reader.measurements();
    }

    /**
     * Reads a file.
     *
     * @param file a workspace
     * @throws IOException if the file cannot be read
     * @throws InvalidModelException if it is not a workspace; the message gives file and JSON path
     */
    public static Workspace read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    }

    /**
     * Reads a text.
     *
     * @param json a workspace
     * @param name what to call it in messages
     * @throws InvalidModelException if it is not a workspace; the message gives name and JSON path
     */
    public static Workspace parse(String json, String name) {
        return fromTree(parseTree(json, name), name);
    }

    static JsonNode parseTree(String json, String name) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidModelException(name + " is not valid JSON: " + e.getOriginalMessage() + where);
        }
    }

    static Workspace fromTree(JsonNode tree, String name) {
        if (!tree.isObject()) {
            throw new InvalidModelException(name + ": / is not a JSON object: expected a pyhf workspace");
        }
        return new Workspace((ObjectNode) tree, name);
    }

    /**
     * A workspace made in memory.
     *
     * @param channels channels
     * @param observations one for each channel, or none at all
     * @param measurements measurements
     */
    public static Workspace of(List<Channel> channels, List<Observation> observations, List<Measurement> measurements) {
        return new Workspace(WorkspaceWriter.tree(MAPPER, channels, observations, measurements), "workspace");
    }

    /** The JSON text, indented. */
    public String toJson() {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes the JSON text, to a temporary name first.
     *
     * @param file target, replaced if it exists
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        // a plain file, not one of createTempFile: those are readable by their owner alone
        Path temporary = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.writeString(temporary, toJson(), StandardCharsets.UTF_8);
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Where it came from, for messages. */
    public String source() {
        return source;
    }

    /** Channels, as in the file. */
    public List<Channel> channels() {
        return channels;
    }

    /** Observations, as in the file; empty if it has none. */
    public List<Observation> observations() {
        return observations;
    }

    /** Measurements, as in the file. */
    public List<Measurement> measurements() {
        return measurements;
    }

    /**
     * The measurement of a name.
     *
     * @throws InvalidModelException if there is none
     */
    public Measurement measurement(String name) {
        Optional<Measurement> found =
                measurements.stream().filter(m -> m.name().equals(name)).findFirst();
        return found.orElseThrow(() -> new InvalidModelException(source + ": there is no measurement '" + name
                + "'; there are "
                + measurements.stream().map(m -> "'" + m.name() + "'").toList()));
    }

    /**
     * The model of the first measurement.
     *
     * @throws InvalidModelException if the workspace contradicts itself, or has no measurement
     */
    public HistFactoryModel model() {
        if (measurements.isEmpty()) {
            throw new InvalidModelException(source + ": /measurements is empty: add a measurement");
        }
        return model(measurements.get(0));
    }

    /**
     * The model of the measurement of a name.
     *
     * @throws InvalidModelException if the workspace contradicts itself, or has no such measurement
     */
    public HistFactoryModel model(String measurement) {
        return model(measurement(measurement));
    }

    private HistFactoryModel model(Measurement measurement) {
        return model(measurement, InterpolationCodes.DEFAULT);
    }

    /**
     * The model of a measurement with chosen interpolation codes.
     *
     * @throws InvalidModelException if the workspace contradicts itself
     */
    public HistFactoryModel model(Measurement measurement, InterpolationCodes codes) {
        try {
            return HistFactoryModel.of(channels, measurement, codes);
        } catch (InvalidModelException e) {
            throw new InvalidModelException(source + ": " + e.getMessage());
        }
    }

    /**
     * The observed data, with the auxiliary data of a model of this workspace.
     *
     * @param model a model of this workspace
     * @throws InvalidModelException if a channel has no observation
     */
    public Data data(HistFactoryModel model) {
        try {
            return model.data(observations);
        } catch (InvalidModelException e) {
            throw new InvalidModelException(source + ": " + e.getMessage());
        }
    }

    /**
     * Digest as pyhf makes it, of the canonical JSON text.
     *
     * @param algorithm {@code sha256}, {@code md5} or {@code sha1}, or another of the Java platform's
     * @return hexadecimal digits
     */
    public String digest(String algorithm) {
        String name = algorithm.toUpperCase(Locale.ROOT).replaceFirst("^SHA(\\d)", "SHA-$1");
        try {
            byte[] bytes = MessageDigest.getInstance(name)
                    .digest(CanonicalJson.of(root).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("there is no digest '" + algorithm + "': use sha256, md5 or sha1", e);
        }
    }

    /** Channels, samples, modifiers, measurements, parameters and observations in the order of their names. */
    public Workspace sorted() {
        ObjectNode tree = tree();
        sort(tree.path("channels"));
        for (JsonNode channel : tree.path("channels")) {
            sort(channel.path("samples"));
            for (JsonNode sample : channel.path("samples")) {
                sort(sample.path("modifiers"));
            }
        }
        sort(tree.path("measurements"));
        for (JsonNode measurement : tree.path("measurements")) {
            sort(measurement.path("config").path("parameters"));
        }
        sort(tree.path("observations"));
        return fromTree(tree, source);
    }

    private static void sort(JsonNode list) {
        if (list instanceof ArrayNode array) {
            List<JsonNode> items = new ArrayList<>();
            array.forEach(items::add);
            items.sort(Comparator.comparing((JsonNode item) -> item.path("name").asText())
                    .thenComparing(item -> item.path("type").asText()));
            array.removeAll().addAll(items);
        }
    }

    /**
     * Applies a JSON patch (RFC 6902).
     *
     * @param patch list of operations
     * @param name what to call it in messages
     * @throws InvalidModelException if it does not apply, or the result is not a workspace
     */
    Workspace patched(JsonNode patch, String name) {
        JsonNode result;
        try {
            result = JsonPatch.apply(patch, root);
        } catch (JsonPatchApplicationException e) {
            throw new InvalidModelException(name + ": the patch does not apply to " + source + ": " + e.getMessage());
        }
        return fromTree(result, source + " + " + name);
    }

    /** A copy of the JSON tree. */
    ObjectNode tree() {
        return root.deepCopy();
    }
}
