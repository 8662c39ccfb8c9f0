package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Reference data that lies beside the checkout; tests that need it are skipped where it is absent. */
final class Shared {
    private Shared() {}

    static Path folder(String name) {
        Path folder = Path.of(System.getProperty("diffhep.root", "."))
                .toAbsolutePath()
                .resolveSibling("shared")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(folder), "reference data are not there: shared/" + name);
        return folder;
    }

    static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Workspace workspace(Path file) {
        try {
            return Workspace.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Workspaces of a folder, by name. */
    static List<Path> workspaces(String name) {
        try (Stream<Path> files = Files.list(folder(name))) {
            return files.filter(f -> f.toString().endsWith(".json"))
                    .filter(f -> !f.toString().endsWith(".expected.json") && !f.endsWith("INDEX.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[] doubles(JsonNode node) {
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(node.get(i));
        }
        return values;
    }

    /** A number; the references write those that are not finite as strings. */
    static double number(JsonNode node) {
        if (node.isTextual()) {
            return switch (node.textValue()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        return node.isNull() ? Double.NaN : node.doubleValue();
    }
}
