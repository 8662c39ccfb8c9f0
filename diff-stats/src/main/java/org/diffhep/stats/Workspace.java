package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A HistFactory workspace: channels, observations and measurements, as in pyhf's JSON (schema 1.0.0). Immutable. What was
 * read is kept as it is, so that writing gives it back to the letter.
 *
 * <p>HS3 (HEP Statistics Serialization Standard, versions 0.x) is read and written too, with the conventions of ROOT's
 * RooJSONFactoryWSTool: each {@code histfactory_dist} of the likelihood is a channel, each analysis a measurement. Of
 * ROOT's two analyses of one model, with Asimov and with observed data, the latter is read. A normfactor with a
 * Gaussian constraint is the lumi; a shapesys with Gaussian constraint, a staterror; a staterror with Poisson
 * constraint, if one sample alone carries it, a shapesys. pyhf has no word for one that samples share: such a workspace
 * is fitted and written as HS3, but not as pyhf's JSON.
 *
 * <p>HS3 has no word for these, so that {@link #toHs3Json} keeps them under {@code misc/diffhep}: the order of a
 * measurement's parameters and those that the model lacks; defaults that are written out; a POI that the model lacks;
 * observations of other channels; the last digit of a shapesys' uncertainties, which are relative there. None of them
 * changes the likelihood. Where something would, writing is refused: several staterror names in a channel that samples
 * share, and widths of single bins that are set by a measurement.
 */
public final class Workspace {
    /** pyhf's JSON, with {@link WorkspaceReader#CONSTRAINT} where it needs it. */
    private final ObjectNode root;

    private final String source;
    /** The HS3 document that this was read from, given back when HS3 is written. */
    private final Optional<ObjectNode> hs3;

    private final List<Channel> channels;
    private final List<Observation> observations;
    private final List<Measurement> measurements;

    private Workspace(ObjectNode root, String source, Optional<ObjectNode> hs3, WorkspaceReader.Rules rules) {
        this.root = root;
        this.source = source;
        this.hs3 = hs3;
        WorkspaceReader reader = new WorkspaceReader(root, rules);
        reader.fields().requireNone(source);
        channels = reader.channels();
        observations = reader.observations();
        measurements = reader.measurements();
    }

    /**
     * Reads a file. By its content it is pyhf's JSON or HS3.
     *
     * @param file a workspace; UTF-8, a byte order mark is skipped
     * @throws IOException if the file cannot be read
     * @throws InvalidModelException if it is not a workspace; the message gives file and JSON path
     */
    public static Workspace read(Path file) throws IOException {
        return fromTree(JsonText.read(file), file.toString());
    }

    /**
     * Reads a text. By its content it is pyhf's JSON or HS3. Keys that pyhf's schema does not know are refused, but a
     * workspace may lack observations, measurements, its version and fields that say nothing; {@link #validate(String)}
     * is as strict as pyhf.
     *
     * @param json a workspace
     * @param name what to call it in messages
     * @throws InvalidModelException if it is not a workspace; the message gives name and JSON path
     */
    public static Workspace parse(String json, String name) {
        return fromTree(JsonText.parse(json, name), name);
    }

    private static Workspace fromTree(JsonNode tree, String name) {
        if (Hs3Reader.recognises(tree)) {
            JsonFields fields = new JsonFields();
            JsonNode pyhf = fields.collect(() -> Hs3Reader.pyhf(fields, tree)).orElse(tree);
            fields.requireNone(name);
            return new Workspace(object(pyhf, name), name, Optional.of(object(tree, name)), WorkspaceReader.Rules.OWN);
        }
        return new Workspace(object(tree, name), name, Optional.empty(), WorkspaceReader.Rules.LENIENT);
    }

    /**
     * A workspace made of others, whose words it may use.
     *
     * @param tree pyhf's JSON
     * @param name what to call it in messages
     * @throws InvalidModelException if it is not a workspace; the message gives name and JSON path
     */
    static Workspace derived(JsonNode tree, String name, Workspace... origins) {
        boolean own = List.of(origins).stream()
                .anyMatch(origin -> !PoissonStatErrors.samples(origin.channels).isEmpty());
        return new Workspace(
                object(tree, name),
                name,
                Optional.empty(),
                own ? WorkspaceReader.Rules.OWN : WorkspaceReader.Rules.LENIENT);
    }

    private static ObjectNode object(JsonNode tree, String name) {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidModelException(name + ": / is not a JSON object: expected a pyhf workspace or HS3");
    }

    /**
     * Everything that is wrong with a file: first what pyhf's JSON schema 1.0.0 refuses; if there is none of that, what
     * contradicts itself; and warnings of what is probably not meant. Without errors the models of all measurements can
     * be built.
     *
     * @param file pyhf's JSON or HS3
     * @return problems in the order of the document; empty if there is none
     * @throws IOException if the file cannot be read
     */
    public static List<Problem> validate(Path file) throws IOException {
        try {
            return WorkspaceValidator.validate(JsonText.read(file));
        } catch (InvalidModelException e) {
            return List.of(Problem.error("", String.valueOf(e.getMessage())));
        }
    }

    /**
     * Everything that is wrong with a text, as {@link #validate(Path)}.
     *
     * @param json pyhf's JSON or HS3
     */
    public static List<Problem> validate(String json) {
        try {
            return WorkspaceValidator.validate(JsonText.parse(json, "the text"));
        } catch (InvalidModelException e) {
            return List.of(Problem.error("", String.valueOf(e.getMessage())));
        }
    }

    /**
     * A workspace made in memory.
     *
     * @param channels channels
     * @param observations one for each channel, or none at all
     * @param measurements measurements
     */
    public static Workspace of(List<Channel> channels, List<Observation> observations, List<Measurement> measurements) {
        return new Workspace(
                WorkspaceWriter.tree(JsonText.MAPPER, channels, observations, measurements),
                "workspace",
                Optional.empty(),
                WorkspaceReader.Rules.OWN);
    }

    /**
     * pyhf's JSON, indented.
     *
     * @throws InvalidModelException if samples share a staterror with Poisson constraint, which pyhf has no word for
     */
    public String toJson() {
        return JsonText.write(PoissonStatErrors.pyhf(this, root));
    }

    /**
     * Writes pyhf's JSON, to a temporary name first.
     *
     * @param file target, replaced if it exists
     * @throws IOException if it cannot be written
     * @throws InvalidModelException as {@link #toJson}
     */
    public void write(Path file) throws IOException {
        JsonText.write(PoissonStatErrors.pyhf(this, root), file);
    }

    /**
     * HS3's JSON, indented: the document that the workspace was read from, or one made from it.
     *
     * @throws InvalidModelException if the workspace contradicts itself, or holds something that changes the likelihood
     *     and that HS3 cannot say
     */
    public String toHs3Json() {
        return JsonText.write(hs3Tree());
    }

    /**
     * Writes HS3's JSON, to a temporary name first.
     *
     * @param file target, replaced if it exists
     * @throws IOException if it cannot be written
     * @throws InvalidModelException as {@link #toHs3Json}
     */
    public void writeHs3(Path file) throws IOException {
        JsonText.write(hs3Tree(), file);
    }

    private ObjectNode hs3Tree() {
        return hs3.orElseGet(() -> Hs3Writer.tree(this, root));
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
     * Digest as pyhf makes it, of the canonical text of {@link #toJson}; where pyhf has no word for a staterror with Poisson
     * constraint, of the text with {@code "constraint": "Poisson"} in it.
     *
     * @param algorithm {@code sha256}, {@code md5} or {@code sha1}, or another of the Java platform's
     * @return hexadecimal digits
     */
    public String digest(String algorithm) {
        ObjectNode tree = PoissonStatErrors.inPyhf(channels) ? PoissonStatErrors.pyhf(this, root) : root;
        return CanonicalJson.digest(tree, algorithm);
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
        return derived(tree, source, this);
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
     * @param path JSON path of the list, for messages
     * @param name what to call it in messages
     * @throws InvalidModelException if it does not apply, or the result is not a workspace
     */
    Workspace patched(JsonNode patch, String path, String name) {
        JsonFields fields = new JsonFields();
        JsonNode result =
                fields.collect(() -> JsonPatch.apply(fields, patch, root, path)).orElse(root);
        fields.requireNone(name + " does not apply to " + source);
        return derived(result, source + " + " + name, this);
    }

    /** A copy of the JSON tree. */
    ObjectNode tree() {
        return root.deepCopy();
    }
}
