package org.diffhep.cli.likelihood;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.HistFactoryModel;

/** A file of parameter values: {@code {"mu": 1.2, "gamma[0]": 1, "other": [1, 1]}}. */
final class ParameterFile {

    private ParameterFile() {}

    /**
     * The values in the model's order; parameters that the file leaves out are at their inits.
     *
     * @throws UsageException if the file is no such document, or names a parameter that the model lacks
     */
    static double[] read(Path file, HistFactoryModel model) {
        double[] values = model.inits();
        JsonNode root = tree(file);
        if (!root.isObject()) {
            throw new UsageException(file + ": expected an object of names and numbers");
        }
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    set(values, model, file, name + "[" + i + "]", value.get(i));
                }
            } else {
                set(values, model, file, name, value);
            }
        }
        return values;
    }

    private static void set(double[] values, HistFactoryModel model, Path file, String name, JsonNode value) {
        int index = model.indexOf(name)
                .orElseThrow(() -> new UsageException(file + ": the model has no parameter " + name + "; it has "
                        + String.join(", ", model.parameterNames())));
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw new UsageException(file + ": /" + name + " is " + value + ", expected a number");
        }
        values[index] = value.asDouble();
    }

    private static JsonNode tree(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new UsageException(file + ": not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
