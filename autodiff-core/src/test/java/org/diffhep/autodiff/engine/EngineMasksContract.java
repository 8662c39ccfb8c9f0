package org.diffhep.autodiff.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine makes of sub-collections: what it makes of events that have no other objects. Exact masks: the same
 * expression over events from which the other objects were taken out. Soft masks: the mean of that over all 2ⁿ events that may be
 * left, each with its probability. Extend it beside {@link EngineContract}.
 */
public abstract class EngineMasksContract {

    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final List<Relaxation> ALL =
            List.of(SOFT, Relaxation.soft(0.3), Relaxation.HARD, Relaxation.straightThrough(1));
    private static final double TOLERANCE = 1e-12;
    private static final double GRADIENT_TOLERANCE = 1e-8;

    private static final Expressions.Collection JETS = collection("Jet");
    private static final Expr SOFT_MASK = JETS.column("pt").above(parameter(OperationCases.A), width(0.3));
    private static final Expr SOFT_ID = JETS.column("eta").below(parameter(OperationCases.B), width(0.6));

    private Engine engine;

    /** A new engine of the kind under test. */
    protected abstract Engine engine();

    @BeforeEach
    void start() {
        engine = engine();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    // Soft masks: the mean over what may be left -------------------------------------------------------------------

    @Test
    void softSubCollectionsAreTheExpectationOfTheHardOnes() {
        List<Reduction> masked = MaskCases.expectations(JETS.where(SOFT_MASK));
        List<Reduction> plain = MaskCases.expectations(JETS);
        checkExpectations(masked, plain, SOFT_MASK, 31, true);
        checkExpectations(masked, plain, SOFT_MASK, 32, false);
    }

    @Test
    void masksOfMasksAndOfConcatenationsAreExpectationsToo() {
        Expressions.Collection once = JETS.where(SOFT_MASK);
        List<Reduction> twice = MaskCases.expectations(once.where(SOFT_ID));
        List<Reduction> ofMembers = MaskCases.expectations(once.where(SOFT_ID.forEach(once.objects())));
        List<Reduction> plain = MaskCases.expectations(JETS);
        checkExpectations(twice, plain, SOFT_MASK.and(SOFT_ID), 33, false);
        checkExpectations(ofMembers, plain, SOFT_MASK.and(SOFT_ID), 33, false);
    }

    @Test
    void flagsOfTheMaskHoldForItsMembers() {
        Expressions.Collection good = JETS.where(SOFT_MASK.and(SOFT_ID.not()));
        Expr tag = JETS.column("tag").above(parameter(OperationCases.B), width(0.1));
        Expr pt = JETS.column("pt");
        for (Expr same : List.of(
                SOFT_MASK.and(tag),
                tag.and(SOFT_ID.not()),
                SOFT_ID.or(tag),
                SOFT_MASK.not().or(tag),
                where(SOFT_MASK, tag, SOFT_ID),
                where(SOFT_ID, tag.not(), tag).plus(SOFT_ID.and(tag)))) {
            List<Reduction> masked = flagged(good, same.forEach(good.objects()), pt.forEach(good.objects()));
            checkExpectations(masked, flagged(JETS, tag, pt), SOFT_MASK.and(SOFT_ID.not()), 34, false);
        }
    }

    private static List<Reduction> flagged(Expressions.Collection jets, Expr flag, Expr pt) {
        return List.of(new Total(
                "flagged",
                List.of(
                        flag.exactly(1),
                        flag.sum(),
                        pt.sum(flag),
                        jets.members().atLeast(2).and(flag.exactly(1)),
                        pt.sum(flag.not()),
                        pt.times(flag).leading(1, flag).times(pt).sum(),
                        jets.pairs().any(flag).times(jets.pairs().member(1, pt)).sum())));
    }

    /** Compares values and gradients with the mean over all events that may be left. */
    private void checkExpectations(
            List<Reduction> masked, List<Reduction> plain, Expr mask, long seed, boolean gradients) {
        TestEvents events = TestEvents.random(seed, 12);
        Graph graph = Graph.withParameters(masked, List.of(OperationCases.A, OperationCases.B));
        double[] at = {OperationCases.A.start(), OperationCases.B.start()};
        double[][] cotangents = EngineContract.cotangents(masked);
        try (BoundGraph bound = engine.bind(graph, EventSource.of(events.batch()))) {
            for (Relaxation relaxation : List.of(Relaxation.HARD, Relaxation.soft(0.3), SOFT)) {
                assertClose(bound.forward(at, relaxation), expected(events, plain, mask, graph, at, relaxation));
            }
            double[] gradient = bound.pullBack(at, SOFT, cotangents);
            for (int i = 0; i < at.length && gradients; i++) {
                ToDoubleFunction<double[]> sum =
                        p -> weighted(expected(events, plain, mask, graph, p, SOFT), cotangents);
                FiniteDifferences.Derivative derivative = FiniteDifferences.partial(sum, at, i, 0.02);
                assertThat(derivative.error()).isLessThan(GRADIENT_TOLERANCE);
                assertThat(gradient[i]).isCloseTo(derivative.value(), within(100 * GRADIENT_TOLERANCE));
            }
        }
    }

    /** What the plain expressions are on average, if each jet is left with the probability of the mask. */
    private static double[][] expected(
            TestEvents events, List<Reduction> plain, Expr mask, Graph graph, double[] at, Relaxation relaxation) {
        double[][] sums = zeros(plain);
        for (int event = 0; event < events.size(); event++) {
            TestEvents one = events.range(event, event + 1);
            double[] p = new ReferenceEvaluator(one.batch(), named(graph, at), relaxation).values(mask, 0);
            for (int outcome = 0; outcome < 1 << p.length; outcome++) {
                boolean[] left = new boolean[p.length];
                double probability = 1;
                for (int i = 0; i < p.length; i++) {
                    left[i] = ((outcome >> i) & 1) == 1;
                    probability *= left[i] ? p[i] : 1 - p[i];
                }
                if (probability != 0) {
                    EventBatch batch = one.keeping("Jet", left).batch();
                    add(sums, probability, plain, new ReferenceEvaluator(batch, named(graph, at), relaxation));
                }
            }
        }
        return sums;
    }

    private static void add(double[][] sums, double factor, List<Reduction> plain, ReferenceEvaluator reference) {
        for (int r = 0; r < sums.length; r++) {
            for (int k = 0; k < sums[r].length; k++) {
                sums[r][k] += factor * reference.total(plain.get(r).inputs().get(k));
            }
        }
    }

    // Exact masks, and hard ones: events without the other objects --------------------------------------------------

    @Test
    void exactSubCollectionsAreEventsWithoutTheOtherObjectsInEveryReading() {
        Expr mask = JETS.column("id").hasBits(1).or(JETS.column("eta").above(0.5));
        checkAgainstRest(MaskCases.everything(JETS.where(mask)), MaskCases.everything(JETS), mask, 41, ALL);
        Expr none = JETS.column("pt").below(-1);
        checkAgainstRest(MaskCases.everything(JETS.where(none)), MaskCases.everything(JETS), none, 42, ALL);
        Expr all = JETS.members();
        checkAgainstRest(MaskCases.everything(JETS.where(all)), MaskCases.everything(JETS), all, 43, ALL);
    }

    @Test
    void hardSubCollectionsAreEventsWithoutTheOtherObjects() {
        List<Relaxation> hard = List.of(Relaxation.HARD);
        List<Reduction> masked = MaskCases.anyMask(JETS.where(SOFT_MASK));
        checkAgainstRest(masked, MaskCases.anyMask(JETS), SOFT_MASK, 44, hard);
    }

    @Test
    void randomGraphsOverSubCollectionsAreThoseOverEventsWithoutTheOtherObjects() {
        for (int seed = 0; seed < 60; seed++) {
            boolean soft = seed % 2 == 0;
            Expr threshold = parameter(RandomGraphs.PARAMETERS.get(0));
            Expr mask = soft
                    ? JETS.column("pt")
                            .above(threshold, width(0.3))
                            .and(JETS.column("tag").above(0.2))
                    : JETS.column("id").hasBits(1L << (seed / 2 % 3));
            checkAgainstRest(
                    RandomGraphs.random(seed, JETS.where(mask), soft),
                    RandomGraphs.random(seed, JETS, soft),
                    mask,
                    5000 + seed,
                    List.of(soft ? Relaxation.HARD : ALL.get(seed / 2 % ALL.size())));
        }
    }

    private void checkAgainstRest(
            List<Reduction> masked, List<Reduction> plain, Expr mask, long seed, List<Relaxation> relaxations) {
        TestEvents events = TestEvents.random(seed, 10);
        List<Reduction> both = new ArrayList<>(masked);
        both.addAll(plain);
        List<Parameter> parameters = Graph.of(both).parameters();
        Graph graph = Graph.withParameters(masked, parameters);
        Graph plainGraph = Graph.withParameters(plain, parameters);
        double[] at = graph.parameters().stream().mapToDouble(Parameter::start).toArray();
        boolean[] kept = kept(events, mask, named(graph, at));
        EventBatch rest = events.keeping("Jet", kept).batch();
        double[][] cotangents = EngineContract.cotangents(plain);
        try (BoundGraph bound = engine.bind(graph, EventSource.of(events.batch()));
                BoundGraph ofRest = engine.bind(plainGraph, EventSource.of(rest))) {
            for (Relaxation relaxation : relaxations) {
                double[][] sums = zeros(plain);
                add(sums, 1, plain, new ReferenceEvaluator(rest, named(graph, at), relaxation));
                assertClose(bound.forward(at, relaxation), sums);
                double[] gradient = ofRest.pullBack(at, relaxation, cotangents);
                double[] mine = bound.pullBack(at, relaxation, cotangents);
                for (int i = 0; i < at.length; i++) {
                    assertThat(mine[i])
                            .as(
                                    "%s, %s, d/d%s",
                                    plain.get(0).label(),
                                    relaxation,
                                    graph.parameters().get(i))
                            .isCloseTo(gradient[i], within(1e-11 * (1 + Math.abs(gradient[i]))));
                }
            }
        }
    }

    private static boolean[] kept(TestEvents events, Expr mask, Map<Parameter, Double> at) {
        ReferenceEvaluator reference = new ReferenceEvaluator(events.batch(), at, Relaxation.HARD);
        List<Boolean> flags = new ArrayList<>();
        for (int event = 0; event < events.size(); event++) {
            for (double flag : reference.values(mask, event)) {
                flags.add(flag != 0);
            }
        }
        boolean[] kept = new boolean[flags.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = flags.get(i);
        }
        return kept;
    }

    /** As anybody would write it: all sums are of eighths and sixteenths, and exact in any order. */
    @Test
    void hardReadingIsPlainCodeOverTheMembersBitForBit() {
        TestEvents events = TestEvents.random(45, 3000);
        EventBatch batch = events.batch();
        Expressions.Collection good = JETS.where(SOFT_MASK);
        Expr weight = column("weight");
        Expr id = good.column("id");
        Expr tag = good.column("tag").above(parameter(OperationCases.B), width(0.1));
        Expressions.Combined pairs = good.pairs().where(good.pairs().sum(id).above(9));
        List<Reduction> reductions = List.of(new Total(
                "plain",
                List.of(
                        id.sum().times(weight),
                        id.largest(-1).times(weight),
                        id.selected(0, good.members()).times(weight),
                        id.selected(1, good.column("pt"), good.members()).times(weight),
                        good.members().atLeast(2).and(tag.exactly(1)).times(weight),
                        pairs.sum(id).sum().times(weight),
                        pairs.members().atLeast(2).times(weight),
                        pairs.sum(good.column("pt"))
                                .chooseLargest(pairs.members())
                                .times(pairs.member(1, id))
                                .sum()
                                .times(weight))));
        Graph graph = Graph.withParameters(reductions, List.of(OperationCases.A, OperationCases.B));
        double[] at = {OperationCases.A.start(), OperationCases.B.start()};
        double[] expected = new double[8];
        for (int event = 0; event < batch.events(); event++) {
            addPlain(batch, event, at, expected);
        }
        try (BoundGraph bound = engine.bind(graph, EventSource.of(batch))) {
            assertThat(bound.forward(at, Relaxation.HARD)).isDeepEqualTo(new double[][] {expected});
            assertThat(bound.forward(at, Relaxation.straightThrough(1))).isDeepEqualTo(new double[][] {expected});
        }
    }

    private static void addPlain(EventBatch batch, int event, double[] at, double[] sums) {
        double weight = read(batch.column("weight"), event);
        List<double[]> good = new ArrayList<>();
        for (int i = batch.offsets("Jet")[event]; i < batch.offsets("Jet")[event + 1]; i++) {
            double pt = read(batch.column("Jet", "pt"), i);
            if (pt > at[0]) {
                good.add(new double[] {pt, read(batch.column("Jet", "id"), i), read(batch.column("Jet", "tag"), i)});
            }
        }
        double sum = 0;
        double largest = -1;
        int tags = 0;
        double pairSum = 0;
        int pairs = 0;
        double bestKey = -1;
        double best = 0;
        for (int i = 0; i < good.size(); i++) {
            sum += good.get(i)[1];
            largest = Math.max(largest, good.get(i)[1]);
            tags += good.get(i)[2] > at[1] ? 1 : 0;
            for (int j = i + 1; j < good.size(); j++) {
                double ids = good.get(i)[1] + good.get(j)[1];
                double key = good.get(i)[0] + good.get(j)[0];
                if (ids > 9) {
                    pairSum += ids;
                    pairs++;
                    if (key > bestKey) {
                        bestKey = key;
                        best = good.get(j)[1];
                    }
                }
            }
        }
        sums[0] += sum * weight;
        sums[1] += largest * weight;
        sums[2] += good.isEmpty() ? 0 : good.get(0)[1] * weight;
        good.sort((x, y) -> Double.compare(y[0], x[0]));
        sums[3] += good.size() < 2 ? 0 : good.get(1)[1] * weight;
        sums[4] += good.size() >= 2 && tags == 1 ? weight : 0;
        sums[5] += pairSum * weight;
        sums[6] += pairs >= 2 ? weight : 0;
        sums[7] += best * weight;
    }

    // Conventions -------------------------------------------------------------------------------------------------

    @Test
    void objectsThatAreNoMembersMayHaveAnyValue() {
        for (double missing : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            EventBatch batch = EventBatch.of(2)
                    .collection("Jet", new int[] {0, 3, 4})
                    .column("Jet", "pt", NumberColumn.of(3, missing, 1, missing))
                    .column("Jet", "good", NumberColumn.of(1, 0, 1, 0))
                    .build();
            Expr a = parameter(OperationCases.A);
            Expressions.Collection good = JETS.where(JETS.column("good").equalTo(1));
            Expr pt = good.column("pt").times(a);
            List<Expr> values = List.of(
                    pt.sum(),
                    pt.largest(7),
                    pt.smallest(7),
                    pt.mean(7),
                    pt.softLargest(7, 1e-3),
                    pt.selected(0, good.members()),
                    pt.selected(1, pt, good.members()),
                    pt.leading(1, good.members()).times(pt).sum(),
                    good.column("pt").above(1).atLeast(1),
                    pt.log().sum());
            double[] expected = {4, 3 + 7 * 2, 1 + 7 * 2, 2 + 7 * 2, 3 + 7 * 2, 3, 1, 3, 2, 2 * Math.log(0.75)};
            double[] slopes = {4, 3, 1, 2, 3, 3, 1, 3, 0, 4};
            double[] at = {0.5};
            for (int k = 0; k < slopes.length; k++) {
                Total total = Total.of("members", values.get(k));
                Graph graph = Graph.withParameters(List.of(total), List.of(OperationCases.A));
                try (BoundGraph bound = engine.bind(graph, EventSource.of(batch))) {
                    String text = values.get(k).toString();
                    assertThat(bound.forward(at, SOFT)[0][0]).as(text).isCloseTo(expected[k] / 2, within(1e-9));
                    double gradient = bound.pullBack(at, SOFT, new double[][] {{1}})[0];
                    assertThat(gradient).as(text).isCloseTo(slopes[k], within(1e-9));
                }
            }
            // a product of probabilities must be one of numbers, as everywhere
            Total soft = Total.of("soft flag", pt.above(a, width(1e-3)).atLeast(2));
            Graph undefined = Graph.withParameters(List.of(soft), List.of(OperationCases.A));
            if (Double.isNaN(missing)) {
                try (BoundGraph bound = engine.bind(undefined, EventSource.of(batch))) {
                    assertThatThrownBy(() -> bound.forward(at, SOFT)).isInstanceOf(NonFiniteValueException.class);
                }
            }
        }
    }

    @Test
    void subCollectionsWithoutMembersAreEmpty() {
        TestEvents events = TestEvents.random(46, 20);
        Expressions.Collection none = JETS.where(JETS.column("pt").below(-1));
        Expressions.Collection far =
                JETS.where(JETS.column("pt").below(parameter(OperationCases.A).minus(9), width(0.01)));
        for (Expressions.Collection empty : List.of(none, far)) {
            Expr pt = empty.column("pt").times(parameter(OperationCases.A));
            Total total = new Total(
                    "empty",
                    List.of(
                            pt.sum(),
                            pt.largest(-2),
                            pt.smallest(3),
                            pt.mean(0.5),
                            pt.selected(0, pt, empty.members()),
                            pt.chooseLargest(empty.members()),
                            empty.members().exactly(0),
                            empty.pairs().members().sum()));
            Graph graph = Graph.withParameters(List.of(total), List.of(OperationCases.A));
            for (TestEvents some : List.of(events, events.without("Jet"))) {
                try (BoundGraph bound = engine.bind(graph, EventSource.of(some.batch()))) {
                    for (Relaxation relaxation : ALL) {
                        assertClose(
                                bound.forward(new double[] {0.8}, relaxation),
                                new double[][] {{0, -40, 60, 10, 0, 0, 20, 0}});
                    }
                }
            }
        }
    }

    @Test
    void randomGraphsThatTakePartsHaveTheReferenceValues() {
        for (int seed = 0; seed < 60; seed++) {
            List<Reduction> reductions = RandomGraphs.withMasks(seed);
            Graph graph = Graph.of(reductions);
            double[] at =
                    graph.parameters().stream().mapToDouble(Parameter::start).toArray();
            EventBatch batch = TestEvents.random(7000 + seed, 6).batch();
            Relaxation relaxation = ALL.get(seed % ALL.size());
            double[][] sums = zeros(reductions);
            add(sums, 1, reductions, new ReferenceEvaluator(batch, named(graph, at), relaxation));
            try (BoundGraph bound = engine.bind(graph, EventSource.of(batch))) {
                assertClose(bound.forward(at, relaxation), sums);
            }
        }
    }

    private static Map<Parameter, Double> named(Graph graph, double[] values) {
        Map<Parameter, Double> named = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            named.put(graph.parameters().get(i), values[i]);
        }
        return named;
    }

    private static double[][] zeros(List<Reduction> reductions) {
        return reductions.stream()
                .map(reduction -> new double[reduction.size()])
                .toArray(double[][]::new);
    }

    private static double weighted(double[][] sums, double[][] cotangents) {
        double total = 0;
        for (int r = 0; r < sums.length; r++) {
            for (int k = 0; k < sums[r].length; k++) {
                total += sums[r][k] * cotangents[r][k];
            }
        }
        return total;
    }

    private static void assertClose(double[][] actual, double[][] expected) {
        for (int r = 0; r < expected.length; r++) {
            assertThat(actual[r]).hasSize(expected[r].length);
            for (int k = 0; k < expected[r].length; k++) {
                double size = 100 + Math.abs(expected[r][k]);
                assertThat(actual[r][k])
                        .as("sum %d of reduction %d", k, r)
                        .isCloseTo(expected[r][k], within(TOLERANCE * size));
            }
        }
    }

    private static double read(NumberColumn column, int at) {
        double[] value = new double[1];
        column.copyTo(at, 1, value, 0);
        return value[0];
    }
}
