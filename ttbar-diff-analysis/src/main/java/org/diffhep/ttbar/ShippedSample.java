package org.diffhep.ttbar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffhep.pipeline.SampleCatalogue;

/** The simulated sample that ships with the project; its README beside it says what it is and is not. */
public final class ShippedSample {

    private static final String FOLDER = "sample/";

    private ShippedSample() {}

    /** The sample as a folder: where the classes lie unpacked, or a temporary copy that is removed when the JVM ends. */
    public static SampleCatalogue open() {
        URL description = resource(SampleCatalogue.FILE_NAME);
        try {
            if (description.getProtocol().equals("file")) {
                Path file = Path.of(description.toURI());
                return SampleCatalogue.read(java.util.Objects.requireNonNull(file.getParent()));
            }
            return unpacked();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a resource without a path: " + description, e);
        }
    }

    private static SampleCatalogue unpacked() {
        try {
            Path folder = Files.createTempDirectory("diffhep-sample");
            folder.toFile().deleteOnExit();
            for (String file : resourceLines("files.txt").split("\n", -1)) {
                if (!file.isBlank()) {
                    Path target = folder.resolve(file);
                    target.toFile().deleteOnExit();
                    try (InputStream bytes = resource(file).openStream()) {
                        Files.copy(bytes, target);
                    }
                }
            }
            return SampleCatalogue.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped sample cannot be unpacked", e);
        }
    }

    private static String resourceLines(String name) throws IOException {
        try (InputStream bytes = resource(name).openStream()) {
            return new String(bytes.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static URL resource(String name) {
        URL found = ShippedSample.class.getResource(FOLDER + name);
        if (found == null) {
            throw new IllegalStateException("the shipped sample lacks " + name);
        }
        return found;
    }
}
