package org.diffhep.pipeline.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What a report carries inside itself: its style, its charts' code and the chart library, all from the class path. */
final class ReportResources {

    private static final String CHART_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private ReportResources() {}

    static String style() {
        return read("report.css");
    }

    static String charts() {
        return read("report.js");
    }

    /** Chart.js with its licence header, without the pointer to a source map that no reader has. */
    static String chartLibrary() {
        Properties properties = new Properties();
        try (InputStream in = open(CHART_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(CHART_VERSION, e);
        }
        String version = properties.getProperty("version");
        String code = read("/META-INF/resources/webjars/chart.js/" + version + "/dist/chart.umd.js");
        return code.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static String read(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = ReportResources.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("not on the class path: " + name);
        }
        return in;
    }
}
