package org.diffhep.autodiff.engine;

import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Total;

/** Random analyses over {@link TestEvents}: a dozen operations put together by chance, values kept of order one. */
public final class RandomGraphs {

    static final List<Parameter> PARAMETERS =
            List.of(Parameter.of("a", 0.9), Parameter.of("b", 0.45), Parameter.of("c", -0.3));

    private final Random random;
    private final Expressions.Collection jets;
    /** Whether jets are a sub-collection whose members are not sure. */
    private final boolean soft;

    private final List<Expr> eventValues = new ArrayList<>();
    private final List<Expr> jetValues = new ArrayList<>();
    private final List<Expr> eventFlags = new ArrayList<>();
    private final List<Expr> jetFlags = new ArrayList<>();

    private RandomGraphs(long seed, Expressions.Collection jets, boolean soft) {
        random = new Random(seed);
        this.jets = jets;
        this.soft = soft;
        eventValues.addAll(List.of(column("met"), column("weight")));
        PARAMETERS.forEach(parameter -> eventValues.add(parameter(parameter)));
        jetValues.addAll(List.of(jets.column("pt"), jets.column("eta"), jets.column("tag")));
        jetFlags.add(jets.column("pt").above(parameter(PARAMETERS.get(0)), width(0.3)));
        eventFlags.add(column("met").above(parameter(PARAMETERS.get(1)), width(0.4)));
    }

    /** The sums of the last few values that were put together. */
    public static List<Reduction> random(long seed) {
        return random(seed, collection("Jet"), false);
    }

    /**
     * The same over other jets: those of a sub-collection.
     *
     * @param soft whether their flag is between 0 and 1
     */
    static List<Reduction> random(long seed, Expressions.Collection jets, boolean soft) {
        RandomGraphs graphs = new RandomGraphs(seed, jets, soft);
        for (int i = 0; i < 14; i++) {
            graphs.grow();
        }
        return graphs.outputs(seed);
    }

    /** Graphs in which values of sub-collections, each with a flag that was put together, come back to the event now and then. */
    static List<Reduction> withMasks(long seed) {
        RandomGraphs graphs = new RandomGraphs(seed, collection("Jet"), false);
        for (int i = 0; i < 14; i++) {
            graphs.grow();
            if (i % 4 == 3) {
                graphs.eventValues.add(graphs.ofPart());
            }
        }
        return graphs.outputs(seed);
    }

    private Expr ofPart() {
        Expressions.Collection part = jets.where(pick(jetFlags));
        Expr value = pick(jetValues).forEach(part.objects());
        Expr flag = pick(jetFlags).forEach(part.objects());
        return switch (random.nextInt(8)) {
            case 0 -> value.sum(flag).tanh();
            case 1 -> value.largest(0.4);
            case 2 -> flag.atLeast(1 + random.nextInt(2));
            case 3 -> value.leading(2, flag).times(value).sum();
            case 4 -> value.mean(flag, 0.3);
            case 5 -> value.selected(random.nextInt(2), value, flag);
            case 6 -> part.where(flag).column("pt").smallest(0.2);
            default -> part.pairs().sum(value).sum(part.pairs().any(flag)).tanh();
        };
    }

    private List<Reduction> outputs(long seed) {
        List<Expr> outputs = new ArrayList<>();
        for (List<Expr> pool : List.of(eventValues, jetValues, eventFlags, jetFlags)) {
            outputs.add(pool.get(pool.size() - 1));
        }
        Expr weighted = eventFlags.get(eventFlags.size() - 1).times(column("weight"));
        return List.of(new Total("random " + seed, outputs), Total.of("yield " + seed, weighted));
    }

    private void grow() {
        switch (random.nextInt(12)) {
            case 0 -> eventValues.add(function(pick(eventValues)));
            case 1 -> jetValues.add(function(pick(jetValues)));
            case 2 -> eventValues.add(combine(pick(eventValues), pick(eventValues)));
            case 3 ->
                jetValues.add(combine(pick(jetValues), random.nextBoolean() ? pick(eventValues) : pick(jetValues)));
            case 4 -> jetFlags.add(jetFlag());
            case 5 -> eventFlags.add(eventFlag());
            case 6 -> jetFlags.add(logic(pick(jetFlags), random.nextBoolean() ? pick(eventFlags) : pick(jetFlags)));
            case 7 -> eventFlags.add(logic(pick(eventFlags), pick(eventFlags)));
            case 8 -> eventFlags.add(count());
            case 9, 10 -> eventValues.add(reduced());
            default -> eventValues.add(ofCombinations());
        }
    }

    private Expr pick(List<Expr> pool) {
        // the newest half, so that graphs grow deep
        int oldest = pool.size() / 2;
        return pool.get(oldest + random.nextInt(pool.size() - oldest));
    }

    private Expr function(Expr x) {
        return switch (random.nextInt(20)) {
            case 12 -> x.tanh().tan();
            case 13 -> x.tanh().times(0.9).asin();
            case 14 -> x.times(2).atan();
            case 15 -> x.square().log1p();
            case 16 -> x.tanh().expm1();
            case 17 -> x.normalCdf().plus(x.erf());
            case 18 -> x.asinh().sigmoid();
            case 19 -> x.times(2).round().plus(x).square().plus(1).reciprocal();
            case 0 -> x.tanh().exp();
            case 1 -> x.square().plus(0.5).log();
            case 2 -> x.square().plus(0.25).sqrt();
            case 3 -> x.sin();
            case 4 -> x.cos();
            case 5 -> x.tanh().sinh();
            case 6 -> x.tanh().cosh();
            case 7 -> x.negate();
            case 8 -> x.abs();
            case 9 -> x.tanh().square();
            case 10 -> x.stopGradient();
            default -> x.flooredAt(0.1);
        };
    }

    private Expr combine(Expr x, Expr y) {
        return switch (random.nextInt(10)) {
            case 6 -> x.square().plus(0.2).power(y.tanh());
            case 7 -> x.hypot(y.square().plus(0.5));
            case 8 -> x.atan2(y.square().plus(0.5));
            case 9 -> Expressions.apply(new TestPrimitive(0.4), x.tanh(), y.tanh());
            case 0 -> x.plus(y).times(0.5);
            case 1 -> x.minus(y);
            case 2 -> x.tanh().times(y);
            case 3 -> x.over(y.square().plus(1));
            case 4 -> x.minimum(y);
            default -> x.maximum(y);
        };
    }

    private Expr jetFlag() {
        return switch (random.nextInt(8)) {
            case 5 -> pick(jetValues).above(pick(eventValues), width(0.5).gaussian());
            case 6 -> pick(jetValues).below(pick(eventValues), width(4).compact());
            case 7 -> pick(jetValues).leading(1 + random.nextInt(3), pick(jetFlags));
            case 0 -> pick(jetValues).above(pick(eventValues), width(0.4));
            case 1 -> pick(jetValues).below(pick(eventValues), width(0.3));
            case 2 -> jets.column("id").hasBits(1L << random.nextInt(3));
            case 3 -> jets.column("tag").above(0.5);
            default -> pick(jetValues).positive(width(0.5));
        };
    }

    private Expr eventFlag() {
        return switch (random.nextInt(5)) {
            case 3 ->
                pick(eventValues)
                        .forEachEvent()
                        .above(pick(eventValues), width(0.5).gaussian());
            case 4 -> {
                Expr low = pick(eventValues);
                yield column("met").between(low, low.plus(0.6), width(0.4));
            }
            case 0 -> column("run").equalTo(random.nextInt(3));
            case 1 -> pick(eventValues).above(pick(eventValues), width(0.4));
            default -> pick(eventValues).forEachEvent().below(column("met"), width(0.5));
        };
    }

    private Expr logic(Expr x, Expr y) {
        return switch (random.nextInt(3)) {
            case 0 -> x.and(y);
            case 1 -> x.or(y);
            default -> x.not();
        };
    }

    private Expr count() {
        Expr a = pick(jetFlags);
        Expr b = pick(jetFlags);
        return switch (random.nextInt(4)) {
            case 0 -> a.exactly(random.nextInt(3));
            case 1 -> a.atLeast(random.nextInt(4));
            case 2 -> a.atMost(random.nextInt(3));
            default -> a.atLeast(1 + random.nextInt(2)).and(b.exactly(random.nextInt(3)));
        };
    }

    private Expr reduced() {
        Expr value = pick(jetValues);
        return switch (random.nextInt(10)) {
            case 5 -> value.mean(pick(jetFlags), 0.3);
            case 6 -> soft ? value.largest(0.5) : value.softLargest(0.5, 0.3);
            case 7 -> value.smallest(0.5);
            case 8 -> value.selected(random.nextInt(3), pick(jetValues), pick(jetFlags));
            case 9 -> where(pick(eventFlags), value.mean(0).tanh(), pick(eventValues));
            case 0 -> value.sum().times(0.3);
            case 1 -> value.sum(pick(jetFlags)).tanh();
            case 2 -> value.largest(0.5);
            case 3 -> value.selected(random.nextInt(2), pick(jetFlags));
            default ->
                value.chooseLargest(pick(jetFlags)).times(pick(jetValues)).sum();
        };
    }

    private Expr ofCombinations() {
        if (random.nextInt(4) == 0) {
            Expressions.Collection leptons = collection("Electron", "Muon");
            Expressions.Combined across = jets.with(leptons);
            Expr value = across.sum(pick(jetValues), leptons.column("pt")).tanh();
            Expr flag = across.any(pick(jetFlags), leptons.column("eta").above(pick(eventValues), width(0.4)));
            return random.nextBoolean() ? value.mean(flag, 0) : value.sum(flag).tanh();
        }
        Expressions.Combined combined = random.nextBoolean() ? jets.pairs() : jets.triples();
        Expr value = combined.sum(pick(jetValues)).tanh();
        return switch (random.nextInt(4)) {
            case 0 -> value.sum().tanh();
            case 1 -> value.largest(0);
            case 2 ->
                value.chooseLargest(combined.any(pick(jetFlags)))
                        .times(combined.member(1, pick(jetValues)))
                        .sum();
            default -> {
                Expr leptons = collection("Electron", "Muon").column("pt");
                yield leptons.times(pick(eventValues)).sum(leptons.above(constant(0.6), width(0.3)));
            }
        };
    }
}
