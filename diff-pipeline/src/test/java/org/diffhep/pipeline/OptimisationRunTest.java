package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Width.width;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.autodiff.optimise.LearningRate;
import org.diffhep.histogram.Axis;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.pipeline.report.CheckpointFile;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimisationRunTest {

    private static final EventSamples EVENTS = new EventSamples(ToyAnalysis.samples(1500, 5), List.of());

    @TempDir
    Path folder = Path.of("");

    private static OptimisationSettings settings(OptimisationMethod method, int steps) {
        return OptimisationSettings.ofDefaults()
                .withMethod(method)
                .withSteps(steps)
                .withEngine(new EngineChoice("jvm", 2));
    }

    private static AnalysisOptimiser optimiser(Analysis analysis, OptimisationSettings settings) {
        return AnalysisOptimiser.of(analysis, Objectives.precision(), settings, EVENTS);
    }

    private static final class Keeper implements OptimisationListener {
        private final List<Supplier<OptimisationCheckpoint>> kept = new ArrayList<>();

        @Override
        public void stepped(TrajectoryPoint point, TrajectoryPoint best, int steps) {}

        @Override
        public void reached(Supplier<OptimisationCheckpoint> checkpoint) {
            kept.add(checkpoint);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_method_improves_the_hard_objective_within_its_steps(OptimisationMethod method) {
        OptimisationResult result =
                optimiser(ToyAnalysis.analysis(), settings(method, 60)).run().result();

        assertThat(result.optimiser()).isEqualTo(method.toString());
        assertThat(result.trajectory()).hasSizeBetween(2, 61);
        assertThat(result.optimum().trainingHard().getAsDouble())
                .isLessThan(0.95 * result.start().trainingHard().getAsDouble());
        assertThat(result.trajectory())
                .extracting(TrajectoryPoint::temperature)
                .allMatch(method.isSoft() ? temperature -> temperature >= 0.0999 : temperature -> temperature == 0);
    }

    @ParameterizedTest
    @EnumSource
    void a_run_that_goes_on_from_a_file_is_the_uninterrupted_one_bit_for_bit(OptimisationMethod method) {
        Analysis analysis = constrained();
        OptimisationSettings settings = settings(method, 30);
        OptimisationResult whole = optimiser(analysis, settings).run().result();
        Path file = folder.resolve("c.json");
        int[] heard = new int[1];
        OptimisationResult part;
        try (CheckpointFile checkpoint =
                new CheckpointFile(file, (point, best, steps) -> heard[0]++, System::nanoTime)) {
            part = optimiser(analysis, settings)
                    .run(checkpoint, () -> heard[0] >= 11)
                    .result();
        }
        Keeper later = new Keeper();

        OptimisationResult resumed = optimiser(analysis, settings)
                .resuming(CheckpointFile.read(file))
                .run(later, () -> false)
                .result();

        assertThat(part.interrupted()).isTrue();
        assertThat(part.trajectory()).hasSize(11);
        assertThat(later.kept)
                .as("the rest was computed")
                .hasSize(whole.trajectory().size() - 11);
        assertThat(resumed.trajectory()).isEqualTo(whole.trajectory());
        assertThat(resumed.optimum()).isEqualTo(whole.optimum());
        assertThat(resumed.parameters()).isEqualTo(whole.parameters());
        assertThat(resumed.constraints()).isEqualTo(whole.constraints());
        assertThat(resumed.checks()).isEqualTo(whole.checks());
    }

    @Test
    void a_checkpoint_of_another_optimisation_is_refused_by_what_differs() {
        OptimisationSettings settings = settings(OptimisationMethod.ADAM, 4);
        Keeper keeper = new Keeper();
        optimiser(ToyAnalysis.analysis(), settings).run(keeper, () -> false);
        OptimisationCheckpoint checkpoint = keeper.kept.get(2).get();

        assertThat(checkpoint.evaluations()).hasSize(3);
        assertRefused(
                checkpoint,
                optimiser(ToyAnalysis.analysis(), settings.withSeed(3)),
                "the checkpoint is of another optimisation: seed is 1 there and 3 here");
        assertRefused(
                checkpoint,
                optimiser(ToyAnalysis.analysis(), settings.withMethod(OptimisationMethod.LBFGS)),
                "optimiser is adam there and lbfgs here");
        assertRefused(
                checkpoint,
                optimiser(ToyAnalysis.analysis(), settings.withLearningRate(LearningRate.constant(1))),
                "learning rate is Cosine[first=0.4, share=0.1] there and Constant[rate=1.0] here");
        assertRefused(
                checkpoint,
                optimiser(constrained(), settings),
                "constraint effective events in each bin of low ≥ 20.0 is missing there and required here");
        assertRefused(
                checkpoint,
                optimiser(ToyAnalysis.analysis().holding(List.of(ToyAnalysis.CUT)), settings),
                "parameter cut is Parameter[name=cut");
        // threads do not matter
        optimiser(ToyAnalysis.analysis(), settings.withEngine(new EngineChoice("jvm", 1)))
                .resuming(checkpoint);
    }

    private static void assertRefused(OptimisationCheckpoint checkpoint, AnalysisOptimiser other, String reason) {
        assertThatThrownBy(() -> other.resuming(checkpoint))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_checkpoint_whose_numbers_do_not_follow_is_refused() {
        OptimisationSettings settings = settings(OptimisationMethod.ADAM, 4);
        Keeper keeper = new Keeper();
        optimiser(ToyAnalysis.analysis(), settings).run(keeper, () -> false);
        OptimisationCheckpoint checkpoint = keeper.kept.get(3).get();
        List<OptimisationCheckpoint.Evaluation> changed = new ArrayList<>(checkpoint.evaluations());
        changed.remove(1);

        AnalysisOptimiser optimiser = optimiser(ToyAnalysis.analysis(), settings)
                .resuming(new OptimisationCheckpoint(checkpoint.identity(), changed));
        assertThatThrownBy(optimiser::run)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("step 1 was taken at")
                .hasMessageContaining("another version");
    }

    @Test
    void what_is_not_a_checkpoint_is_named() throws Exception {
        Path file = folder.resolve("c.json");
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageContaining("cannot read");
        Files.writeString(file, "{");
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageContaining("c.json is not JSON");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageContaining("this is not a checkpoint");
        Files.writeString(
                file, "{\"format\": \"diffhep checkpoint 1\", \"evaluations\": [{\"step\": 0, \"temperature\": 1}]}");
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/evaluations/0/objective_hard is missing");
    }

    private static Analysis constrained() {
        return ToyAnalysis.analysis()
                .requiring(List.of(
                        Constraint.yieldAtLeast(150, "high", "signal"), Constraint.effectiveEventsAtLeast(20, "low")));
    }

    @ParameterizedTest
    @EnumSource
    void constraints_hold_at_the_optimum(OptimisationMethod method) {
        Analysis free = ToyAnalysis.analysis();
        ConstraintResult without = optimiser(
                        free.requiring(List.of(Constraint.yieldAtLeast(1, "high", "signal"))), settings(method, 80))
                .run()
                .result()
                .constraints()
                .get(0);
        Analysis analysis = free.requiring(List.of(Constraint.yieldAtLeast(100, "high", "signal")));

        OptimisationResult result =
                optimiser(analysis, settings(method, 80)).run().result();

        ConstraintResult row = result.constraints().get(0);
        assertThat(row.text()).isEqualTo("yield of signal in high ≥ 100.0");
        assertThat(row.optimum()).isGreaterThan(0.99 * 100);
        assertThat(row.fulfilled()).isTrue();
        assertThat(row.active()).isTrue();
        assertThat(without.optimum())
                .as("without it less of the signal is kept")
                .isLessThan(95);
    }

    @Test
    void effective_events_are_kept_by_a_penalty_and_by_multipliers() {
        Analysis analysis = ToyAnalysis.analysis().requiring(List.of(Constraint.effectiveEventsAtLeast(40, "high")));
        OptimisationSettings settings = settings(OptimisationMethod.ADAM, 80);
        for (Enforcement enforcement : List.of(Enforcement.penalty(200), Enforcement.augmentedLagrangian(10))) {
            OptimisationResult result = optimiser(analysis, settings.withEnforcement(enforcement))
                    .run()
                    .result();
            // without it 31
            assertThat(result.constraints().get(0).optimum())
                    .as(enforcement.toString())
                    .isBetween(0.99 * 40, 60.0);
            assertThat(result.optimum().trainingHard().getAsDouble())
                    .isLessThan(result.start().trainingHard().getAsDouble());
        }
    }

    @Test
    void what_cannot_be_fulfilled_is_said() {
        Analysis analysis = ToyAnalysis.analysis().requiring(List.of(Constraint.yieldAtLeast(1e6, "high")));

        OptimisationResult result =
                optimiser(analysis, settings(OptimisationMethod.ADAM, 5)).run().result();

        assertThat(result.constraints().get(0).fulfilled()).isFalse();
        assertThat(result.messages())
                .anyMatch(message -> message.startsWith("constraint yield of high ≥ 1000000.0 is not fulfilled: "));
    }

    @Test
    void points_without_an_answer_are_stepped_over_and_kept_in_checkpoints() {
        Expr x = Expressions.column("x");
        Parameter wide = Parameter.of("cut", 0.3).within(-2, 5).scale(1);
        Analysis analysis = Analysis.named("wide")
                .samples(List.of("background", "signal"))
                .region(Region.of(
                        "all",
                        "e [GeV]",
                        Axis.regular(3, 0, 150),
                        x.above(Expressions.parameter(wide), width(0.1)),
                        Expressions.column("e")))
                .measure("mu", "signal")
                .build();
        OptimisationSettings settings = settings(OptimisationMethod.CMA_ES, 20);
        Keeper keeper = new Keeper();

        OptimisationResult result =
                optimiser(analysis, settings).run(keeper, () -> false).result();

        Path file = folder.resolve("c.json");
        OptimisationCheckpoint all = keeper.kept.get(20).get();
        CheckpointFile.write(all, file);
        assertThat(result.trajectory())
                .anyMatch(point -> Double.isNaN(point.objectiveSoft()))
                .hasSize(21);
        assertThat(CheckpointFile.read(file)).isEqualTo(all);
        assertThat(result.optimum().trainingHard().getAsDouble())
                .isLessThanOrEqualTo(result.start().trainingHard().getAsDouble());
    }
}
