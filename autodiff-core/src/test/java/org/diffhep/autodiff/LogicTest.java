package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.anyOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The probability of a combination of flags is the mean of the combination over all outcomes of the flags. */
class LogicTest {

    private static final Expr P = collection("Jet").column("p");
    private static final Expr Q = collection("Jet").column("q");
    private static final Expr E = column("e");
    private static final int JETS = 3;
    private static final double[] PROBABILITIES = {0.3, 0.8, 0.55, 0.15, 0.6, 0.9, 0.35};

    static Stream<Arguments> combinations() {
        Map<String, Expr> cases = new LinkedHashMap<>();
        cases.put("and", P.and(Q).sum());
        cases.put("or", P.or(Q).sum());
        cases.put("and with an event flag", P.and(E).sum());
        cases.put("event flag and object flag", E.and(P).sum());
        cases.put("all of objects and event", allOf(P, Q, E).sum());
        cases.put("any of objects and event", anyOf(P, Q, E).sum());
        cases.put("count and event flag", P.atLeast(2).and(E));
        cases.put("two counts", P.atLeast(2).and(Q.exactly(1)));
        cases.put("one count or another", P.atLeast(2).or(Q.exactly(1)));
        cases.put("neither of two counts", P.atLeast(2).not().and(Q.exactly(1).not()));
        cases.put(
                "one count but not another",
                P.atLeast(1).and(P.and(Q).exactly(1).not()));
        cases.put(
                "neither of two counts of one flag",
                P.exactly(1).not().and(P.exactly(2).not()));
        cases.put("one count or another of one flag", anyOf(P.exactly(0), P.exactly(2), P.exactly(3)));
        cases.put("count or its complement", P.exactly(2).or(P.exactly(2).not()));
        cases.put("counts of one flag that overlap", P.atLeast(1).and(P.atMost(2)));
        cases.put("counts of one flag that exclude each other", P.exactly(1).and(P.exactly(2)));
        cases.put("three counts that exclude each other", allOf(P.exactly(1), P.exactly(2), P.exactly(3), E));
        cases.put("flag and its complement", P.and(P.not()).sum());
        cases.put(
                "flags of which both hold and do not",
                allOf(P, Q, P.and(Q).not()).sum());
        cases.put("event flag and its complement", E.and(E.not()));
        cases.put(
                "counts of flags that exclude each other",
                P.exactly(1).and(P.not().exactly(2)));
        cases.put(
                "counts of parts that exclude each other",
                P.and(Q).exactly(1).and(P.and(Q.not()).atLeast(1)));
        cases.put("counts of nested flags", allOf(P.atLeast(2), P.and(Q).exactly(1), E));
        return cases.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void probabilityIsTheMeanOverAllOutcomes(String name, Expr expr) {
        double mean = 0;
        for (int outcome = 0; outcome < 1 << PROBABILITIES.length; outcome++) {
            double[] flags = new double[PROBABILITIES.length];
            double probability = 1;
            for (int i = 0; i < flags.length; i++) {
                flags[i] = (outcome >> i) & 1;
                probability *= flags[i] == 1 ? PROBABILITIES[i] : 1 - PROBABILITIES[i];
            }
            mean += probability * value(expr, flags);
        }
        assertThat(expr.domain()).isEqualTo(Domain.EVENT);
        assertThat(value(expr, PROBABILITIES)).isEqualTo(mean, within(1e-14));
    }

    private static double value(Expr expr, double[] flags) {
        double[] p = new double[JETS];
        double[] q = new double[JETS];
        System.arraycopy(flags, 0, p, 0, JETS);
        System.arraycopy(flags, JETS, q, 0, JETS);
        EventBatch batch = EventBatch.of(1)
                .column("e", NumberColumn.of(flags[2 * JETS]))
                .collection("Jet", new int[] {0, JETS})
                .column("Jet", "p", NumberColumn.of(p))
                .column("Jet", "q", NumberColumn.of(q))
                .build();
        return JvmEngine.evaluate(List.of(expr), batch, new double[0], Relaxation.soft(1))
                .get(0)[0];
    }

    @Test
    void flagCountsOnce() {
        assertThat(P.and(P)).isSameAs(P);
        assertThat(P.or(P)).isSameAs(P);
        assertThat(P.and(Q).and(P)).isSameAs(P.and(Q));
        assertThat(P.not().not()).isSameAs(P);
    }

    @Test
    void orderOfFlagsDoesNotChangeTheDomain() {
        Domain objects = P.domain();
        assertThat(P.and(E).domain()).isEqualTo(objects);
        assertThat(E.and(P).domain()).isEqualTo(objects);
        assertThat(allOf(P, E, Q).domain()).isEqualTo(objects);
        assertThat(Expressions.constant(1).domain()).isEqualTo(Domain.SCALAR);
    }

    @Test
    void moreThanTwoDifferentCountsOverOneCollectionAreRefused() {
        Expr flag = P.above(0.5);
        assertThatThrownBy(() -> allOf(P.atLeast(1), Q.atLeast(1), flag.atLeast(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("objects of Jet");
    }

    @Test
    void flagsOfTwoCollectionsAreRefusedWithBothNames() {
        Expr muon = collection("Muon").column("p");
        assertThatThrownBy(() -> P.and(muon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Jet")
                .hasMessageContaining("Muon");
    }
}
