package org.diffhep.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventTable;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Binning;
import org.diffhep.histogram.LearnableAxis;

/**
 * A made-up search: a peak at 125 GeV, 2 GeV wide, of 60 events over 3000 events of a background that falls as exp(−m/25 GeV) from 100 to 160
 * GeV and is known to 5 %. Three bins; the two edges between them are all there is to choose.
 */
final class ToyPeak {

    static final double LOW = 100;
    static final double HIGH = 160;

    private ToyPeak() {}

    /** Edges that begin at bins of one width. */
    static LearnableAxis learnable() {
        return LearnableAxis.edgeByEdge("edge", Axis.regular(3, LOW, HIGH), 1, "GeV");
    }

    static Analysis analysis(Binning axis) {
        Expr mass = Expressions.column("mass");
        return Analysis.named("peak")
                .samples(List.of("background", "signal"))
                .region(Region.of("all", "mass [GeV]", axis, mass.above(0), mass))
                .systematic(
                        Systematic.weight("rate", Expressions.constant(1.05), Expressions.constant(0.95), "background"))
                .measure("mu", "signal")
                .build();
    }

    static Map<String, EventSample> samples(int events, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] falling = new double[events];
        double[] peak = new double[events];
        double share = 1 - Math.exp(-(HIGH - LOW) / 25);
        for (int i = 0; i < events; i++) {
            falling[i] = LOW - 25 * Math.log(1 - share * random.nextDouble());
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            peak[i] = 125 + 2 * radius * Math.cos(2 * Math.PI * random.nextDouble());
        }
        Map<String, EventSample> samples = new LinkedHashMap<>();
        samples.put("background", sample("background", falling, 3000));
        samples.put("signal", sample("signal", peak, 60));
        return samples;
    }

    static EventSample sample(String name, double[] mass, double yield) {
        double[] weight = new double[mass.length];
        Arrays.fill(weight, yield / mass.length);
        EventTable table = EventTable.of(
                mass.length,
                List.of(
                        Column.flat("mass", ColumnType.FLOAT64, mass),
                        Column.flat(SampleReader.WEIGHT, ColumnType.FLOAT64, weight)));
        return new EventSample(name, List.of(table), mass.length);
    }
}
