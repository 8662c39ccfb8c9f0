package org.diffhep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Sample;

/** Templates that change from step to step as an optimiser changes them: each bin of each sample within a per cent. */
final class TemplateSteps {

    private static final int STEPS = 16;
    private static final double CHANGE = 0.01;

    private final List<List<Channel>> steps = new ArrayList<>();
    private int next;

    TemplateSteps(List<Channel> channels) {
        for (int step = 0; step < STEPS; step++) {
            SplittableRandom random = new SplittableRandom(step);
            steps.add(channels.stream()
                    .map(channel -> new Channel(
                            channel.name(),
                            channel.samples().stream()
                                    .map(sample -> changed(sample, random))
                                    .toList()))
                    .toList());
        }
    }

    /** The templates of the next step, and of the first after the last. */
    List<Channel> next() {
        return steps.get(next++ % STEPS);
    }

    private static Sample changed(Sample sample, SplittableRandom random) {
        double[] factors = random.doubles(sample.bins(), 1 - CHANGE, 1 + CHANGE).toArray();
        List<Modifier> modifiers = sample.modifiers().stream()
                .map(modifier -> modifier instanceof Modifier.HistoSys shape
                        ? new Modifier.HistoSys(
                                shape.name(), product(shape.lo(), factors), product(shape.hi(), factors))
                        : modifier)
                .toList();
        return new Sample(sample.name(), product(sample.nominal(), factors), modifiers);
    }

    private static double[] product(double[] values, double[] factors) {
        double[] product = values.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= factors[i];
        }
        return product;
    }
}
