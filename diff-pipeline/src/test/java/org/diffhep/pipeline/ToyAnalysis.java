package org.diffhep.pipeline;

import static org.diffhep.autodiff.Width.width;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventTable;
import org.diffhep.histogram.Axis;

/** A small analysis with every kind of systematic and random events: signal and background over one cut and one energy. */
final class ToyAnalysis {

    static final Parameter CUT = Parameter.of("cut", 0.4).within(0, 1).scale(0.1);
    static final Parameter ENERGY =
            Parameter.of("energy", 20).within(10, 60).scale(5).unit("GeV");

    private ToyAnalysis() {}

    static Analysis analysis() {
        Expr x = Expressions.column("x");
        Expr e = Expressions.column("e");
        Expressions.Collection hits = Expressions.collection("Hit");
        Expr goodHit = hits.column("e").above(Expressions.parameter(ENERGY), width(4));
        Expr selection = x.above(Expressions.parameter(CUT), width(0.1)).and(goodHit.atLeast(1));
        Expr sum = hits.column("e").sum(goodHit);
        return Analysis.named("toy")
                .samples(List.of("background", "signal"))
                .region(Region.of("high", "sum [GeV]", Axis.regular(4, 20, 220), selection, sum)
                        .bandwidth(10))
                .region(Region.of("low", "e [GeV]", Axis.regular(3, 0, 150), selection.not(), e))
                .systematic(Systematic.replacing(
                        "scale", hits.column("e"), hits.column("e").times(1.05)))
                .systematic(Systematic.weight("slope", x.plus(0.6), x.negate().plus(1.5)))
                .systematic(
                        Systematic.weight("rate", Expressions.constant(1.2), Expressions.constant(0.9), "background"))
                .systematic(Systematic.normalisation("luminosity", 0.03))
                .measure("mu", "signal")
                .build();
    }

    static Map<String, EventSample> samples(int events, long seed) {
        Map<String, EventSample> samples = new LinkedHashMap<>();
        samples.put("background", sample("background", events, seed, 0.4, 2000));
        samples.put("signal", sample("signal", events, seed + 1, 0.7, 200));
        return samples;
    }

    private static EventSample sample(String name, int events, long seed, double centre, double yield) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[events];
        double[] e = new double[events];
        double[] weight = new double[events];
        int[] offsets = new int[events + 1];
        double[] hits = new double[5 * events];
        for (int i = 0; i < events; i++) {
            x[i] = centre + 0.3 * (random.nextDouble() + random.nextDouble() - 1);
            e[i] = 150 * random.nextDouble();
            weight[i] = yield / events * (0.5 + random.nextDouble());
            offsets[i + 1] = offsets[i] + random.nextInt(6);
            for (int k = offsets[i]; k < offsets[i + 1]; k++) {
                hits[k] = -30 * Math.log(1 - random.nextDouble()) * (1 + centre);
            }
        }
        EventTable table = EventTable.of(
                events,
                List.of(
                        Column.flat("x", ColumnType.FLOAT64, x),
                        Column.flat("e", ColumnType.FLOAT64, e),
                        Column.flat(SampleReader.WEIGHT, ColumnType.FLOAT64, weight),
                        Column.jagged(
                                "Hit_e",
                                ColumnType.FLOAT64,
                                java.util.Arrays.copyOf(hits, offsets[events]),
                                offsets,
                                "Hit")));
        return new EventSample(name, List.of(table), events);
    }
}
