package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Turns {@code histfactory_dist} distributions into pyhf channels. */
final class Hs3Channels {
    /** One channel as read: nodes of its samples and their modifiers, which get their names once all are known. */
    private record ReadChannel(String name, List<ReadSample> samples) {}

    private record ReadSample(String name, JsonNode data, List<Hs3Modifier> modifiers) {
        Optional<Hs3Modifier> statError() {
            return modifiers.stream().filter(Hs3Modifier::isStatError).findFirst();
        }

        double content(int bin) {
            return data.path("contents").get(bin).doubleValue();
        }

        double error(int bin) {
            return data.path("errors").get(bin).doubleValue();
        }
    }

    private final JsonFields fields;
    /** Names of the distributions that a modifier may name as its constraint. */
    private final Set<String> constraints;

    private final List<ReadChannel> channels = new ArrayList<>();
    private final Set<String> held = new HashSet<>();
    private Map<List<String>, String> pyhfNames = Map.of();

    Hs3Channels(JsonFields fields, Set<String> constraints) {
        this.fields = fields;
        this.constraints = constraints;
    }

    // ---- reading

    void read(JsonNode node, String path, String channel) {
        fields.object(node, path, "name", "type", "axes", "samples", "staterror", "default_interpolation");
        Hs3Axes axes = Hs3Axes.read(fields, node, path);
        int bins = axes.bins();
        Hs3ModifierReader reader = new Hs3ModifierReader(fields, constraints, node, path, channel, axes);
        JsonNode samples = fields.filledArray(node, "samples", path);
        List<ReadSample> read = new ArrayList<>();
        for (int s = 0; s < samples.size(); s++) {
            String at = path + "/samples/" + s;
            JsonNode sample = samples.get(s);
            fields.object(sample, at, "name", "data", "modifiers");
            String name = fields.text(sample, "name", at);
            fields.object(sample.path("data"), at + "/data", "contents", "errors");
            fields.numbers(sample.path("data"), "contents", at + "/data", bins);
            JsonNode data = withoutNulls(sample.path("data"));
            if (data.has("errors")) {
                fields.numbers(data, "errors", at + "/data", bins);
            }
            List<Hs3Modifier> modifiers = new ArrayList<>();
            if (sample.has("modifiers")) {
                JsonNode list = fields.array(sample, "modifiers", at);
                for (int m = 0; m < list.size(); m++) {
                    modifiers.add(reader.read(list.get(m), at + "/modifiers/" + m));
                }
            }
            read.add(new ReadSample(name, data, List.copyOf(modifiers)));
        }
        checkStatErrors(node, path, read);
        holdEmptyBins(read);
        channels.add(new ReadChannel(channel, inOrder(poissonStatErrors(read), path)));
    }

    /** ROOT's exporter divides by the content, and so writes null for the uncertainty of an empty bin. */
    private static JsonNode withoutNulls(JsonNode data) {
        if (!data.path("errors").isArray()) {
            return data;
        }
        ObjectNode copy = data.deepCopy();
        ArrayNode errors = copy.withArray("errors");
        for (int b = 0; b < errors.size(); b++) {
            if (errors.get(b).isNull() && data.path("contents").path(b).doubleValue() == 0) {
                errors.set(b, DoubleNode.valueOf(0));
            }
        }
        return copy;
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

    /**
     * Where parameters stand in another order than bins, the n-th of a staterror has the relative uncertainty of the n-th
     * content: that is how ROOT's exporter and importer pair them. So that each bin gets what its parameter has, its
     * uncertainty is shared anew by the samples in proportion to their yields, as ROOT does.
     */
    private List<ReadSample> inOrder(List<ReadSample> samples, String path) {
        List<ReadSample> carriers =
                samples.stream().filter(s -> s.statError().isPresent()).toList();
        if (carriers.isEmpty()) {
            return samples;
        }
        Hs3Modifier modifier = carriers.get(0).statError().orElseThrow();
        List<Integer> order = modifier.order();
        if (IntStream.range(0, order.size()).allMatch(b -> order.get(b) == b)) {
            return samples;
        }
        double[] share = new double[order.size()];
        for (int b = 0; b < share.length; b++) {
            int given = order.get(b);
            double relative =
                    Math.sqrt(sum(carriers, s -> square(s.error(given)))) / sum(carriers, s -> s.content(given));
            int bin = b;
            if (Double.isNaN(relative) && sum(carriers, s -> s.content(bin)) > 0) {
                throw fields.error(
                        path,
                        "gives bin " + given + " no yield, and so the staterror's parameter '"
                                + modifier.parameters().get(b) + "' of bin " + b
                                + " no uncertainty: ROOT's exporter has lost it");
            }
            share[b] = relative
                    * sum(carriers, s -> s.content(bin))
                    / Math.sqrt(sum(carriers, s -> square(s.content(bin))));
        }
        return samples.stream()
                .map(s -> {
                    if (s.statError().isEmpty()) {
                        return s;
                    }
                    ObjectNode data = s.data().deepCopy();
                    ArrayNode errors = data.putArray("errors");
                    for (int b = 0; b < share.length; b++) {
                        errors.add(Double.isFinite(share[b]) ? share[b] * s.content(b) : 0);
                    }
                    return new ReadSample(s.name(), data, s.modifiers());
                })
                .toList();
    }

    private static double sum(List<ReadSample> samples, ToDoubleFunction<ReadSample> of) {
        return samples.stream().mapToDouble(of).sum();
    }

    private static double square(double x) {
        return x * x;
    }

    /** ROOT constrains the factor of a shapesys also where it acts on no yield; pyhf holds it constant there. */
    private void holdEmptyBins(List<ReadSample> samples) {
        for (ReadSample sample : samples) {
            for (Hs3Modifier modifier : sample.modifiers()) {
                for (int b = 0; b < modifier.order().size(); b++) {
                    if (!modifier.isStatError() && !modifier.type().equals("shapefactor") && sample.content(b) == 0) {
                        held.add(modifier.parameters().get(b));
                    }
                }
            }
        }
    }

    private void checkStatErrors(JsonNode node, String path, List<ReadSample> samples) {
        List<String> parameters = List.of();
        List<Integer> order = List.of();
        String type = "";
        double[] nominal = {};
        double[] variance = {};
        for (ReadSample sample : samples) {
            for (Hs3Modifier modifier : sample.modifiers()) {
                if (!modifier.isStatError()) {
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
                order = modifier.order();
                type = modifier.type();
                int bins = sample.data().path("contents").size();
                nominal = nominal.length == 0 ? new double[bins] : nominal;
                variance = variance.length == 0 ? new double[bins] : variance;
                for (int b = 0; b < bins; b++) {
                    nominal[b] += sample.content(b);
                    variance[b] += square(sample.error(b));
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
            int given = order.get(b);
            if (Math.sqrt(variance[given]) / nominal[given] < threshold) {
                held.add(parameters.get(b));
            }
        }
    }

    // ---- what was read

    /** All modifiers that were read. */
    List<Hs3Modifier> modifiers() {
        return channels.stream()
                .flatMap(c -> c.samples().stream())
                .flatMap(s -> s.modifiers().stream())
                .toList();
    }

    /** Parameters that are constant whatever a parameter point says: below the threshold of their channel, or on no yield. */
    Set<String> held() {
        return Set.copyOf(held);
    }

    /** Parameters in HS3 → name of the modifier in pyhf, in order of appearance. */
    Map<List<String>, String> pyhfNames() {
        return pyhfNames;
    }

    // ---- writing

    /** Channels in pyhf's JSON, with {@link WorkspaceReader#CONSTRAINT} where it needs it. */
    ArrayNode pyhf() {
        pyhfNames = Hs3Names.of(fields, modifiers());
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
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (modifier.type()) {
            case "normsys" -> data.deepCopy();
            case "histosys" -> {
                node.set("hi_data", data.path("hi").path("contents").deepCopy());
                node.set("lo_data", data.path("lo").path("contents").deepCopy());
                yield node;
            }
            case "shapesys", "staterror", Hs3Modifier.POISSON_STAT_ERROR ->
                modifier.isStatError()
                        ? sample.data().path("errors").deepCopy()
                        : absolute(data.path("vals"), modifier.order(), sample);
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    /** The values of a shapesys are relative, as ROOT writes them. */
    private static ArrayNode absolute(JsonNode relative, List<Integer> order, ReadSample sample) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (int b = 0; b < order.size(); b++) {
            values.add(relative.get(order.get(b)).doubleValue() * sample.content(b));
        }
        return values;
    }
}
