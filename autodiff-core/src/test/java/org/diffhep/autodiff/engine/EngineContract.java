package org.diffhep.autodiff.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.CutKernel;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.UnaryFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine computes: each operation and 200 random graphs against {@link ReferenceEvaluator}, gradients against
 * finite differences of it; the hard reading against plain code. Extend it in the test sources of an engine. What engines do
 * with numbers and names that are wrong is {@link EngineErrorsContract}.
 */
public abstract class EngineContract {

    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final Relaxation STRAIGHT_THROUGH = Relaxation.straightThrough(1);
    private static final List<Relaxation> ALL = List.of(SOFT, Relaxation.soft(0.3), Relaxation.HARD, STRAIGHT_THROUGH);
    private static final double GRADIENT_TOLERANCE = 1e-8;

    private Engine engine;

    /** A new engine of the kind under test. */
    protected abstract Engine engine();

    /** How far values may be off, relative to the sum of the magnitudes of what is summed. */
    protected double tolerance() {
        return 1e-12;
    }

    private static Expressions.Collection jets() {
        return collection("Jet");
    }

    @BeforeEach
    void start() {
        engine = engine();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    static Stream<Arguments> operations() {
        return OperationCases.all().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void operationHasTheReferenceValueAndGradient(String name, Expr expr) {
        EventBatch batch = TestEvents.random(11, 24).batch();
        for (Relaxation relaxation : ALL) {
            int kinks = check(List.of(Total.of(name, expr)), batch, relaxation);
            assertThat(kinks)
                    .as("derivatives that cannot be checked of %s, %s", name, relaxation)
                    .isZero();
        }
    }

    @Test
    void everyOperationIsTested() {
        Set<Class<?>> operations = new HashSet<>();
        Set<Object> functions = new HashSet<>();
        for (Expr node : Graph.inOrder(OperationCases.all().values())) {
            operations.add(node.op().getClass());
            if (node.op() instanceof Op.Unary unary) {
                functions.add(unary.function());
            } else if (node.op() instanceof Op.Binary binary) {
                functions.add(binary.function());
            } else if (node.op() instanceof Op.Compare compare) {
                functions.add(compare.comparison());
            } else if (node.op() instanceof Op.Cut cut) {
                functions.add(cut.kernel());
            }
        }
        assertThat(operations).containsExactlyInAnyOrderElementsOf(permitted(Op.class));
        assertThat(functions)
                .contains((Object[]) UnaryFunction.values())
                .contains((Object[]) BinaryFunction.values())
                .contains((Object[]) CutKernel.values())
                .contains((Object[]) Op.Comparison.values());
    }

    private static List<Class<?>> permitted(Class<?> type) {
        return Arrays.stream(type.getPermittedSubclasses())
                .flatMap(sub -> sub.isInterface() ? permitted(sub).stream() : Stream.of(sub))
                .toList();
    }

    @Test
    void randomGraphsHaveTheReferenceValuesAndGradients() {
        int checked = 0;
        int kinks = 0;
        for (int seed = 0; seed < 200; seed++) {
            List<Reduction> reductions = RandomGraphs.random(seed);
            EventBatch batch = TestEvents.random(1000 + seed, 6).batch();
            Relaxation relaxation = ALL.get(seed % ALL.size());
            kinks += check(reductions, batch, relaxation);
            checked += Graph.of(reductions).parameters().size();
        }
        assertThat(checked).isGreaterThan(300);
        // a difference across the kink of a minimum or of |x| says nothing; there must be few
        assertThat(kinks).as("derivatives that cannot be checked").isLessThan(2);
    }

    /** Checks values and gradients; returns how many derivatives could not be checked. */
    private int check(List<Reduction> reductions, EventBatch batch, Relaxation relaxation) {
        Graph graph = Graph.of(reductions);
        double[] at = starts(graph);
        double[][] cotangents = cotangents(reductions);
        try (BoundGraph bound = engine.bind(graph, EventSource.of(batch))) {
            double[][] sums = bound.forward(at, relaxation);
            double size = checkValues(reductions, sums, new ReferenceEvaluator(batch, named(graph, at), relaxation));
            double[] gradient = bound.pullBack(at, relaxation, cotangents);
            assertThat(gradient).hasSize(at.length);
            int kinks = 0;
            for (int i = 0; i < at.length; i++) {
                FiniteDifferences.Derivative expected = FiniteDifferences.partial(
                        parameters -> weightedSum(
                                reductions,
                                cotangents,
                                ReferenceEvaluator.around(
                                        batch, named(graph, at), named(graph, parameters), relaxation)),
                        at,
                        i,
                        0.02);
                double tolerance = GRADIENT_TOLERANCE * (1 + size + Math.abs(expected.value()));
                if (expected.error() > tolerance) {
                    kinks++;
                } else {
                    assertThat(gradient[i])
                            .as(
                                    "%s, %s, d/d%s",
                                    reductions.get(0).label(),
                                    relaxation,
                                    graph.parameters().get(i))
                            .isEqualTo(expected.value(), within(tolerance));
                }
            }
            return kinks;
        }
    }

    /** Returns the sum of all magnitudes. */
    private double checkValues(List<Reduction> reductions, double[][] sums, ReferenceEvaluator reference) {
        double all = 0;
        for (int r = 0; r < reductions.size(); r++) {
            assertThat(sums[r]).hasSize(reductions.get(r).size());
            for (int k = 0; k < sums[r].length; k++) {
                Expr input = reductions.get(r).inputs().get(k);
                double size = reference.size(input);
                assertThat(sums[r][k])
                        .as("%s: %s", reductions.get(r).label(), input)
                        .isEqualTo(reference.total(input), within(tolerance() * (1 + size)));
                all += size;
            }
        }
        return all;
    }

    private static double weightedSum(List<Reduction> reductions, double[][] cotangents, ReferenceEvaluator reference) {
        double total = 0;
        for (int r = 0; r < reductions.size(); r++) {
            for (int k = 0; k < cotangents[r].length; k++) {
                total += cotangents[r][k]
                        * reference.total(reductions.get(r).inputs().get(k));
            }
        }
        return total;
    }

    private static Map<Parameter, Double> named(Graph graph, double[] values) {
        Map<Parameter, Double> named = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            named.put(graph.parameters().get(i), values[i]);
        }
        return named;
    }

    /** Numbers of both signs, not all of one size. */
    static double[][] cotangents(List<Reduction> reductions) {
        Random random = new Random(5);
        List<double[]> cotangents = new ArrayList<>();
        for (Reduction reduction : reductions) {
            cotangents.add(random.doubles(reduction.size(), -1, 1).toArray());
        }
        return cotangents.toArray(double[][]::new);
    }

    private static List<Reduction> everyOperation() {
        List<Reduction> reductions = new ArrayList<>();
        OperationCases.all().forEach((name, expr) -> reductions.add(Total.of(name, expr)));
        return reductions;
    }

    @Test
    void linearisationIsSumsAndPullBackInOne() {
        Graph graph = Graph.of(analysis());
        double[] at = starts(graph);
        double[][] cotangents = cotangents(graph.reductions());
        try (BoundGraph bound = engine.bind(graph, TestEvents.random(15, 60).inBatchesOf(35))) {
            for (Relaxation relaxation : List.of(SOFT, STRAIGHT_THROUGH)) {
                double[][] sums = bound.forward(at, relaxation);
                double[] gradient = bound.pullBack(at, relaxation, cotangents);
                Linearisation here = bound.linearise(at.clone(), relaxation);
                assertThat(here.sums()).isDeepEqualTo(sums);
                double size = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
                assertThat(here.pullBack(cotangents)).containsExactly(gradient, within(tolerance() * (1 + size)));
            }
        }
    }

    private static double[] starts(Graph graph) {
        return graph.parameters().stream().mapToDouble(Parameter::start).toArray();
    }

    /** A little of everything: cuts, counts, a choice, object sums. */
    private static List<Reduction> analysis() {
        Expr pt = jets().column("pt");
        Expr good = pt.above(parameter(OperationCases.A), width(0.2));
        Expr tagged = jets().column("tag").above(parameter(OperationCases.B), width(0.1));
        Expr passes = allOf(
                good.atLeast(2),
                good.and(tagged).atLeast(1),
                column("met").above(parameter(OperationCases.B), width(0.3)));
        Expr weight = column("weight");
        Expr best = jets().pairs().sum(pt).chooseLargest(jets().pairs().any(tagged));
        Expr mass = jets().pairs().sum(jets().column("id"));
        return List.of(
                new Total("yields", List.of(passes.times(weight), passes.not().times(weight))),
                Total.of("best pair", best.times(mass).sum().times(weight).times(passes)),
                Total.of("tagged jets", tagged));
    }

    @Test
    void straightThroughValuesAreTheHardOnes() {
        Graph graph = Graph.of(everyOperation());
        try (BoundGraph bound = engine.bind(graph, TestEvents.random(12, 200).inBatchesOf(200))) {
            assertThat(bound.forward(starts(graph), STRAIGHT_THROUGH))
                    .isDeepEqualTo(bound.forward(starts(graph), Relaxation.HARD));
        }
    }

    @Test
    void hardReadingIsTheConventionalAnalysisBitForBit() {
        EventBatch batch = TestEvents.random(13, 3000).batch();
        Graph graph = Graph.of(analysis());
        try (BoundGraph bound = engine.bind(graph, EventSource.of(batch))) {
            assertThat(bound.forward(starts(graph), Relaxation.HARD)).isDeepEqualTo(plainAnalysis(batch));
        }
    }

    /** {@link #analysis} as anybody would write it; all sums are of eighths and exact in any order. */
    private static double[][] plainAnalysis(EventBatch batch) {
        double a = OperationCases.A.start();
        double b = OperationCases.B.start();
        double[][] sums = {{0, 0}, {0}, {0}};
        for (int event = 0; event < batch.events(); event++) {
            int from = batch.offsets("Jet")[event];
            int to = batch.offsets("Jet")[event + 1];
            int good = 0;
            int goodAndTagged = 0;
            double largest = -1;
            double best = 0;
            for (int i = from; i < to; i++) {
                boolean isTagged = read(batch.column("Jet", "tag"), i) > b;
                boolean isGood = read(batch.column("Jet", "pt"), i) > a;
                good += isGood ? 1 : 0;
                goodAndTagged += isGood && isTagged ? 1 : 0;
                sums[2][0] += isTagged ? 1 : 0;
                for (int j = i + 1; j < to; j++) {
                    double key = read(batch.column("Jet", "pt"), i) + read(batch.column("Jet", "pt"), j);
                    if ((isTagged || read(batch.column("Jet", "tag"), j) > b) && key > largest) {
                        largest = key;
                        best = read(batch.column("Jet", "id"), i) + read(batch.column("Jet", "id"), j);
                    }
                }
            }
            double weight = read(batch.column("weight"), event);
            if (good >= 2 && goodAndTagged >= 1 && read(batch.column("met"), event) > b) {
                sums[0][0] += weight;
                sums[1][0] += best * weight;
            } else {
                sums[0][1] += weight;
            }
        }
        return sums;
    }

    private static double read(NumberColumn column, int at) {
        double[] value = new double[1];
        column.copyTo(at, 1, value, 0);
        return value[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097})
    void anyNumberOfEventsInAnyBatches(int events) {
        TestEvents all = TestEvents.random(14, events);
        Graph graph = Graph.of(analysis());
        double[] at = starts(graph);
        double[][] cotangents = cotangents(graph.reductions());
        try (BoundGraph whole = engine.bind(graph, EventSource.of(all.batch()));
                BoundGraph inBatches = engine.bind(graph, all.inBatchesOf(events / 3 + 1))) {
            ReferenceEvaluator reference = new ReferenceEvaluator(all.batch(), named(graph, at), SOFT);
            checkValues(graph.reductions(), whole.forward(at, SOFT), reference);
            checkValues(graph.reductions(), inBatches.forward(at, SOFT), reference);
            double[] gradient = whole.pullBack(at, SOFT, cotangents);
            assertThat(inBatches.pullBack(at, SOFT, cotangents))
                    .containsExactly(gradient, within(tolerance() * 10 * events));
            double[] sum = new double[at.length];
            for (int from = 0; from < events; from += 100) {
                EventSource part = EventSource.of(
                        all.range(from, Math.min(events, from + 100)).batch());
                try (BoundGraph some = engine.bind(graph, part)) {
                    double[] partial = some.pullBack(at, SOFT, cotangents);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += partial[i];
                    }
                }
            }
            assertThat(gradient).containsExactly(sum, within(tolerance() * 10 * events));
        }
    }

    @Test
    void noEventsMakeSumsOfZero() {
        EventSource nothing = EventSource.of(List.of());
        EventSource emptyBatches = EventSource.of(
                List.of(TestEvents.random(1, 0).batch(), TestEvents.random(1, 0).batch()));
        Graph graph = Graph.of(analysis());
        for (EventSource events : List.of(nothing, emptyBatches)) {
            try (BoundGraph bound = engine.bind(graph, events)) {
                assertThat(bound.forward(starts(graph), SOFT)).isDeepEqualTo(new double[][] {{0, 0}, {0}, {0}});
                assertThat(bound.pullBack(starts(graph), SOFT, cotangents(graph.reductions())))
                        .containsExactly(0, 0);
            }
        }
    }

    @Test
    void eventsWithoutObjectsAreEventsToo() {
        TestEvents events = TestEvents.random(15, 8).without("Jet").without("Muon");
        for (Relaxation relaxation : ALL) {
            assertThat(check(everyOperation(), events.batch(), relaxation)).isZero();
        }
    }

    @Test
    void orderOfEventsAndObjectsDoesNotMatter() {
        TestEvents events = TestEvents.random(16, 700);
        Graph graph = Graph.of(analysis());
        double[] at = starts(graph);
        double[][] cotangents = cotangents(graph.reductions());
        try (BoundGraph stored = engine.bind(graph, EventSource.of(events.batch()));
                BoundGraph shuffled =
                        engine.bind(graph, EventSource.of(events.shuffled(3).batch()))) {
            double[][] sums = stored.forward(at, SOFT);
            double[][] others = shuffled.forward(at, SOFT);
            for (int r = 0; r < sums.length; r++) {
                for (int k = 0; k < sums[r].length; k++) {
                    assertThat(others[r][k]).isEqualTo(sums[r][k], within(1e-12 * sums[r][k]));
                }
            }
            double[] gradient = stored.pullBack(at, SOFT, cotangents);
            assertThat(shuffled.pullBack(at, SOFT, cotangents)).containsExactly(gradient, within(1e-8));
        }
    }

    @Test
    void resultsAreTheSameEachTimeBitForBit() {
        EventSource events = TestEvents.random(17, 9000).inBatchesOf(5000);
        Graph graph = Graph.of(analysis());
        double[] at = starts(graph);
        double[][] cotangents = cotangents(graph.reductions());
        try (BoundGraph bound = engine.bind(graph, events);
                Engine another = engine();
                BoundGraph again = another.bind(graph, events)) {
            double[][] sums = bound.forward(at, SOFT);
            double[] gradient = bound.pullBack(at, SOFT, cotangents);
            bound.forward(new double[] {0.1, 0.2}, Relaxation.HARD);
            bound.pullBack(new double[] {0.7, 0.1}, STRAIGHT_THROUGH, cotangents);
            for (BoundGraph other : List.of(bound, again)) {
                assertThat(other.forward(at, SOFT)).isDeepEqualTo(sums);
                assertThat(other.pullBack(at, SOFT, cotangents)).containsExactly(gradient);
            }
        }
    }

    @Test
    void gradientsComeInTheOrderOfTheGraphAndAreZeroForUnusedParameters() {
        Parameter unused = Parameter.of("unused", 1);
        List<Reduction> reductions = List.of(Total.of(
                "2a + 3b",
                parameter(OperationCases.A)
                        .times(2)
                        .plus(parameter(OperationCases.B).times(3))));
        Graph graph = Graph.withParameters(reductions, List.of(unused, OperationCases.B, OperationCases.A));
        try (BoundGraph bound =
                engine.bind(graph, EventSource.of(EventBatch.of(5).build()))) {
            assertThat(bound.forward(new double[] {9, 10, 100}, SOFT)).isDeepEqualTo(new double[][] {{1150}});
            assertThat(bound.pullBack(new double[] {9, 10, 100}, SOFT, new double[][] {{1}}))
                    .containsExactly(0, 15, 10);
        }
    }

    @Test
    void graphsWithoutGradientHaveAGradientOfZero() {
        Expr exact = column("met").above(0.5);
        Expr cut = column("met").above(parameter(OperationCases.A), width(0.1));
        Graph graph = Graph.withParameters(
                List.of(Total.of("exact", exact), Total.of("cut", cut)), List.of(OperationCases.A));
        Graph without = Graph.of(List.of(Total.of("exact", exact)));
        EventSource events = TestEvents.random(18, 10).inBatchesOf(10);
        try (BoundGraph bound = engine.bind(graph, events);
                BoundGraph noParameters = engine.bind(without, events)) {
            assertThat(bound.pullBack(new double[] {0.7}, Relaxation.HARD, new double[][] {{1}, {1}}))
                    .containsExactly(0);
            assertThat(noParameters.pullBack(new double[0], SOFT, new double[][] {{1}}))
                    .isEmpty();
        }
    }

    @Test
    void gradientsOfEqualValuesGoToTheFirst() {
        Expr a = parameter(OperationCases.A).forEachEvent();
        Expr b = parameter(OperationCases.B);
        Expr object = concatenate(
                a.forEach(jets().objects()), b.forEach(collection("Muon").objects()));
        List<Reduction> reductions = List.of(
                Total.of("maximum", a.maximum(b)),
                Total.of("minimum", a.minimum(b)),
                Total.of("largest", object.largest(0)),
                Total.of("|0|", a.minus(b).abs()),
                Total.of("√0", a.minus(b).sqrt()));
        EventBatch one = EventBatch.of(1)
                .collection("Jet", new int[] {0, 2})
                .collection("Muon", new int[] {0, 1})
                .build();
        Graph graph = Graph.withParameters(reductions, List.of(OperationCases.A, OperationCases.B));
        try (BoundGraph bound = engine.bind(graph, EventSource.of(one))) {
            double[] at = {0.5, 0.5};
            assertThat(bound.forward(at, SOFT)).isDeepEqualTo(new double[][] {{0.5}, {0.5}, {0.5}, {0}, {0}});
            assertThat(bound.pullBack(at, SOFT, new double[][] {{1}, {10}, {100}, {1000}, {10000}}))
                    .containsExactly(111, 0);
        }
    }
}
