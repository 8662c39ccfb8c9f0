package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the modifiers of one {@code histfactory_dist}, within {@link JsonFields#collect}. */
final class Hs3ModifierReader {
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

    private static final Set<String> VECTORS = Set.of("shapefactor", "shapesys", "staterror");

    /** ROOT's numbers of interpolations, in words; 3 is taken for 2 there. */
    private static final List<String> INTERPOLATIONS = List.of(
            "linear on either side of 0",
            "exponential on either side of 0",
            "quadratic, linear beyond 1",
            "quadratic, linear beyond 1",
            "of sixth order, exponential or linear beyond 1",
            "of sixth order, exponential beyond 1",
            "of sixth order, linear beyond 1, multiplied");

    private final JsonFields fields;
    /** Names of the distributions that a modifier may name as its constraint. */
    private final Set<String> constraints;

    private final JsonNode distribution;
    private final String channelPath;
    private final String channel;
    private final Hs3Axes axes;
    private final int bins;

    Hs3ModifierReader(
            JsonFields fields,
            Set<String> constraints,
            JsonNode distribution,
            String channelPath,
            String channel,
            Hs3Axes axes) {
        this.fields = fields;
        this.constraints = constraints;
        this.distribution = distribution;
        this.channelPath = channelPath;
        this.channel = channel;
        this.axes = axes;
        bins = axes.bins();
    }

    Hs3Modifier read(JsonNode node, String path) {
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
                requireInterpolation(node, path, "mult", "exp", Set.of(4, 5));
            }
            case "histosys" -> {
                parameters = List.of(scalar(node, path, "alpha_" + name));
                fields.object(data, at, "lo", "hi");
                for (String side : List.of("lo", "hi")) {
                    fields.object(data.path(side), at + "/" + side, "contents", "errors");
                    fields.numbers(data.path(side), "contents", at + "/" + side, bins);
                }
                requireGauss(node, path, constraint);
                requireInterpolation(node, path, "add", "poly1", Set.of(4));
            }
            case "shapefactor" -> parameters = vector(node, path, name);
            case "shapesys" -> {
                parameters = vector(node, path, name);
                fields.object(data, at, "vals");
                double[] values = fields.numbers(data, "vals", at, bins);
                String kind = constraintType(node, path)
                        .orElseThrow(() ->
                                fields.error(path + "/constraint", "is missing: expected Poisson, Gauss or Const"));
                pyhf = shapeSysType(kind, values, path);
                constant = pyhf.equals("shapefactor");
            }
            case "staterror" -> {
                parameters = vector(node, path, "stat_" + channel);
                pyhf = statErrorType(node, path);
            }
            default ->
                throw fields.error(
                        path + "/type",
                        "is '" + type + "', which is not read: expected histosys, normfactor, normsys, shapefactor,"
                                + " shapesys or staterror");
        }
        if (!VECTORS.contains(type)) {
            return new Hs3Modifier(node, path, pyhf, name, parameters, List.of(), constraint, constant);
        }
        List<Integer> order = order(parameters, path);
        List<String> inOrder = order.stream().map(parameters::get).toList();
        return new Hs3Modifier(node, path, pyhf, name, inOrder, order, constraint, constant);
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

    private List<String> vector(JsonNode node, String path, String usual) {
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

    /**
     * For each bin, which of the parameters acts on it. On several axes ROOT lists contents with the last axis running
     * fastest, and parameters with the first: there the bin is what the end of the name says, _bin_I_J. Where names say
     * nothing, it is the order of contents.
     */
    private List<Integer> order(List<String> parameters, String path) {
        Integer[] order = new Integer[bins];
        for (int i = 0; i < bins; i++) {
            order[i] = i;
        }
        List<Integer> told = parameters.stream()
                .flatMap(name -> axes.binOfName(name).stream())
                .toList();
        if (axes.list().size() == 1 || told.isEmpty()) {
            return List.of(order);
        }
        if (new HashSet<>(told).size() != bins) {
            throw fields.error(
                    path + "/parameters",
                    "are " + parameters
                            + ": if names of parameters end with _bin_I_J, which tells their bins, then each"
                            + " of the " + bins + " bins must be among them");
        }
        for (int i = 0; i < bins; i++) {
            order[told.get(i)] = i;
        }
        return List.of(order);
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

    private String shapeSysType(String kind, double[] values, String path) {
        return switch (kind) {
            case "Poisson" -> "shapesys";
            // what pyhf calls a staterror of one sample; without any width it is what ROOT makes of a shapefactor
            case "Gauss" -> Arrays.stream(values).allMatch(v -> v == 0) ? "shapefactor" : "staterror";
            case "Const" -> "shapefactor";
            default -> throw fields.error(path + "/constraint", "is '" + kind + "': expected Poisson, Gauss or Const");
        };
    }

    /** The channel's word, then the modifier's; ROOT's default is Poisson. */
    private String statErrorType(JsonNode node, String path) {
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

    /**
     * HistFactory's default, a polynomial of order 6 inside, exponential or linear outside: ROOT's code 4, and for factors
     * also 5, which is the same there and what ROOT 6.40 writes.
     */
    private void requireInterpolation(JsonNode node, String path, String type, String outside, Set<Integer> codes) {
        boolean own = node.has("interpolation");
        JsonNode given = own ? node.get("interpolation") : distribution.path("default_interpolation");
        if (given.isMissingNode() || (given.isIntegralNumber() && codes.contains(given.asInt()))) {
            return;
        }
        boolean usual = given.path("type").asText().equals(type)
                && given.path("in").asText().equals("poly6")
                && given.path("out").asText().equals(outside);
        if (!usual) {
            boolean known = given.isIntegralNumber() && given.asInt() >= 0 && given.asInt() < INTERPOLATIONS.size();
            throw fields.error(
                    own ? path + "/interpolation" : channelPath + "/default_interpolation",
                    "is " + given + (known ? " (" + INTERPOLATIONS.get(given.asInt()) + ")" : "")
                            + ": a workspace holds no interpolation codes, so only HistFactory's default is read, here "
                            + codes.stream().sorted().map(String::valueOf).collect(Collectors.joining(" or "))
                            + ", that is {\"type\":\"" + type + "\",\"in\":\"poly6\",\"out\":\"" + outside + "\"}");
        }
    }
}
