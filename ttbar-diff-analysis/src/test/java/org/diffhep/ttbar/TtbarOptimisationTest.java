package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.pipeline.AnalysisOptimiser;
import org.diffhep.pipeline.Constraint;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.OptimisationCheckpoint;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationSettings;
import org.diffhep.pipeline.report.CheckpointFile;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TtbarOptimisationTest {

    private static final TtbarOptions SHORT =
            with(OptimisationSettings.ofDefaults().withSteps(25));

    private static TtbarOptions with(OptimisationSettings settings) {
        return TtbarOptions.ofDefaults().withSettings(settings);
    }

    @Test
    void optimum_beats_the_conventional_cuts_on_events_it_never_saw() {
        AnalysisOptimiser.Outcome outcome =
                TtbarOptimisation.prepare(SHORT).run(OptimisationListener.NONE, () -> false);

        OptimisationResult result = outcome.result();
        double before = result.start().validationHard().getAsDouble();
        double after = result.optimum().validationHard().getAsDouble();
        double error = result.optimum().validationHardError().getAsDouble();
        assertThat(before - after).isGreaterThan(error);
        assertThat(result.trajectory()).hasSize(26);
        assertThat(result.provenance().version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(result.provenance().inputs()).hasSize(4);
        assertThat(result.checks().gradientError()).isLessThan(1e-5);
        assertThat(outcome.workspace().model()).satisfies(model -> assertThat(
                        Objectives.precision().evaluate(model).value())
                .isCloseTo(after, within(1e-12)));
    }

    @Test
    void same_seed_gives_the_same_result_with_any_number_of_threads() {
        OptimisationSettings settings =
                OptimisationSettings.ofDefaults().withSteps(3).withSeed(7);
        OptimisationResult one = run(with(settings.withEngine(new EngineChoice("jvm", 1))));
        OptimisationResult three = run(with(settings.withEngine(new EngineChoice("jvm", 3))));

        assertThat(three.trajectory()).isEqualTo(one.trajectory());
        assertThat(three.optimum()).isEqualTo(one.optimum());
    }

    @Test
    void stopping_keeps_the_best_result_so_far() {
        AtomicInteger steps = new AtomicInteger();
        OptimisationResult result = TtbarOptimisation.prepare(SHORT)
                .run((point, best, planned) -> steps.incrementAndGet(), () -> steps.get() >= 3)
                .result();

        assertThat(result.interrupted()).isTrue();
        assertThat(result.trajectory()).hasSize(3);
        assertThat(result.optimum().validationHard()).isPresent();
    }

    @Test
    void search_raises_the_expected_significance() {
        OptimisationResult result = run(SHORT.withObjective("discovery"));

        // the W+jets sample is small: on the validation half the significance is known to a quarter only
        assertThat(result.optimum().trainingHard().getAsDouble())
                .isGreaterThan(1.1 * result.start().trainingHard().getAsDouble());
        assertThat(result.optimum().validationHardError().getAsDouble()).isPositive();
        assertThat(result.sense()).isEqualTo(OptimisationResult.Sense.MAXIMISE);
    }

    @Test
    void effective_events_of_a_search_are_those_of_the_backgrounds() {
        OptimisationResult search = run(with(OptimisationSettings.ofDefaults().withSteps(1))
                .withObjective("discovery")
                .withParameters(List.of("btag"))
                .withEdges(List.of("4j1b"))
                .withConstraints(List.of(Constraint.effectiveEventsAtLeast(1, "4j1b"))));

        // no other floor beside that of the user
        assertThat(search.constraints())
                .extracting(row -> row.text())
                .containsExactly("effective events of single_top_s_chan + single_top_t_chan + wjets + ttbar"
                        + " in each bin of 4j1b ≥ 1.0");
    }

    @Test
    void only_named_parameters_move() {
        OptimisationResult result =
                run(with(OptimisationSettings.ofDefaults().withSteps(2)).withParameters(List.of("btag")));

        assertThat(result.parameters()).extracting(row -> row.name()).containsExactly("btag");
        assertThat(result.trajectory().get(2).parameters().get(0)).isNotEqualTo(0.5);
    }

    @Test
    void edges_move_with_the_cuts_that_are_named() {
        TtbarOptions options = with(OptimisationSettings.ofDefaults().withSteps(4))
                .withParameters(List.of("btag"))
                .withEdges(List.of("4j2b"));
        TtbarOptimisation optimisation = TtbarOptimisation.prepare(options);
        assertThat(optimisation.cuts()).extracting(cut -> cut.name()).containsExactly("btag");

        AnalysisOptimiser.Outcome outcome = optimisation.run(OptimisationListener.NONE, () -> false);

        OptimisationResult result = outcome.result();
        assertThat(result.parameters()).hasSize(11);
        assertThat(result.cuts()).hasSize(1);
        assertThat(result.edges()).extracting(edges -> edges.region()).containsExactly("4j2b");
        assertThat(result.edges().get(0).start()).startsWith(110.0, 150.0).endsWith(510.0, 550.0);
        assertThat(result.histograms().get(1).edges())
                .isEqualTo(result.edges().get(0).optimum())
                .isNotEqualTo(result.edges().get(0).start());
        assertThat(result.histograms().get(0).edges())
                .isEqualTo(result.histograms().get(0).edgesBefore());
        assertThat(result.checks().gradientError()).isLessThan(1e-5);
        assertThat(result.constraints())
                .extracting(row -> row.text())
                .containsExactly("effective events in each bin of 4j2b ≥ 5.0");
        assertThat(result.constraints().get(0).fulfilled()).isTrue();
        assertThat(Objectives.precision().evaluate(outcome.workspace().model()).value())
                .isCloseTo(result.optimum().validationHard().getAsDouble(), within(1e-12));
    }

    @Test
    void wrong_options_are_named() {
        assertThatThrownBy(() -> TtbarOptimisation.prepare(SHORT.withObjective("speed")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("speed");
        assertThatThrownBy(() -> TtbarOptimisation.prepare(SHORT.withParameters(List.of("met"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--parameters: there is no parameter met; there are jet_pt, lepton_pt, btag");
        assertThatThrownBy(() -> TtbarOptimisation.prepare(SHORT.withEdges(List.of("4j3b"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--learn-edges: there is no region 4j3b; there are 4j1b, 4j2b");
        assertThatThrownBy(() -> TtbarOptimisation.prepare(
                        SHORT.withObjective("discovery").withSignal("graviton")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no sample of the signal graviton")
                .hasMessageContaining("zprime_1000");
    }

    @Test
    void a_wrong_signal_is_refused_whatever_the_objective() {
        assertThatThrownBy(() -> TtbarOptimisation.prepare(SHORT.withSignal("nosuch")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no sample of the signal nosuch")
                .hasMessageContaining("zprime_1000");
        assertThatThrownBy(() -> TtbarOptimisation.prepare(SHORT.withSignal("wjets")))
                .hasMessageContaining("is a background");
    }

    @Test
    void a_checkpoint_is_refused_by_its_name_and_what_differs(@TempDir Path folder) {
        Path file = folder.resolve("c.json");
        CheckpointFile.write(new OptimisationCheckpoint(Map.of("seed", "1"), List.of()), file);
        assertThatThrownBy(() -> TtbarOptimisation.prepare(SHORT.resuming(file)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--resume " + file + ": the checkpoint is of another optimisation: analysis is")
                .hasMessageContaining("expressions of sample ttbar is missing there")
                .hasMessageContaining("input ttbar");
    }

    private static OptimisationResult run(TtbarOptions options) {
        return TtbarOptimisation.prepare(options)
                .run(OptimisationListener.NONE, () -> false)
                .result();
    }
}
