package org.diffhep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs in other languages that do the same, in {@code benchmarks/peers}. */
final class Peers {

    private Peers() {}

    /**
     * Runs a script and reads the JSON document it prints.
     *
     * @param program what runs it
     * @throws IllegalArgumentException it failed: the message has what it said
     */
    static JsonNode run(String program, String script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program,
                Path.of(System.getProperty("diffhep.peers", "benchmarks/peers"), script)
                        .toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalArgumentException(String.join(" ", command.subList(0, 2)) + " failed: " + said.strip());
        }
        return new ObjectMapper().readTree(said);
    }
}
