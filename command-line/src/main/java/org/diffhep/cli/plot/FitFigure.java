package org.diffhep.cli.plot;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jfree.chart.LegendItem;

/**
 * For each channel, the stack of its samples with data before the fit (left) and after it (right); below each, data over
 * expectation. Channels of a single bin stand beside each other in one plot.
 */
final class FitFigure {

    private static final double HEIGHT = 400;
    private static final double HEADING = 26;
    private static final double NARROWEST = 380;
    private static final double WIDEST = 760;
    private static final double LEGEND_ROW = 24;

    private final Expectation before;
    private final Expectation after;
    private final Map<String, double[]> data;
    private final Set<String> signals;
    private final boolean logarithmic;

    /**
     * A picture to be drawn.
     *
     * @param before expectation before the fit
     * @param after expectation after the fit
     * @param data channel → bins
     * @param signals names of the samples that scale with the parameter of interest
     * @param logarithmic whether the axis of the yields is
     */
    FitFigure(
            Expectation before,
            Expectation after,
            Map<String, double[]> data,
            Set<String> signals,
            boolean logarithmic) {
        this.before = before;
        this.after = after;
        this.data = data;
        this.signals = signals;
        this.logarithmic = logarithmic;
    }

    /** Plots in a row: one channel, or several of a single bin. */
    private record Region(String heading, List<String> channels) {}

    /** The picture of some channels. */
    Figure of(List<String> channels) {
        List<String> samples = samples(channels);
        List<Region> regions = regions(channels);
        int bins = regions.stream().mapToInt(this::bins).max().orElse(1);
        double width = Math.min(WIDEST, Math.max(NARROWEST, StackPlot.AXIS_WIDTH + 26 * bins));
        List<Figure.Panel> panels = new ArrayList<>();
        double y = 0;
        for (Region region : regions) {
            double height = HEIGHT + nameHeight(region);
            double top = top(region);
            for (int side = 0; side < 2; side++) {
                Expectation expectation = side == 0 ? before : after;
                double x = side * width;
                String when = side == 0 ? " — before the fit" : " — after the fit";
                panels.add(new Figure.Panel(
                        Theme.heading(region.heading() + when, Theme.HEADING),
                        new Rectangle2D.Double(
                                x + StackPlot.AXIS_WIDTH, y, width - StackPlot.AXIS_WIDTH - 16, HEADING)));
                panels.add(new Figure.Panel(
                        Theme.chart(plot(region, expectation, samples, top).plot()),
                        new Rectangle2D.Double(x, y + HEADING, width, height)));
            }
            y += HEADING + height;
        }
        LegendItem[] legend = legend(samples);
        double legendWidth = Theme.width(Theme.TICK, withUncertainty(samples)) + 60;
        double legendHeight = legend.length * LEGEND_ROW + 8;
        panels.add(new Figure.Panel(
                Theme.panel(Theme.legend(true, legend)),
                new Rectangle2D.Double(2 * width, HEADING + 4, legendWidth, legendHeight)));
        return new Figure(
                2 * width + legendWidth,
                Math.max(y, HEADING + 4 + legendHeight),
                panels,
                tables(channels, samples),
                List.of());
    }

    private static List<String> withUncertainty(List<String> samples) {
        return Stream.concat(samples.stream(), Stream.of("uncertainty")).toList();
    }

    private List<Region> regions(List<String> channels) {
        List<String> single = channels.stream()
                .filter(channel -> values(data, channel).length == 1)
                .toList();
        List<Region> regions = new ArrayList<>();
        for (String channel : channels) {
            if (single.size() < 2 || !single.contains(channel)) {
                regions.add(new Region(channel, List.of(channel)));
            }
        }
        if (single.size() >= 2) {
            regions.add(new Region("channels of one bin", single));
        }
        return regions;
    }

    private int bins(Region region) {
        return values(data, region).length;
    }

    /** The names of channels are written upwards. */
    private static double nameHeight(Region region) {
        return region.channels().size() > 1 ? Theme.width(Theme.TICK, region.channels()) - 10 : 0;
    }

    private static double[] values(Map<String, double[]> map, String key) {
        return map.getOrDefault(key, new double[0]);
    }

    private static double[] values(Map<String, double[]> map, Region region) {
        return region.channels().stream()
                .flatMapToDouble(channel -> Arrays.stream(values(map, channel)))
                .toArray();
    }

    /** Yields of a sample in a region: zero in channels without it. */
    private double[] yields(Expectation expectation, Region region, String sample) {
        return region.channels().stream()
                .flatMapToDouble(channel -> {
                    double[] yields = values(expectation.samples().getOrDefault(channel, Map.of()), sample);
                    return Arrays.stream(yields.length > 0 ? yields : new double[values(data, channel).length]);
                })
                .toArray();
    }

    private StackPlot plot(Region region, Expectation expectation, List<String> samples, double top) {
        StackPlot.Layer[] layers = new StackPlot.Layer[samples.size()];
        for (int s = 0; s < layers.length; s++) {
            layers[s] = new StackPlot.Layer(
                    samples.get(s), colour(samples, s), yields(expectation, region, samples.get(s)));
        }
        return new StackPlot(
                region.channels().size() > 1 ? region.channels() : List.of(),
                List.of(layers),
                values(expectation.totals(), region),
                values(expectation.errors(), region),
                values(data, region),
                logarithmic ? bottom(region) : 0,
                top,
                logarithmic);
    }

    private List<NumberTable> tables(List<String> channels, List<String> samples) {
        NumberTable bins =
                new NumberTable("bins", "channel", "bin", "data", "prefit", "prefit_error", "postfit", "postfit_error");
        NumberTable stacks = new NumberTable("samples", "channel", "bin", "sample", "prefit", "postfit");
        for (String channel : channels) {
            for (int b = 0; b < values(data, channel).length; b++) {
                bins.row(
                        channel,
                        b,
                        values(data, channel)[b],
                        values(before.totals(), channel)[b],
                        values(before.errors(), channel)[b],
                        values(after.totals(), channel)[b],
                        values(after.errors(), channel)[b]);
                for (String sample : samples) {
                    double[] prefit = values(before.samples().getOrDefault(channel, Map.of()), sample);
                    double[] postfit = values(after.samples().getOrDefault(channel, Map.of()), sample);
                    if (prefit.length > 0) {
                        stacks.row(channel, b, sample, prefit[b], postfit[b]);
                    }
                }
            }
        }
        return List.of(bins, stacks);
    }

    /** Samples from the bottom of the stack to its top: the smallest first, signals last. */
    private List<String> samples(List<String> channels) {
        return channels.stream()
                .flatMap(channel -> before.samples().getOrDefault(channel, Map.of()).keySet().stream())
                .distinct()
                .sorted(Comparator.comparing((String sample) -> signals.contains(sample))
                        .thenComparingDouble(sample -> channels.stream()
                                .flatMapToDouble(channel ->
                                        Arrays.stream(values(before.samples().getOrDefault(channel, Map.of()), sample)))
                                .sum())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The largest background has the first colour, the largest signal the signal's. */
    private Color colour(List<String> samples, int index) {
        int last = samples.size() - 1;
        if (signals.contains(samples.get(index)) && index == last) {
            return Theme.SIGNAL;
        }
        int backgrounds = signals.contains(samples.get(last)) ? last : last + 1;
        return Theme.sample(backgrounds - 1 - index);
    }

    private LegendItem[] legend(List<String> samples) {
        List<LegendItem> items = new ArrayList<>(List.of(Theme.dot("data")));
        for (int s = samples.size() - 1; s >= 0; s--) {
            items.add(Theme.box(samples.get(s), colour(samples, s), colour(samples, s)));
        }
        items.add(Theme.box("uncertainty", Theme.BAND, Theme.BAND));
        return items.toArray(LegendItem[]::new);
    }

    private double top(Region region) {
        double top = 0;
        for (double count : values(data, region)) {
            top = Math.max(top, PoissonInterval.of(count).high());
        }
        for (Expectation expectation : List.of(before, after)) {
            double[] totals = values(expectation.totals(), region);
            double[] errors = values(expectation.errors(), region);
            for (int b = 0; b < totals.length; b++) {
                top = Math.max(top, totals[b] + errors[b]);
            }
        }
        return logarithmic ? top * 3 : top * 1.12;
    }

    /** The end of a logarithmic axis: below the smallest expectation. */
    private double bottom(Region region) {
        double smallest = Arrays.stream(values(before.totals(), region))
                .filter(total -> total > 0)
                .min()
                .orElse(1);
        return Math.min(1, smallest) / 10;
    }
}
