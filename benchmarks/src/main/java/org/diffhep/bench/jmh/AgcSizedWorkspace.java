package org.diffhep.bench.jmh;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Observation;
import org.diffhep.stats.Sample;
import org.diffhep.stats.Workspace;

/** A workspace as large as that of the AGC ttbar task, with smooth invented yields. */
final class AgcSizedWorkspace {

    private static final int BINS = 11;
    private static final double[] YIELDS = {8000, 500, 400, 300, 200};
    private static final int SHAPE_SYSTEMATICS = 12;

    private AgcSizedWorkspace() {}

    static Workspace make() {
        List<Channel> channels = List.of(channel("4j1b", 1.0), channel("4j2b", 0.6));
        List<Observation> observations = new ArrayList<>();
        for (Channel channel : channels) {
            double[] data = new double[BINS];
            for (Sample sample : channel.samples()) {
                for (int bin = 0; bin < BINS; bin++) {
                    data[bin] += sample.nominal()[bin];
                }
            }
            observations.add(new Observation(channel.name(), data));
        }
        return Workspace.of(channels, observations, List.of(Measurement.of("ttbar", "ttbar_norm")));
    }

    private static Channel channel(String name, double size) {
        List<Sample> samples = new ArrayList<>();
        for (int s = 0; s < YIELDS.length; s++) {
            samples.add(sample("sample" + s, name, size * YIELDS[s], 3 + s, s == 0));
        }
        return new Channel(name, samples);
    }

    private static Sample sample(String name, String channel, double yield, double peak, boolean measured) {
        double[] nominal = new double[BINS];
        double[] errors = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            nominal[bin] = yield / (1 + (bin - peak) * (bin - peak) / 9);
            errors[bin] = 0.03 * nominal[bin];
        }
        List<Modifier> modifiers = new ArrayList<>();
        if (measured) {
            modifiers.add(new Modifier.NormFactor("ttbar_norm"));
        }
        modifiers.add(new Modifier.StatError("staterror_" + channel, errors));
        for (int k = 0; k < SHAPE_SYSTEMATICS; k++) {
            double[] low = new double[BINS];
            double[] high = new double[BINS];
            for (int bin = 0; bin < BINS; bin++) {
                double tilt = 0.02 * Math.sin(bin * (k + 1) / 5.0);
                low[bin] = nominal[bin] * (1 - tilt);
                high[bin] = nominal[bin] * (1 + tilt);
            }
            modifiers.add(new Modifier.NormSys("systematic" + k, 0.97, 1.04));
            modifiers.add(new Modifier.HistoSys("systematic" + k, low, high));
        }
        return new Sample(name, nominal, modifiers);
    }
}
