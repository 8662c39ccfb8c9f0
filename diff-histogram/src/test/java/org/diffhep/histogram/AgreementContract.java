package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An engine gives the templates and gradients of the JVM engine, in an analysis with regions, variations and a choice. */
public abstract class AgreementContract {

    private static final Parameter JET_CUT = Parameter.of("jet pt", 0.6);
    private static final Parameter TAG_CUT = Parameter.of("tag", 0.4);
    private static final Parameter MET_CUT = Parameter.of("met", 0.5);

    /** A new engine of the kind under test. */
    protected abstract Engine engine();

    /** How many events; more than two chunks of the engine. */
    protected int events() {
        return 5_000;
    }

    static List<Relaxation> relaxations() {
        return List.of(Relaxation.soft(1), Relaxation.soft(0.05), Relaxation.HARD, Relaxation.straightThrough(0.5));
    }

    private static List<Reduction> analysis() {
        Expressions.Collection jets = collection("Jet");
        Expr pt = jets.column("pt");
        Expr good = pt.above(parameter(JET_CUT), width(0.1));
        Expr tagged = good.and(jets.column("tag").above(parameter(TAG_CUT), width(0.05)));
        Expr met = column("met").above(parameter(MET_CUT), width(0.2));
        Expr oneTag = allOf(met, good.atLeast(3), tagged.exactly(1));
        Expr twoTags = allOf(met, good.atLeast(3), tagged.atLeast(2));
        Expr best = jets.triples().sum(pt).chooseLargest(jets.triples().any(tagged));
        Expr mass = jets.triples().sum(pt.square()).sqrt();
        Expr weight = column("weight");
        List<Expr> weights =
                List.of(weight, weight.times(1.1), weight.times(pt.times(0.1).largest(1)));
        List<Reduction> nominal = List.of(
                HistogramFill.of("1b ht", Axis.regular(12, 1, 7), 0.2, pt.sum(good), oneTag, weights),
                HistogramFill.of(
                        "2b mass", Axis.regular(9, 0, 4).foldingOverflow(), 0.1, mass, best.and(twoTags), weights));
        List<Reduction> all = new ArrayList<>(nominal);
        Map<Expr, Expr> scaleUp = Map.of(pt, pt.times(1.03));
        all.add(HistogramFill.of(
                "1b ht, jets up",
                Axis.regular(12, 1, 7),
                0.2,
                pt.sum(good).substitute(scaleUp),
                oneTag.substitute(scaleUp),
                List.of(weight)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("relaxations")
    void templatesAndGradientsAreTheSame(Relaxation relaxation) {
        List<Reduction> reductions = analysis();
        Graph graph = Graph.withParameters(reductions, List.of(JET_CUT, TAG_CUT, MET_CUT));
        EventSource events = TestEvents.random(31, events()).inBatchesOf(events() / 5 * 2);
        double[] at = {0.6, 0.4, 0.5};
        double[][] cotangents = reductions.stream()
                .map(reduction -> new Random(6).doubles(reduction.size(), -1, 1).toArray())
                .toArray(double[][]::new);
        try (Engine jvm = new JvmEngine(2);
                Engine engine = engine();
                BoundGraph onJvm = jvm.bind(graph, events);
                BoundGraph other = engine.bind(graph, events)) {
            double[][] expected = onJvm.forward(at, relaxation);
            double[][] actual = other.forward(at, relaxation);
            for (int r = 0; r < expected.length; r++) {
                double largest = Arrays.stream(expected[r]).max().orElseThrow();
                assertThat(largest).isGreaterThan(10);
                for (int k = 0; k < expected[r].length; k++) {
                    // bins that only the tails of kernels reach are small differences of numbers near one
                    assertThat(actual[r][k])
                            .isCloseTo(expected[r][k], within(1e-9 * Math.abs(expected[r][k]) + 1e-14 * largest));
                }
            }
            double[] gradient = onJvm.pullBack(at, relaxation, cotangents);
            double[] otherGradient = other.pullBack(at, relaxation, cotangents);
            for (int i = 0; i < gradient.length; i++) {
                assertThat(otherGradient[i]).isCloseTo(gradient[i], within(1e-9 * Math.abs(gradient[i])));
                assertThat(gradient[i] != 0).isEqualTo(relaxation.softGradients());
            }
        }
    }
}
