package org.diffhep.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Every number in the templates of a list of channels: moved one at a time, for differences. */
final class Templates {
    /** One number: how to move it, and where its derivative is. */
    record Entry(String label, double size, Move move, ToDoubleFunction<TemplateGradient> derivative) {}

    /** Channels with one number moved by some amount. */
    interface Move {
        List<Channel> by(double amount);
    }

    private Templates() {}

    static List<Entry> of(List<Channel> channels) {
        List<Entry> entries = new ArrayList<>();
        for (Channel channel : channels) {
            for (Sample sample : channel.samples()) {
                String c = channel.name();
                String s = sample.name();
                for (int b = 0; b < sample.bins(); b++) {
                    int bin = b;
                    entries.add(new Entry(
                            c + "/" + s + "/nominal/" + b,
                            sample.nominal()[b],
                            d -> replace(
                                    channels,
                                    c,
                                    s,
                                    old -> new Sample(s, moved(old.nominal(), bin, d), old.modifiers())),
                            g -> g.nominal(c, s)[bin]));
                }
                for (int m = 0; m < sample.modifiers().size(); m++) {
                    addModifier(entries, channels, c, sample, m);
                }
            }
        }
        return entries;
    }

    private static void addModifier(List<Entry> entries, List<Channel> channels, String c, Sample sample, int index) {
        String s = sample.name();
        Modifier modifier = sample.modifiers().get(index);
        String label = c + "/" + s + "/" + modifier.type() + " " + modifier.name() + "/";
        if (modifier instanceof Modifier.NormSys n) {
            entries.add(new Entry(
                    label + "lo",
                    1,
                    d -> change(channels, c, s, index, new Modifier.NormSys(n.name(), n.lo() + d, n.hi())),
                    g -> g.normSys(c, s, n.name()).orElseThrow().lo()));
            entries.add(new Entry(
                    label + "hi",
                    1,
                    d -> change(channels, c, s, index, new Modifier.NormSys(n.name(), n.lo(), n.hi() + d)),
                    g -> g.normSys(c, s, n.name()).orElseThrow().hi()));
        }
        for (int b = 0; b < sample.bins(); b++) {
            int bin = b;
            if (modifier instanceof Modifier.HistoSys h) {
                entries.add(new Entry(
                        label + "lo/" + b,
                        h.lo()[b],
                        d -> change(
                                channels, c, s, index, new Modifier.HistoSys(h.name(), moved(h.lo(), bin, d), h.hi())),
                        g -> g.histoSys(c, s, h.name()).orElseThrow().lo()[bin]));
                entries.add(new Entry(
                        label + "hi/" + b,
                        h.hi()[b],
                        d -> change(
                                channels, c, s, index, new Modifier.HistoSys(h.name(), h.lo(), moved(h.hi(), bin, d))),
                        g -> g.histoSys(c, s, h.name()).orElseThrow().hi()[bin]));
            } else if (modifier instanceof Modifier.StatError e) {
                double variance = e.uncertainties()[b] * e.uncertainties()[b];
                entries.add(new Entry(
                        label + "variance/" + b,
                        variance,
                        d -> {
                            double[] u = e.uncertainties();
                            u[bin] = Math.sqrt(variance + d);
                            return change(channels, c, s, index, new Modifier.StatError(e.name(), u, e.constraint()));
                        },
                        g -> g.variance(c, s).orElseThrow()[bin]));
            } else if (modifier instanceof Modifier.ShapeSys e) {
                entries.add(new Entry(
                        label + "data/" + b,
                        e.uncertainties()[b],
                        d -> change(
                                channels,
                                c,
                                s,
                                index,
                                new Modifier.ShapeSys(e.name(), moved(e.uncertainties(), bin, d))),
                        g -> g.modifiers(c, s).stream()
                                .filter(x -> x instanceof TemplateGradient.ShapeSys
                                        && x.name().equals(e.name()))
                                .mapToDouble(x -> ((TemplateGradient.ShapeSys) x).data()[bin])
                                .sum()));
            }
        }
    }

    private static double[] moved(double[] values, int index, double by) {
        double[] copy = values.clone();
        copy[index] += by;
        return copy;
    }

    private static List<Channel> change(List<Channel> channels, String c, String s, int index, Modifier modifier) {
        return replace(channels, c, s, old -> {
            List<Modifier> list = new ArrayList<>(old.modifiers());
            list.set(index, modifier);
            return new Sample(s, old.nominal(), list);
        });
    }

    private static List<Channel> replace(List<Channel> channels, String c, String s, UnaryOperator<Sample> change) {
        return channels.stream()
                .map(channel -> !channel.name().equals(c)
                        ? channel
                        : new Channel(
                                c,
                                channel.samples().stream()
                                        .map(x -> x.name().equals(s) ? change.apply(x) : x)
                                        .toList()))
                .toList();
    }

    /** Central difference with Richardson's extrapolation of a function of the channels. */
    static double derivative(Entry entry, ToDoubleFunction<List<Channel>> f) {
        // Small: the third derivative of the interpolations jumps where an α of the fit passes ±1.
        double h = 5e-4 * Math.max(Math.abs(entry.size()), 1e-3);
        double wide = difference(entry, f, h);
        double narrow = difference(entry, f, h / 2);
        double narrowest = difference(entry, f, h / 4);
        double first = (4 * narrow - wide) / 3;
        double second = (4 * narrowest - narrow) / 3;
        return (16 * second - first) / 15;
    }

    private static double difference(Entry entry, ToDoubleFunction<List<Channel>> f, double h) {
        return (f.applyAsDouble(entry.move().by(h))
                        - f.applyAsDouble(entry.move().by(-h)))
                / (2 * h);
    }
}
