package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Turns HS3's domains, parameter points and Gaussian constraints into the parameters of a pyhf measurement. */
final class Hs3Parameters {
    /** A Gaussian constraint: what stands for the auxiliary measurement and for its width, numbers or names. */
    private record Gauss(JsonNode auxdata, JsonNode sigma, String path) {}

    private record Value(double value, boolean constant) {}

    /** Infinite where a document gives none. */
    private record Range(double lower, double upper, String path) {}

    private final JsonFields fields;
    private final JsonNode root;
    private final Map<List<String>, String> names;
    private final List<Channel> channels;
    private final Map<String, Gauss> constraints = new HashMap<>();
    private final Set<String> vectors = new HashSet<>();
    /** Constant unless a parameter point says otherwise. */
    private final Set<String> constants = new HashSet<>();
    /** Constant whatever a parameter point says. */
    private final Set<String> held;

    private Optional<String> lumi = Optional.empty();

    Hs3Parameters(JsonFields fields, JsonNode root, Hs3Channels read, List<Channel> channels) {
        this.fields = fields;
        this.root = root;
        this.channels = channels;
        names = read.pyhfNames();
        held = read.held();
        for (Hs3Modifier modifier : read.modifiers()) {
            if (modifier.isVector()) {
                vectors.addAll(modifier.parameters());
            }
            if (modifier.constant()) {
                constants.addAll(modifier.parameters());
            }
            if (modifier.type().equals("lumi")) {
                lumi = Optional.of(modifier.parameters().get(0));
            }
            modifier.constraint().ifPresent(name -> constraint(modifier, name));
        }
    }

    /** x and mean of a Gaussian may change places: one is the parameter, the other the auxiliary measurement. */
    private void constraint(Hs3Modifier modifier, String name) {
        String parameter = modifier.parameters().get(0);
        JsonNode list = root.path("distributions");
        for (int d = 0; d < list.size(); d++) {
            JsonNode node = list.get(d);
            if (!node.path("name").asText().equals(name)) {
                continue;
            }
            String path = "/distributions/" + d;
            boolean first = node.path("x").asText().equals(parameter);
            if (!first && !node.path("mean").asText().equals(parameter)) {
                throw fields.error(
                        path,
                        "is the constraint of " + modifier.path() + ", but not of its parameter '" + parameter + "'");
            }
            Gauss gauss = new Gauss(node.path(first ? "mean" : "x"), node.path("sigma"), path);
            Gauss present = constraints.put(parameter, gauss);
            if (present != null && !present.path().equals(path)) {
                throw fields.error(path, "is the second constraint of parameter '" + parameter + "'");
            }
        }
    }

    /** Fills in the configuration of a measurement. */
    void measurement(
            ObjectNode measurement,
            List<JsonNode> domains,
            List<String> domainPaths,
            List<JsonNode> points,
            String poi) {
        Map<String, Value> values = new HashMap<>();
        for (JsonNode point : points) {
            values(point, values);
        }
        Map<String, Range> ranges = new HashMap<>();
        for (int d = 0; d < domains.size(); d++) {
            ranges(domains.get(d), domainPaths.get(d), ranges);
        }
        List<ParameterConfig> needed = new ArrayList<>();
        lumi.ifPresent(parameter -> {
            Gauss gauss = Objects.requireNonNull(constraints.get(parameter));
            needed.add(ParameterConfig.of(pyhfName(List.of(parameter)))
                    .withAuxdata(resolve(gauss.auxdata(), gauss.path() + "/mean", values))
                    .withSigmas(resolve(gauss.sigma(), gauss.path() + "/sigma", values)));
        });
        HistFactoryModel model = fields.at(
                "/distributions", () -> HistFactoryModel.of(channels, new Measurement("", "", List.copyOf(needed))));
        ObjectNode config = measurement.putObject("config");
        config.put("poi", poi);
        ArrayNode list = config.putArray("parameters");
        Map<String, String> fullNames = new LinkedHashMap<>();
        names.forEach((parameters, name) -> {
            List<String> full = new ArrayList<>();
            for (int i = 0; i < parameters.size(); i++) {
                full.add(vectors.contains(parameters.get(i)) ? name + "[" + i + "]" : name);
                fullNames.put(parameters.get(i), full.get(i));
            }
            configure(list, name, parameters, full, model, values, ranges);
        });
        config.put("poi", fullNames.getOrDefault(poi, poi));
    }

    private String pyhfName(List<String> parameters) {
        return names.getOrDefault(parameters, parameters.get(0));
    }

    private void values(JsonNode point, Map<String, Value> values) {
        String path = "/parameter_points '" + point.path("name").asText() + "'";
        JsonNode list = fields.array(point, "parameters", path);
        for (int i = 0; i < list.size(); i++) {
            String at = path + "/parameters/" + i;
            JsonNode node = list.get(i);
            fields.requireObject(node, at);
            JsonNode constant = node.path("const");
            if (!constant.isMissingNode() && !constant.isBoolean()) {
                throw fields.error(at + "/const", "is neither true nor false");
            }
            values.put(
                    fields.text(node, "name", at),
                    new Value(fields.number(node, "value", at), constant.asBoolean(false)));
        }
    }

    private void ranges(JsonNode domain, String path, Map<String, Range> ranges) {
        if (!domain.path("type").asText().equals("product_domain")) {
            throw fields.error(path + "/type", "is " + domain.path("type") + ": expected product_domain");
        }
        JsonNode axes = fields.array(domain, "axes", path);
        for (int a = 0; a < axes.size(); a++) {
            String at = path + "/axes/" + a;
            JsonNode axis = axes.get(a);
            fields.requireObject(axis, at);
            Range range = new Range(
                    axis.has("min") ? fields.number(axis, "min", at) : Double.NEGATIVE_INFINITY,
                    axis.has("max") ? fields.number(axis, "max", at) : Double.POSITIVE_INFINITY,
                    at);
            if (range.lower() > range.upper()) {
                throw fields.error(at, "has min " + range.lower() + " above max " + range.upper());
            }
            ranges.put(fields.text(axis, "name", at), range);
        }
    }

    /** A number, or the value of the parameter of that name. */
    private double resolve(JsonNode node, String path, Map<String, Value> values) {
        if (node.isTextual()) {
            Value value = values.get(node.textValue());
            if (value == null) {
                throw fields.error(path, "is '" + node.textValue() + "', of which no parameter point gives the value");
            }
            return value.value();
        }
        return fields.number(node, path);
    }

    /** Adds what differs from pyhf's defaults. */
    private void configure(
            ArrayNode list,
            String name,
            List<String> parameters,
            List<String> full,
            HistFactoryModel model,
            Map<String, Value> values,
            Map<String, Range> ranges) {
        int n = parameters.size();
        double[] init = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        double[] auxiliary = new double[n];
        boolean[] fixed = new boolean[n];
        double[] usualInit = new double[n];
        double[] usualLower = new double[n];
        double[] usualUpper = new double[n];
        double[] usualAuxiliary = new double[n];
        boolean[] usualFixed = new boolean[n];
        boolean constrained = false;
        for (int i = 0; i < n; i++) {
            String hs3 = parameters.get(i);
            Parameter usual = model.parameters().get(model.indexOf(full.get(i)).orElseThrow());
            usualInit[i] = usual.init();
            usualLower[i] = usual.lower();
            usualUpper[i] = usual.upper();
            usualFixed[i] = usual.fixed();
            Value value = values.get(hs3);
            Range range = ranges.get(hs3);
            init[i] = value == null ? usual.init() : value.value();
            fixed[i] =
                    held.contains(hs3) || (value == null ? usual.fixed() || constants.contains(hs3) : value.constant());
            lower[i] = range == null ? usual.lower() : range.lower();
            upper[i] = range == null ? usual.upper() : range.upper();
            if (Double.isInfinite(lower[i]) || Double.isInfinite(upper[i])) {
                throw fields.error(
                        Objects.requireNonNull(range).path(),
                        "gives '" + hs3 + "' no " + (Double.isInfinite(lower[i]) ? "min" : "max")
                                + ": a parameter of the model needs both");
            }
            if (usual.constraint() instanceof Constraint.Normal normal) {
                constrained = true;
                usualAuxiliary[i] = normal.auxdata();
                auxiliary[i] = auxdata(hs3, normal, values);
            } else if (usual.constraint() instanceof Constraint.Poisson poisson) {
                constrained = true;
                usualAuxiliary[i] = poisson.auxdata();
                auxiliary[i] = observed(hs3, poisson.auxdata(), values);
            }
        }
        boolean isLumi = lumi.isPresent() && parameters.get(0).equals(lumi.get());
        ParameterConfig config = ParameterConfig.of(name);
        if (isLumi || !Arrays.equals(init, usualInit)) {
            config = config.withInits(init);
        }
        if (isLumi || !Arrays.equals(lower, usualLower) || !Arrays.equals(upper, usualUpper)) {
            config = config.withBounds(lower, upper);
        }
        if (constrained && (isLumi || !Arrays.equals(auxiliary, usualAuxiliary))) {
            config = config.withAuxdata(auxiliary);
        }
        if (isLumi
                && model.parameters()
                                .get(model.indexOf(full.get(0)).orElseThrow())
                                .constraint()
                        instanceof Constraint.Normal normal) {
            config = config.withSigmas(normal.sigma());
        }
        if (!config.equals(ParameterConfig.of(name)) || !Arrays.equals(fixed, usualFixed)) {
            ObjectNode node = list.addObject();
            WorkspaceWriter.parameter(node, config);
            if (!Arrays.equals(fixed, usualFixed)) {
                fixed(node, fixed);
            }
        }
    }

    /** One flag where one says it all; pyhf itself knows no list of them. */
    private static void fixed(ObjectNode node, boolean[] flags) {
        boolean same = true;
        for (boolean flag : flags) {
            same &= flag == flags[0];
        }
        if (same) {
            node.put("fixed", flags[0]);
            return;
        }
        ArrayNode list = node.putArray("fixed");
        for (boolean flag : flags) {
            list.add(flag);
        }
    }

    private double auxdata(String parameter, Constraint.Normal usual, Map<String, Value> values) {
        Gauss gauss = constraints.get(parameter);
        if (gauss == null) {
            return observed(parameter, usual.auxdata(), values);
        }
        double sigma = resolve(gauss.sigma(), gauss.path() + "/sigma", values);
        if (sigma != usual.sigma()) {
            throw fields.error(
                    gauss.path() + "/sigma",
                    "is " + sigma + ": the constraint of '" + parameter + "' must have width 1");
        }
        JsonNode node = gauss.auxdata();
        return node.isTextual() && !values.containsKey(node.textValue())
                ? usual.auxdata()
                : resolve(node, gauss.path() + "/mean", values);
    }

    /** ROOT keeps the auxiliary measurement in a constant nom_PARAMETER. */
    private static double observed(String parameter, double usual, Map<String, Value> values) {
        Value value = values.get("nom_" + parameter);
        return value == null ? usual : value.value();
    }
}
