package org.diffhep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping a real process: the best result so far is written, and the exit code says what happened. */
class SignalTest {

    private static final long SECONDS_TO_FINISH = 60;

    @TempDir
    Path folder = Path.of("");

    @Test
    void ctrlCWritesTheBestSoFarAndExitsWith130() throws IOException, InterruptedException {
        assumeTrue(
                interruptsArrive(), "SIGINT is ignored in this session (a background job of a shell): nothing to test");

        stopAfterTheFirstStep("-INT", 130);
    }

    @Test
    void terminationWritesTheBestSoFarToo() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill on this system");

        stopAfterTheFirstStep("-TERM", 143);
    }

    private void stopAfterTheFirstStep(String signal, int exitCode) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowOptimisation.class.getName(),
                        "ttbar",
                        "optimise",
                        "--steps",
                        "100000",
                        "--out",
                        out.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader messages =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            String line = messages.readLine();
            while (line != null && !line.startsWith("step ")) {
                line = messages.readLine();
            }
            assertThat(line).as("progress").isNotNull();
            new ProcessBuilder("/bin/kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            List<String> rest = messages.lines().toList();

            assertThat(process.waitFor(SECONDS_TO_FINISH, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(exitCode);
            assertThat(rest).contains("Stopping after this step; the best result so far will be written.");
        } finally {
            process.destroyForcibly();
        }
        JsonNode result = new ObjectMapper().readTree(out.resolve("result.json").toFile());
        assertThat(result.get("interrupted").asBoolean()).isTrue();
        assertThat(out.resolve("report.html")).isNotEmptyFile();
        assertThat(out.resolve("workspace.json")).isNotEmptyFile();
    }

    /** Children inherit ignored signals; Linux says which these are, elsewhere they are taken to arrive. */
    private static boolean interruptsArrive() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Files.isExecutable(Path.of("/bin/kill"));
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        return (ignored & 2) == 0;
    }
}
