package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.histogram.Histogram;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Objective;
import org.diffhep.stats.Objectives;
import org.diffhep.stats.Sample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnalysisObjectiveTest {

    private final Analysis analysis = ToyAnalysis.analysis();
    private final Map<String, TemplatePlan> plans = BoundSamples.plans(analysis);
    private Engine engine;
    private BoundSamples events;

    @BeforeEach
    void bind() {
        engine = Engines.create("jvm", 2);
        events = bind(ToyAnalysis.samples(3000, 5), 1);
    }

    private BoundSamples bind(Map<String, EventSample> samples, double factor) {
        Map<String, Double> scale = new LinkedHashMap<>();
        samples.keySet().forEach(name -> scale.put(name, factor));
        return new BoundSamples(engine, plans, samples, scale);
    }

    @AfterEach
    void close() {
        events.close();
        engine.close();
    }

    @Test
    void gradient_of_every_objective_equals_central_differences() {
        for (Objective objective : List.of(Objectives.precision(), Objectives.discovery())) {
            AnalysisObjective function = new AnalysisObjective(analysis, objective, events, plans);
            for (double temperature : new double[] {1, 0.3}) {
                Relaxation soft = Relaxation.soft(temperature);
                double[] at = {0.45, 23};
                ValueAndGradient exact = function.valueAndGradient(at, soft);
                for (int i = 0; i < at.length; i++) {
                    double step = 0.005 * analysis.parameters().get(i).scale() * temperature;
                    double fine = difference(function, at, i, step, soft);
                    double coarse = difference(function, at, i, 2 * step, soft);
                    double expected = (4 * fine - coarse) / 3;
                    assertThat(exact.gradient().get(i))
                            .as(
                                    "%s, %s",
                                    objective.name(),
                                    analysis.parameters().get(i).name())
                            .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
                }
            }
        }
    }

    private static double difference(AnalysisObjective function, double[] at, int i, double step, Relaxation soft) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[i] += step;
        down[i] -= step;
        return (function.value(up, soft) - function.value(down, soft)) / (up[i] - down[i]);
    }

    @Test
    void gradient_holds_where_a_part_of_the_events_is_scaled_up() {
        try (BoundSamples half = bind(ToyAnalysis.samples(1500, 5), 2)) {
            AnalysisObjective function = new AnalysisObjective(analysis, Objectives.precision(), half, plans);
            Relaxation soft = Relaxation.soft(0.5);
            double[] at = {0.5, 20};
            double expected =
                    (4 * difference(function, at, 0, 5e-4, soft) - difference(function, at, 0, 1e-3, soft)) / 3;
            assertThat(function.valueAndGradient(at, soft).gradient().get(0))
                    .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
        }
    }

    @Test
    void templates_become_norm_plus_shape_modifiers() {
        double[] at = {0.4, 20};
        Templates templates = events.templates(at, Relaxation.HARD);
        Channel high =
                TemplateModel.of(analysis, templates).workspace().channels().get(0);
        Sample background = high.samples().get(0);
        Histogram nominal = templates.nominal("background", "high");
        Histogram up = templates.up("background", "high", "scale");
        double ratio = sum(up.values()) / sum(nominal.values());

        assertThat(high.name()).isEqualTo("high");
        assertThat(background.name()).isEqualTo("background");
        assertThat(background.nominal()).isEqualTo(nominal.values());
        Modifier.NormSys norm = modifier(background, Modifier.NormSys.class, "scale");
        assertThat(norm.hi()).isCloseTo(ratio, within(1e-14));
        assertThat(norm.lo()).isCloseTo(2 - ratio, within(1e-14));
        Modifier.HistoSys shape = modifier(background, Modifier.HistoSys.class, "scale");
        assertThat(sum(shape.hi())).isCloseTo(sum(nominal.values()), within(1e-9));
        for (int i = 0; i < 4; i++) {
            assertThat(shape.hi()[i]).isCloseTo(up.values()[i] / ratio, within(1e-9));
            assertThat(shape.lo()[i]).isCloseTo(2 * nominal.values()[i] - shape.hi()[i], within(1e-9));
        }
        assertThat(modifier(background, Modifier.NormSys.class, "rate")).satisfies(rate -> {
            assertThat(rate.hi()).isCloseTo(1.2, within(1e-12));
            assertThat(rate.lo()).isCloseTo(0.9, within(1e-12));
        });
        assertThat(high.samples().get(1).modifiers()).noneMatch(m -> m.name().equals("rate"));
        assertThat(modifier(background, Modifier.StatError.class, "staterror_high")
                        .uncertainties()[0])
                .isCloseTo(Math.sqrt(nominal.variances()[0]), within(1e-12));
    }

    private static <M extends Modifier> M modifier(Sample sample, Class<M> type, String name) {
        return sample.modifiers().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(modifier -> modifier.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double sum(double[] values) {
        return java.util.Arrays.stream(values).sum();
    }

    @Test
    void bins_without_any_event_are_left_out_of_the_model() {
        TemplateModel model = TemplateModel.of(analysis, events.templates(new double[] {0.4, 55}, Relaxation.HARD));
        assertThat(model.droppedBins()).containsEntry("low", 0);
        int dropped = model.droppedBins().getOrDefault("high", 0);
        assertThat(model.workspace().channels().get(0).bins()).isEqualTo(4 - dropped);
    }

    @Test
    void parts_of_the_events_add_up_to_the_whole() {
        double[] at = {0.4, 20};
        Map<String, EventSample> all = ToyAnalysis.samples(3000, 5);
        Templates whole = events.templates(at, Relaxation.HARD);
        double total = 0;
        for (int part = 0; part < 3; part++) {
            Map<String, EventSample> dealt = new LinkedHashMap<>();
            int which = part;
            all.forEach((name, sample) -> dealt.put(name, sample.deal(3, 9).get(which)));
            try (BoundSamples third = bind(dealt, 1)) {
                total += third.templates(at, Relaxation.HARD)
                        .nominal("signal", "high")
                        .total();
            }
        }
        assertThat(total).isCloseTo(whole.nominal("signal", "high").total(), within(1e-9));
    }

    @Test
    void validation_error_falls_with_the_square_root_of_the_events() {
        AnalysisObjective function = new AnalysisObjective(analysis, Objectives.precision(), events, plans);
        double[] at = {0.4, 20};
        double few = error(function, at, 2000);
        double many = error(function, at, 32000);
        assertThat(few / many).isBetween(2.0, 8.0);
    }

    private double error(AnalysisObjective function, double[] at, int size) {
        Map<String, Double> one = Map.of("background", 1.0, "signal", 1.0);
        try (Validation validation = new Validation(engine, plans, ToyAnalysis.samples(size, 11), one, 3)) {
            return validation.evaluate(function, at).error().getAsDouble();
        }
    }
}
