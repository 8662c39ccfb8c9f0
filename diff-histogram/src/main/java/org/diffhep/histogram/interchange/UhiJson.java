package org.diffhep.histogram.interchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.Histogram;

/**
 * Histograms in the JSON of the Unified Histogram Interface, schema 1 (scikit-hep/uhi, {@code histogram.schema.json}), which hist and boost-histogram
 * read and write.
 *
 * <p>Written are regular and variable axes and the weighted storage, Σw as values and Σw² as variances. UHI knows whether there is a slot
 * for a flow; that a flow was folded, not dropped, stands in the writer's own part of an axis and is found there again.
 *
 * <p>Read are regular and variable axes that are not circular; weighted, double and integer storages, dense, sparse or empty. Counts without
 * variances are their own variance, as for unweighted entries. Anything else is an {@link InvalidHistogramException} with its JSON path.
 */
public final class UhiJson {

    private static final String SCHEMA = "uhi_schema";
    private static final String WRITER = "writer_info";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private UhiJson() {}

    /**
     * One histogram.
     *
     * @throws IllegalArgumentException if a number is not finite, which JSON cannot say
     */
    public static String write(Histogram histogram) {
        return text(node(histogram));
    }

    /**
     * Histograms by name.
     *
     * @throws IllegalArgumentException if a number is not finite, which JSON cannot say
     */
    public static String write(Map<String, Histogram> histograms) {
        ObjectNode all = MAPPER.createObjectNode();
        histograms.forEach((name, histogram) -> all.set(name, node(histogram)));
        return text(all);
    }

    private static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode node(Histogram histogram) {
        KeptSlots slots = new KeptSlots(histogram.axes());
        KeptSlots.requireFinite(histogram, "JSON");
        ObjectNode node = MAPPER.createObjectNode().put(SCHEMA, 1);
        node.putObject(WRITER).putObject("diffhep").put("sums", "expected");
        ArrayNode axes = node.putArray("axes");
        histogram.axes().forEach(axis -> axes.add(node(axis)));
        ObjectNode storage = node.putObject("storage").put("type", "weighted");
        storage.set("values", rows(slots.of(histogram.slotValues()), slots.shape(), 0, 0));
        storage.set("variances", rows(slots.of(histogram.slotVariances()), slots.shape(), 0, 0));
        return node;
    }

    private static ObjectNode node(Axis axis) {
        ObjectNode node = MAPPER.createObjectNode();
        if (axis.isRegular()) {
            node.put("type", "regular").put("lower", axis.edge(0)).put("upper", axis.edge(axis.bins()));
            node.put("bins", axis.bins());
        } else {
            ArrayNode edges = node.put("type", "variable").putArray("edges");
            Arrays.stream(axis.edges()).forEach(edges::add);
        }
        node.put("underflow", axis.underflow() == Flow.KEPT);
        node.put("overflow", axis.overflow() == Flow.KEPT);
        node.put("circular", false);
        ObjectNode own = node.putObject(WRITER).putObject("diffhep");
        own.put("underflow", axis.underflow().name().toLowerCase(Locale.ROOT));
        own.put("overflow", axis.overflow().name().toLowerCase(Locale.ROOT));
        return node;
    }

    private static ArrayNode rows(double[] numbers, int[] shape, int dimension, int row) {
        ArrayNode node = MAPPER.createArrayNode();
        for (int i = 0; i < shape[dimension]; i++) {
            int at = row * shape[dimension] + i;
            if (dimension + 1 == shape.length) {
                node.add(numbers[at]);
            } else {
                node.add(rows(numbers, shape, dimension + 1, at));
            }
        }
        return node;
    }

    /**
     * Reads the histogram of a document that holds one.
     *
     * @throws InvalidHistogramException if the text is no JSON, or no histogram that this library has room for
     */
    public static Histogram read(String json) {
        JsonNode node = parse(json);
        if (!node.has(SCHEMA)) {
            throw new InvalidHistogramException(
                    "/" + SCHEMA + " is missing: this is no single histogram; readAll reads histograms by name");
        }
        return histogram("", node);
    }

    /**
     * Reads all histograms of a document by name; one that stands alone has an empty name.
     *
     * @throws InvalidHistogramException if the text is no JSON, or one is no histogram that this library has room for
     */
    public static Map<String, Histogram> readAll(String json) {
        JsonNode node = parse(json);
        Map<String, Histogram> all = new LinkedHashMap<>();
        if (node.has(SCHEMA)) {
            all.put("", histogram("", node));
        } else {
            node.properties()
                    .forEach(entry -> all.put(
                            entry.getKey(),
                            histogram("/" + entry.getKey().replace("~", "~0").replace("/", "~1"), entry.getValue())));
        }
        return all;
    }

    private static JsonNode parse(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidHistogramException("not JSON: " + e.getOriginalMessage() + where, e);
        }
        if (!node.isObject()) {
            throw new InvalidHistogramException("the document must be an object");
        }
        return node;
    }

    private static Histogram histogram(String path, JsonNode node) {
        if (!node.path(SCHEMA).isInt() || node.path(SCHEMA).intValue() != 1) {
            throw new InvalidHistogramException(path + "/" + SCHEMA + " must be 1, got " + shown(node.path(SCHEMA)));
        }
        JsonNode axesNode = node.path("axes");
        if (!axesNode.isArray() || axesNode.isEmpty()) {
            throw new InvalidHistogramException(path + "/axes must be a list of one axis or more");
        }
        List<Axis> axes = new ArrayList<>();
        for (int d = 0; d < axesNode.size(); d++) {
            axes.add(axis(path + "/axes/" + d, axesNode.get(d)));
        }
        return new UhiStorage(path + "/storage", node.path("storage"), new KeptSlots(axes)).histogram();
    }

    private static Axis axis(String path, JsonNode node) {
        if (bool(path, node, "circular")) {
            throw new InvalidHistogramException(path + "/circular: circular axes are not offered");
        }
        Flow underflow = flow(path, node, "underflow");
        Flow overflow = flow(path, node, "overflow");
        String type = node.path("type").asText();
        if (type.equals("regular")) {
            JsonNode bins = node.path("bins");
            if (!bins.isInt() || bins.intValue() < 1) {
                throw new InvalidHistogramException(path + "/bins must be an integer from 1, got " + shown(bins));
            }
            try {
                double lower = number(path + "/lower", node.path("lower"));
                double upper = number(path + "/upper", node.path("upper"));
                KeptSlots.requireRoom(path + "/bins", bins.intValue());
                return Axis.regular(bins.intValue(), lower, upper).flow(underflow, overflow);
            } catch (IllegalArgumentException e) {
                throw new InvalidHistogramException(path + ": " + e.getMessage(), e);
            }
        }
        if (type.equals("variable")) {
            JsonNode edges = node.path("edges");
            if (!edges.isArray()) {
                throw new InvalidHistogramException(path + "/edges must be a list of numbers, got " + shown(edges));
            }
            double[] numbers = new double[edges.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = number(path + "/edges/" + i, edges.get(i));
            }
            return KeptSlots.axis(path + "/edges", numbers, underflow, overflow);
        }
        throw new InvalidHistogramException(
                path + "/type must be regular or variable, got " + shown(node.path("type")));
    }

    private static Flow flow(String path, JsonNode node, String side) {
        if (bool(path, node, side)) {
            return Flow.KEPT;
        }
        String own = node.path(WRITER).path("diffhep").path(side).asText();
        return own.equals("folded") ? Flow.FOLDED : Flow.DROPPED;
    }

    private static boolean bool(String path, JsonNode node, String field) {
        if (!node.path(field).isBoolean()) {
            throw new InvalidHistogramException(
                    path + "/" + field + " must be true or false, got " + shown(node.path(field)));
        }
        return node.path(field).booleanValue();
    }

    static double number(String path, JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw new InvalidHistogramException(path + " must be a number, got " + shown(node));
        }
        return node.doubleValue();
    }

    static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
