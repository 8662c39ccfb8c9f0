package org.diffhep.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** Where tests find their files. */
public final class TestFiles {

    private TestFiles() {}

    /** A file of this module's test resources. */
    public static Path resource(String name) {
        URL url = Objects.requireNonNull(TestFiles.class.getResource("/org/diffhep/events/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file of the folder of shared data beside the checkout; the test is skipped where there is none. */
    public static Path sharedData(String name) {
        Path file = Path.of(System.getProperty("diffhep.root"))
                .resolveSibling("shared")
                .resolve("data")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "no shared data: " + name);
        return file;
    }

    public static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> columnNames(EventTableSource table) {
        return table.columns().stream().map(ColumnInfo::name).toList();
    }
}
