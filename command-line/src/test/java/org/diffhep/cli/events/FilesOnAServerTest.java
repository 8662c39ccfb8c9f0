package org.diffhep.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.cli.TestRun;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesOnAServerTest {

    private final Path sample = Path.of(System.getProperty("diffhep.root"))
            .resolveSibling("shared")
            .resolve("data")
            .resolve("ttbar-sim");

    @TempDir
    Path folder;

    private @Nullable HttpServer server;
    private String address = "";

    @BeforeEach
    void serve() throws IOException {
        assumeTrue(Files.isReadable(sample.resolve("samples.json")), "the shared sample is not here: " + sample);
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::send);
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void send(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int dash = range.indexOf('-');
        Path path = sample.resolve(exchange.getRequestURI().getPath().substring(1));
        try (exchange;
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long first = Long.parseLong(range.substring("bytes=".length(), dash));
            long last = Math.min(Long.parseLong(range.substring(dash + 1)), file.length() - 1);
            byte[] part = new byte[(int) (last - first + 1)];
            file.seek(first);
            file.readFully(part);
            exchange.getResponseHeaders().set("Content-Range", "bytes " + first + "-" + last + "/" + file.length());
            exchange.sendResponseHeaders(206, part.length);
            exchange.getResponseBody().write(part);
        }
    }

    @Test
    void eventsAreReadFromAddressesAndPaths() {
        String name = "single_top_s_chan__nominal.root";
        String disk = read(sample.resolve(name).toString());
        assertThat(disk).contains("Jet_pt");
        assertThat(read(address + name)).isEqualTo(disk);
        assertThat(run("events", "inspect", address + name)).startsWith(address + name + ": ttree, ");
        TestRun refused = TestRun.of("events", "read", "root://127.0.0.1//f.root");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("XRootD is not supported");
    }

    @Test
    void samplesLieOnAServer() throws IOException {
        JsonNode samples =
                new ObjectMapper().readTree(sample.resolve("samples.json").toFile());
        samples.get("samples").forEach(each -> ((ObjectNode) each)
                .put("file", address + each.get("file").asText()));
        Files.writeString(folder.resolve("samples.json"), samples.toString());
        String cache = folder.resolve("columns").toString();
        JsonNode disk = histograms(sample);
        assertThat(disk).isNotEmpty();
        assertThat(histograms(folder, "--cache", cache)).isEqualTo(disk);
    }

    private static String read(String file) {
        return run("events", "read", file, "--columns", "Jet_pt,nJet", "--digest", "--json");
    }

    private static JsonNode histograms(Path input, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("ttbar", "histograms", "--input", input.toString(), "--variations", "nominal"));
        arguments.addAll(List.of(options));
        return new ObjectMapper()
                .readTree(run(arguments.toArray(String[]::new)))
                .get("histograms");
    }

    private static String run(String... arguments) {
        TestRun run = TestRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }
}
