package org.diffhep.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random models that hold every modifier: two channels, three samples. */
final class RandomModels {
    private RandomModels() {}

    static List<Channel> channels(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < 2; c++) {
            int bins = 3 + c;
            List<Sample> samples = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                samples.add(sample(random, c, s, bins));
            }
            channels.add(new Channel(c == 0 ? "signal region" : "control region", samples));
        }
        return channels;
    }

    /** The same with Poisson constraints of their staterrors. */
    static List<Channel> poissonChannels(long seed) {
        return channels(seed).stream()
                .map(channel -> new Channel(
                        channel.name(),
                        channel.samples().stream()
                                .map(sample -> new Sample(
                                        sample.name(),
                                        sample.nominal(),
                                        sample.modifiers().stream()
                                                .map(RandomModels::poisson)
                                                .toList()))
                                .toList()))
                .toList();
    }

    private static Modifier poisson(Modifier modifier) {
        return modifier instanceof Modifier.StatError e
                ? new Modifier.StatError(e.name(), e.uncertainties(), Modifier.StatConstraint.POISSON)
                : modifier;
    }

    private static Sample sample(SplittableRandom random, int c, int s, int bins) {
        double[] nominal = new double[bins];
        for (int b = 0; b < bins; b++) {
            nominal[b] = s == 0 ? (c == 0 ? 3 + 6 * random.nextDouble() * b : 0.5) : 20 + 30 * random.nextDouble();
        }
        List<Modifier> modifiers = new ArrayList<>();
        if (s == 0) {
            modifiers.add(new Modifier.NormFactor("mu"));
        }
        if (s == 1) {
            modifiers.add(new Modifier.NormFactor("background"));
            modifiers.add(new Modifier.ShapeSys("shape " + c, relative(random, nominal, 0.08)));
            if (c == 1) {
                modifiers.add(new Modifier.ShapeFactor("free shape"));
            }
        }
        modifiers.add(new Modifier.Lumi("lumi"));
        modifiers.add(new Modifier.NormSys("both", 0.9 + 0.05 * random.nextDouble(), 1.1));
        modifiers.add(new Modifier.HistoSys("both", shifted(random, nominal, -1), shifted(random, nominal, 1)));
        modifiers.add(new Modifier.NormSys("norm " + s, 0.85 + 0.1 * random.nextDouble(), 1.15));
        modifiers.add(new Modifier.HistoSys("histo", shifted(random, nominal, -1), shifted(random, nominal, 1)));
        if (s != 1) {
            modifiers.add(new Modifier.StatError("stat " + c, relative(random, nominal, 0.1)));
        }
        return new Sample(List.of("signal", "ttbar", "other").get(s), nominal, modifiers);
    }

    private static double[] relative(SplittableRandom random, double[] nominal, double scale) {
        double[] values = new double[nominal.length];
        for (int b = 0; b < values.length; b++) {
            values[b] = nominal[b] * scale * (0.5 + random.nextDouble());
        }
        return values;
    }

    private static double[] shifted(SplittableRandom random, double[] nominal, int sign) {
        double[] values = nominal.clone();
        for (int b = 0; b < values.length; b++) {
            values[b] *= 1 + sign * 0.05 * (0.3 + random.nextDouble());
        }
        return values;
    }

    static Measurement measurement() {
        return new Measurement(
                "measurement",
                "mu",
                List.of(
                        ParameterConfig.lumi("lumi", 1, 0.02, 0.5, 1.5),
                        ParameterConfig.of("background").withInits(1.1)));
    }

    static HistFactoryModel model(long seed) {
        return HistFactoryModel.of(channels(seed), measurement());
    }
}
