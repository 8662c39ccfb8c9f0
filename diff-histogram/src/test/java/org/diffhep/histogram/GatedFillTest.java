package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Primitive;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.MissingColumnException;
import org.diffhep.autodiff.engine.NonFiniteValueException;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.autodiff.jvm.DerivativeMode;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JVM engine leaves out what events that cannot enter would need: results are those without leaving out. */
class GatedFillTest {

    private static final Parameter A = Parameter.of("a", 0.9);
    private static final Parameter B = Parameter.of("b", 0.45);
    private static final List<Parameter> PARAMETERS = List.of(A, B);
    private static final double[] AT = {0.9, 0.45};
    private static final List<Relaxation> ALL =
            List.of(Relaxation.HARD, Relaxation.soft(1), Relaxation.soft(0.1), Relaxation.straightThrough(1));

    /** The same reduction, of which an engine does not know that some events cannot enter. */
    private record Ungated(Reduction fill) implements Reduction {
        @Override
        public String label() {
            return fill.label();
        }

        @Override
        public List<Expr> inputs() {
            return fill.inputs();
        }

        @Override
        public int size() {
            return fill.size();
        }

        @Override
        public Sweep sweep(Relaxation relaxation) {
            return fill.sweep(relaxation);
        }
    }

    /** Random fills with probabilities made of exact and soft flags of events, jets, leptons and combinations of jets. */
    private static final class RandomFills {

        private final Random random;
        private final Expressions.Collection jets = collection("Jet");
        private final List<Expr> jetFlags = new ArrayList<>();
        private final List<Expr> eventFlags = new ArrayList<>();

        RandomFills(long seed) {
            random = new Random(seed);
            Expr pt = jets.column("pt");
            Expr exact = jets.column("id").hasBits(1L << random.nextInt(3));
            Expr soft = pt.above(parameter(A), width(0.3));
            jetFlags.add(exact);
            jetFlags.add(soft);
            jetFlags.add(soft.and(exact));
            jetFlags.add(soft.and(jets.column("eta").abs().below(1)).and(exact));
            jetFlags.add(jets.column("tag").above(parameter(B), width(0.1)));
            jetFlags.add(exact.or(soft));
            Expr lepton = concatenate(
                    collection("Electron")
                            .column("pt")
                            .above(0.4)
                            .and(collection("Electron").column("tag").above(parameter(B), width(0.2))),
                    collection("Muon").column("pt").above(parameter(A), width(0.3)));
            eventFlags.add(column("run").equalTo(random.nextInt(4)).not());
            eventFlags.add(column("met").above(parameter(B), width(0.4)));
            eventFlags.add(column("met").above(0.7));
            eventFlags.add(lepton.exactly(1));
            eventFlags.add(lepton.atLeast(1));
            eventFlags.add(pick(jetFlags).atLeast(1 + random.nextInt(3)));
            eventFlags.add(pick(jetFlags).atLeast(1).and(pick(jetFlags).exactly(random.nextInt(3))));
            eventFlags.add(pick(jetFlags).atMost(2).not());
            eventFlags.add(jets.pairs().all(pick(jetFlags)).atLeast(1));
            eventFlags.add(pt.sum(pick(jetFlags)).above(parameter(A), width(0.5)));
            Expressions.Collection some = jets.where(pick(jetFlags));
            eventFlags.add(some.pairs().sum(some.column("pt")).sum().above(parameter(A), width(0.5)));
        }

        private Expr pick(List<Expr> pool) {
            return pool.get(random.nextInt(pool.size()));
        }

        List<Reduction> fills() {
            List<Reduction> fills = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                fills.add(fill("fill " + i));
            }
            return fills;
        }

        private Expr selection() {
            Expr selection = pick(eventFlags).forEachEvent();
            for (int i = random.nextInt(3); i > 0; i--) {
                selection = selection.times(pick(eventFlags));
            }
            return selection;
        }

        private Reduction fill(String label) {
            Expr value = jets.column("pt")
                    .times(parameter(A))
                    .plus(jets.column("eta").square());
            Axis axis = Axis.regular(5, 0.3, 4);
            double bandwidth = random.nextBoolean() ? 0 : 0.2;
            List<Expr> weights = List.of(column("weight"), column("weight").times(value.selected(0, pick(jetFlags))));
            Expressions.Combined combined = random.nextBoolean() ? jets.pairs() : jets.triples();
            Expr candidate = combined.all(pick(jetFlags)).and(combined.any(pick(jetFlags)));
            return switch (random.nextInt(5)) {
                case 0 -> HistogramFill.of(label, axis, bandwidth, value.sum(pick(jetFlags)), selection(), weights);
                case 1 -> HistogramFill.of(label, axis, bandwidth, column("met"), selection(), weights);
                case 2 ->
                    HistogramFill.of(label, axis, bandwidth, value, selection().times(pick(jetFlags)), weights);
                case 3 ->
                    HistogramFill.of(
                            label,
                            axis,
                            bandwidth,
                            combined.sum(value),
                            selection().times(candidate),
                            weights);
                default ->
                    HistogramFill.of(
                            label,
                            axis,
                            bandwidth,
                            combined.sum(value),
                            selection().times(combined.sum(jets.column("pt")).chooseLargest(candidate)),
                            weights);
            };
        }
    }

    private static List<Reduction> ungated(List<Reduction> fills) {
        return fills.stream().<Reduction>map(Ungated::new).toList();
    }

    /** Both modes against reverse mode over all events. */
    @ParameterizedTest
    @EnumSource(
            value = DerivativeMode.class,
            names = {"FORWARD", "REVERSE"})
    void randomFillsHaveTheSumsOfAllEventsBitForBitAndTheirGradients(DerivativeMode mode) {
        try (JvmEngine engine = new JvmEngine(2, mode);
                JvmEngine reverse = new JvmEngine(2, DerivativeMode.REVERSE)) {
            for (int seed = 0; seed < 150; seed++) {
                List<Reduction> fills = new RandomFills(seed).fills();
                EventSource events = TestEvents.random(500 + seed, 300).inBatchesOf(170);
                double[][] cotangents = fills.stream()
                        .map(fill -> new Random(fill.size())
                                .doubles(fill.size(), -1, 1)
                                .toArray())
                        .toArray(double[][]::new);
                try (BoundGraph gated = engine.bind(Graph.withParameters(fills, PARAMETERS), events);
                        BoundGraph all = reverse.bind(Graph.withParameters(ungated(fills), PARAMETERS), events)) {
                    // twice: the second time what is fixed was kept
                    for (int time = 0; time < 2; time++) {
                        for (Relaxation relaxation : ALL) {
                            assertThat(gated.forward(AT, relaxation))
                                    .as("seed %d, %s", seed, relaxation)
                                    .isDeepEqualTo(all.forward(AT, relaxation));
                            double[] expected = all.pullBack(AT, relaxation, cotangents);
                            double rounding = 1e-12
                                    * (1
                                            + Arrays.stream(expected)
                                                    .map(Math::abs)
                                                    .sum());
                            Linearisation here = gated.linearise(AT, relaxation);
                            assertThat(here.sums()).isDeepEqualTo(all.forward(AT, relaxation));
                            assertThat(here.pullBack(cotangents))
                                    .as("gradient, seed %d, %s", seed, relaxation)
                                    .containsExactly(expected, within(rounding));
                        }
                    }
                }
            }
        }
    }

    /** A column that counts how many of its values are asked for. */
    private static NumberColumn counting(double[] values, AtomicInteger asked) {
        return new NumberColumn() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public void copyTo(int from, int count, double[] target, int at) {
                asked.addAndGet(count);
                System.arraycopy(values, from, target, at, count);
            }
        };
    }

    @Test
    void whatOnlyTheObservableNeedsIsReadForEventsThatPassAlone() {
        AtomicInteger asked = new AtomicInteger();
        double[] x = new double[1000];
        double[] tens = new double[1000];
        for (int i = 0; i < 1000; i++) {
            x[i] = i;
            tens[i] = i % 10;
        }
        EventBatch batch = EventBatch.of(1000)
                .column("x", counting(x, asked))
                .column("tens", NumberColumn.of(tens))
                .collection("Jet", new int[1001])
                .build();
        Expr noJets = constant(1).forEach(collection("Jet").objects()).atMost(0);
        Expr threshold = column("tens").above(parameter(A), width(1));
        for (Relaxation relaxation : ALL) {
            boolean hard = relaxation.mode() == Relaxation.Mode.HARD;
            HistogramFill fill = HistogramFill.of(
                    "fill",
                    Axis.of(0, 1000),
                    0,
                    column("x").square(),
                    allOf(noJets, column("tens").above(4), threshold),
                    List.of(constant(1)));
            try (JvmEngine engine = new JvmEngine(1);
                    BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
                asked.set(0);
                bound.forward(new double[] {6}, relaxation);
                assertThat(asked.get()).isEqualTo(hard ? 300 : 500);
            }
        }
    }

    /** Adds up, and remembers of how many values. */
    private record CountingSum(AtomicInteger asked) implements Primitive {
        @Override
        public String name() {
            return "counting sum";
        }

        @Override
        public int inputs() {
            return 2;
        }

        @Override
        public void values(double[][] in, double[] out, int n) {
            asked.addAndGet(n);
            for (int i = 0; i < n; i++) {
                out[i] = in[0][i] + in[1][i];
            }
        }

        @Override
        public void slopes(double[][] in, double[] out, double[][] slopes, int n) {
            throw new IllegalStateException("not asked for");
        }
    }

    @Test
    void onlyPairsOfMembersAreMade() {
        AtomicInteger asked = new AtomicInteger();
        EventBatch batch = EventBatch.of(2)
                .collection("Jet", new int[] {0, 6, 8})
                .column("Jet", "pt", NumberColumn.of(5, 1, 7, 1, 1, 9, 8, 1))
                .build();
        Expressions.Collection jets = collection("Jet");
        Expressions.Collection exact = jets.where(jets.column("pt").above(3));
        Expressions.Collection cut = jets.where(jets.column("pt").above(parameter(A), width(1)));
        for (boolean isExact : new boolean[] {true, false}) {
            Expressions.Collection some = isExact ? exact : cut;
            Expr pt = some.column("pt");
            Expressions.Combined pairs = some.pairs();
            Expr sum = Expressions.apply(new CountingSum(asked), pairs.member(0, pt), pairs.member(1, pt));
            for (Expr ofEvent : List.of(sum.sum(), sum.largest(0), sum.mean(0))) {
                HistogramFill fill =
                        HistogramFill.of("pairs", Axis.of(0, 99), 0, ofEvent, constant(1), List.of(constant(1)));
                for (Relaxation relaxation : ALL) {
                    boolean all = !isExact && relaxation.mode() != Relaxation.Mode.HARD;
                    try (JvmEngine engine = new JvmEngine(1);
                            BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
                        asked.set(0);
                        bound.forward(isExact ? new double[0] : new double[] {3}, relaxation);
                        assertThat(asked.get()).isEqualTo(all ? 16 : 3);
                    }
                }
            }
        }
    }

    @Test
    void eventsAndObjectsThatCannotEnterMayHaveAnyValue() {
        double nan = Double.NaN;
        EventBatch batch = EventBatch.of(3)
                .column("run", NumberColumn.of(1, 0, 1))
                .column("w", NumberColumn.of(2, nan, 4))
                .collection("Jet", new int[] {0, 3, 6, 8})
                .column("Jet", "good", NumberColumn.of(1, 0, 1, 1, 1, 1, 1, 1))
                .column("Jet", "pt", NumberColumn.of(1, nan, 2, nan, 3, 4, 5, 6))
                .build();
        Expr pt = collection("Jet").column("pt");
        Expressions.Combined pairs = collection("Jet").pairs();
        Expr good = collection("Jet").column("good").equalTo(1);
        Expr soft = good.and(pt.above(parameter(A), width(0.1)));
        Expr probability = column("run").equalTo(1).times(pairs.sum(pt).chooseLargest(pairs.all(good)));
        HistogramFill fill =
                HistogramFill.of("pairs", Axis.of(0, 5, 20), 0, pairs.sum(pt), probability, List.of(column("w")));
        HistogramFill notANumber = HistogramFill.of(
                "soft",
                Axis.of(0, 5, 20),
                0,
                constant(1),
                column("run").equalTo(1).times(soft.atLeast(1)),
                List.of(column("w")));
        try (JvmEngine engine = new JvmEngine(1);
                BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch));
                BoundGraph bad = engine.bind(Graph.of(List.of(notANumber)), EventSource.of(batch))) {
            for (Relaxation relaxation : ALL) {
                assertThat(bound.forward(new double[0], relaxation)[0]).startsWith(0, 2, 4, 0);
            }
            // a jet whose soft flag is NaN may or may not pass: it is named, at its place among all events
            assertThatThrownBy(() -> bad.forward(new double[] {0.5}, Relaxation.soft(1)))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("NaN in event 0");
        }
    }

    @Test
    void theEventIsNamedByItsPlaceAmongAll() {
        double[] x = new double[700];
        Arrays.fill(x, 1);
        x[613] = Double.NaN;
        EventBatch batch = TestEvents.random(5, 700).batch(Map.of("x", x, "pass", firstFrom(600)));
        HistogramFill fill = HistogramFill.of(
                "fill",
                Axis.of(0, 2),
                0,
                column("x").plus(collection("Jet").column("pt").sum()),
                column("pass").equalTo(1),
                List.of(column("weight")));
        try (JvmEngine engine = new JvmEngine(1);
                BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
            for (Relaxation relaxation : ALL) {
                assertThatThrownBy(() -> bound.forward(new double[0], relaxation))
                        .isInstanceOf(NonFiniteValueException.class)
                        .hasMessageContaining("x is NaN in event 613");
            }
        }
    }

    private static double[] firstFrom(int first) {
        double[] flags = new double[700];
        Arrays.fill(flags, first, 700, 1);
        return flags;
    }

    @Test
    void columnsOfLateStagesAreMissedBeforeAnythingIsComputed() {
        HistogramFill fill = HistogramFill.of(
                "fill",
                Axis.of(0, 2),
                0,
                collection("Jet").column("mass").sum(),
                column("run").equalTo(17),
                List.of(column("weight")));
        try (JvmEngine engine = new JvmEngine(1)) {
            EventSource events = TestEvents.random(5, 7).inBatchesOf(7);
            assertThatThrownBy(() -> engine.bind(Graph.of(List.of(fill)), events))
                    .isInstanceOf(MissingColumnException.class)
                    .hasMessageContaining("Jet.mass");
        }
    }
}
