package org.diffhep.cli.ttbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.cli.TestRun;
import org.diffhep.cli.UsageException;
import org.diffhep.events.ColumnNaming;
import org.diffhep.pipeline.Constraint;
import org.diffhep.pipeline.Enforcement;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationMethod;
import org.diffhep.pipeline.OptimisationSettings;
import org.diffhep.ttbar.TtbarInput;
import org.diffhep.ttbar.TtbarOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimiseCommandTest {

    @TempDir
    Path folder = Path.of("");

    private TestRun optimise(String... options) {
        List<String> args = new ArrayList<>(List.of("ttbar", "optimise", "--out", out().toString()));
        args.addAll(List.of(options));
        return TestRun.with(request -> new StandInJob(request, 0), args.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("a/out");
    }

    @Test
    void writesTheThreeFilesAndPrintsTheTable() throws IOException {
        TestRun run = optimise("--steps", "40");

        assertThat(run.exitCode()).isZero();
        try (Stream<Path> files = Files.list(out())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("result.json", "report.html", "workspace.json");
        }
        assertThat(run.out())
                .contains(
                        "jet_pt",
                        "20.0 GeV",
                        "19.0 … 22.0",
                        "hard cuts, events the optimiser never saw",
                        "report.html");
    }

    @Test
    void progressGoesToStandardErrorAsPlainLines() {
        TestRun run = optimise("--steps", "40");

        assertThat(run.err().lines())
                .hasSize(22)
                .startsWith(
                        "stand-in · 1 sample, 100 events",
                        "step  0/40   σ(ttbar_norm) soft 10.00 %  hard 10.34 %  ← 10.34 %   jet_pt 30.0 GeV")
                .endsWith("step 40/40   σ(ttbar_norm) soft 6.667 %  hard 6.897 %  ← 10.34 %   jet_pt 20.0 GeV");
        assertThat(run.err()).doesNotContain("\r", "\u001b");
    }

    @Test
    void jsonIsOneDocumentOnStandardOutput() throws IOException {
        TestRun run = optimise("--steps", "4", "--json", "--seed", "7", "--objective", "limit", "--engine", "djl");

        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.get("steps").asInt()).isEqualTo(4);
        assertThat(document.get("seed").asInt()).isEqualTo(7);
        assertThat(document.get("objective").asText()).isEqualTo("limit");
        assertThat(document.get("engine").asText()).isEqualTo("djl");
        assertThat(new ObjectMapper().readTree(out().resolve("result.json").toFile()))
                .isEqualTo(document);
    }

    @Test
    void optionsReachTheOptimisation() {
        List<TtbarOptions> requests = new ArrayList<>();
        TestRun.with(
                request -> {
                    requests.add(request);
                    return new StandInJob(request, 0);
                },
                "ttbar",
                "optimise",
                "--out",
                out().toString(),
                "--input",
                "some/where",
                "--cache",
                "columns",
                "--column",
                "btagCSVV2=btagDeepFlavB",
                "--schema",
                "physlite-as-nano",
                "--signal",
                "zprime",
                "--parameters",
                "jet_pt,btag",
                "--learn-edges",
                "4j1b,4j2b",
                "--steps",
                "3",
                "--threads",
                "2",
                "--optimiser",
                "cma-es",
                "--minimum-yield",
                "4j1b=100",
                "--maximum-yield",
                "4j1b=5000",
                "--minimum-effective-events",
                "4j2b=10",
                "--penalty",
                "50",
                "--engine",
                "djl",
                "--device",
                "gpu1",
                "--resume",
                "c.json");

        assertThat(requests)
                .containsExactly(new TtbarOptions(
                        new TtbarInput(
                                Optional.of(Path.of("some/where")),
                                Optional.of(Path.of("columns")),
                                new ColumnNaming(
                                        ColumnNaming.Convention.PHYSLITE_AS_NANO,
                                        Map.of("btagCSVV2", "btagDeepFlavB"))),
                        "precision",
                        Optional.of("zprime"),
                        List.of("jet_pt", "btag"),
                        List.of("4j1b", "4j2b"),
                        List.of(
                                Constraint.yieldAtLeast(100, "4j1b"),
                                Constraint.yieldAtMost(5000, "4j1b"),
                                Constraint.effectiveEventsAtLeast(10, "4j2b")),
                        OptimisationSettings.ofDefaults()
                                .withMethod(OptimisationMethod.CMA_ES)
                                .withEnforcement(Enforcement.penalty(50))
                                .withSteps(3)
                                .withEngine(new EngineChoice("djl", 2, "gpu1"))
                                .withCommand(
                                        "diffhep ttbar optimise --out " + out()
                                                + " --input some/where --cache columns --column btagCSVV2=btagDeepFlavB --schema physlite-as-nano --signal zprime --parameters jet_pt,btag --learn-edges 4j1b,4j2b --steps 3 --threads 2"
                                                + " --optimiser cma-es --minimum-yield 4j1b=100 --maximum-yield 4j1b=5000"
                                                + " --minimum-effective-events 4j2b=10 --penalty 50 --engine djl --device gpu1 --resume c.json"),
                        Optional.of(Path.of("c.json")),
                        Optional.of(Path.of("c.json"))));
    }

    @Test
    void aSignalOfAMeasurementIsNoted() {
        assertThat(optimise("--steps", "1", "--signal", "zprime_1000").err())
                .contains("note: --signal has no part in --objective precision");
        assertThat(optimise("--steps", "1", "--signal", "zprime_1000", "--objective", "limit")
                        .err())
                .doesNotContain("note:");
    }

    @Test
    void edgesOfARegionThatIsNotThereAreRefused() {
        TestRun run = TestRun.with(
                TtbarJob::new, "ttbar", "optimise", "--learn-edges", "4j1b,4j9b", "--out", out().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("diffhep: --learn-edges: there is no region 4j9b; there are 4j1b, 4j2b\n");
        assertThat(out()).doesNotExist();
    }

    @Test
    void aSignalThatIsNotThereIsRefusedByAMeasurementToo() {
        TestRun run = TestRun.with(TtbarJob::new, "ttbar", "optimise", "--signal", "nosuch", "--out", out().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("diffhep: there is no sample of the signal nosuch; --signal takes one of ")
                .contains("zprime_1000");
        assertThat(out()).doesNotExist();
    }

    @Test
    void aDeviceThatTheEngineDoesNotKnowIsRefusedBeforeAnythingIsRead() {
        TestRun run = TestRun.with(TtbarJob::new, "ttbar", "optimise", "--device", "gpu", "--out", out().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("diffhep: engine jvm computes on the cpu, not on device gpu\n");
        assertThat(out()).doesNotExist();
    }

    @Test
    void theDefaultsAreTheLibrarys() {
        List<TtbarOptions> requests = new ArrayList<>();
        TestRun.with(
                request -> {
                    requests.add(request.withSettings(request.settings().withCommand("")));
                    return new StandInJob(
                            request.withSettings(request.settings().withSteps(1)), 0);
                },
                "ttbar",
                "optimise",
                "--out",
                out().toString());

        assertThat(requests).containsExactly(TtbarOptions.ofDefaults());
    }

    @Test
    void aRefusedInputLeavesNoFolder() {
        TestRun run = TestRun.with(
                request -> {
                    throw new UsageException("in/samples.json: no such file");
                },
                "ttbar",
                "optimise",
                "--out",
                out().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("diffhep: in/samples.json: no such file\n");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void aFailedOptimisationLeavesNoFolder() {
        TestRun run = TestRun.with(request -> new FailingJob(), "ttbar", "optimise", "--out", out().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(out()).doesNotExist();
    }

    @Test
    void anOutputFolderThatIsAFileIsRefusedBeforeTheWork() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(out(), "mine");

        TestRun run = TestRun.with(request -> new FailingJob(), "ttbar", "optimise", "--out", out().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is a file of this name");
        assertThat(out()).hasContent("mine");
    }

    @Test
    void anOutputFolderBelowAFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("a"), "mine");

        TestRun run = optimise("--steps", "3");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("diffhep: --out ").contains("cannot be written to");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void wrongOptionsAreNamedInOneLine() {
        assertThat(optimise("--steps", "0").err()).isEqualTo("diffhep: --steps 0: at least one step is needed\n");
        assertThat(optimise("--objective", "beauty").err())
                .startsWith("diffhep: Invalid value for option '--objective'")
                .containsIgnoringCase("precision");
        assertThat(optimise("--optimiser", "magic").err())
                .isEqualTo("diffhep: there is no optimiser magic; there are adam, lbfgs, newton, cma-es, bobyqa\n");
        assertThat(optimise("--minimum-yield", "4j1b=-3").err())
                .isEqualTo("diffhep: constraint on region 4j1b: limit -3.0 is not a positive number\n");
        assertThat(optimise("--stepps", "3").exitCode()).isEqualTo(2);
        assertThat(optimise("--steps", "many").exitCode()).isEqualTo(2);
        assertThat(out()).doesNotExist();
    }

    @Test
    void anInterruptedResultExitsWith130() {
        TestRun run = TestRun.with(
                request -> new StoppedJob(new StandInJob(request, 0)), "ttbar", "optimise", "--out", out().toString());

        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(out().resolve("result.json")).content().contains("\"interrupted\" : true");
    }

    /** Is told to stop before its first step. */
    private record StoppedJob(StandInJob job) implements OptimisationJob {
        @Override
        public String description() {
            return job.description();
        }

        @Override
        public String parameterOfInterest() {
            return job.parameterOfInterest();
        }

        @Override
        public List<Cut> cuts() {
            return job.cuts();
        }

        @Override
        public Outcome run(OptimisationListener listener, BooleanSupplier stop) {
            return job.run(listener, () -> true);
        }
    }

    private static final class FailingJob implements OptimisationJob {
        @Override
        public String description() {
            return "fails";
        }

        @Override
        public String parameterOfInterest() {
            return "mu";
        }

        @Override
        public List<Cut> cuts() {
            return List.of();
        }

        @Override
        public Outcome run(OptimisationListener listener, BooleanSupplier stop) {
            throw new UsageException("the work began");
        }
    }
}
