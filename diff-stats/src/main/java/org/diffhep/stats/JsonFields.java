package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Typed access to the fields of a JSON document. What is wrong is collected, each with its JSON path. */
final class JsonFields {
    /** Ends the reading of one item; {@link #collect} catches it. */
    private static final class BrokenField extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        BrokenField(Problem problem) {
            super(problem.toString());
            this.problem = problem;
        }
    }

    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> unknownKeys = new ArrayList<>();

    /** Those of unknown keys last: a misspelt key is first of all one that is missing. */
    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(unknownKeys);
        return List.copyOf(all);
    }

    /** Throws the first problem, if there is any. */
    void requireNone(String source) {
        List<Problem> all = problems();
        if (!all.isEmpty()) {
            throw new InvalidModelException(source + ": " + all.get(0));
        }
    }

    /** Reads one item; empty, and the problem noted, if it is broken. */
    <T> Optional<T> collect(Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (BrokenField e) {
            problems.add(e.problem);
            return Optional.empty();
        }
    }

    /** Makes a record whose constructor checks; its complaint is one about the path. */
    <T> T at(String path, Supplier<T> make) {
        try {
            return make.get();
        } catch (InvalidModelException e) {
            throw error(path, String.valueOf(e.getMessage()));
        }
    }

    RuntimeException error(String path, String problem) {
        return new BrokenField(Problem.error(path, problem));
    }

    /** Notes a problem and goes on. */
    void note(String path, String problem) {
        problems.add(Problem.error(path, problem));
    }

    /** Requires an object without other keys than these. */
    void object(JsonNode node, String path, String... keys) {
        object(node, path, List.of(keys));
    }

    void object(JsonNode node, String path, Collection<String> keys) {
        requireObject(node, path);
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                unknownKeys.add(Problem.error(
                        path + "/" + escaped(key),
                        "is not a key that is known here: expected one of "
                                + keys.stream().sorted().toList()));
            }
        });
    }

    void requireObject(JsonNode node, String path) {
        if (!node.isObject()) {
            throw error(path, node.isMissingNode() ? "is missing" : "is not an object");
        }
    }

    /** A key as a token of a JSON pointer. */
    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    JsonNode array(JsonNode parent, String key, String path) {
        JsonNode node = parent.path(key);
        if (!node.isArray()) {
            throw error(path + "/" + key, node.isMissingNode() ? "is missing" : "is not a list");
        }
        return node;
    }

    /** A list of at least one entry. */
    JsonNode filledArray(JsonNode parent, String key, String path) {
        JsonNode node = array(parent, key, path);
        if (node.isEmpty()) {
            throw error(path + "/" + key, "is empty: expected at least one entry");
        }
        return node;
    }

    String text(JsonNode parent, String key, String path) {
        return text(parent.path(key), path + "/" + key);
    }

    String text(JsonNode node, String path) {
        if (!node.isTextual()) {
            throw error(path, node.isMissingNode() ? "is missing" : "is not a string");
        }
        return node.textValue();
    }

    double[] optionalNumbers(JsonNode parent, String key, String path) {
        return parent.has(key) ? numbers(parent, key, path) : new double[0];
    }

    /** A list of at least one number. */
    double[] numbers(JsonNode parent, String key, String path) {
        JsonNode node = filledArray(parent, key, path);
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(node.get(i), path + "/" + key + "/" + i);
        }
        return values;
    }

    /** A list of one number for each bin. */
    double[] numbers(JsonNode parent, String key, String path, int bins) {
        double[] values = numbers(parent, key, path);
        if (values.length != bins) {
            throw error(path + "/" + key, "has " + values.length + " numbers, the axes have " + bins + " bins");
        }
        return values;
    }

    double number(JsonNode parent, String key, String path) {
        return number(parent.path(key), path + "/" + key);
    }

    double number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw error(path, node.isMissingNode() ? "is missing" : "is not a number");
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw error(path, "is " + node.asText() + ", which is not a finite number");
        }
        return value;
    }
}
