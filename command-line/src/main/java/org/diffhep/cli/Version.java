package org.diffhep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version the build wrote into its resources. */
final class Version implements IVersionProvider {

    static String text() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("version.txt", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "diffhep " + text() + " (Java " + System.getProperty("java.version") + ", "
                    + System.getProperty("java.vendor") + ")"
        };
    }
}
