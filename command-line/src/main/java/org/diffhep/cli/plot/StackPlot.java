package org.diffhep.cli.plot;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationStepRenderer;
import org.jfree.chart.renderer.xy.XYStepAreaRenderer;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A stack of samples with its uncertainty and data, and data over expectation below it.
 *
 * @param names of the bins; empty to number them from 0
 * @param layers from the bottom of the stack to its top
 * @param totals expected events of each bin
 * @param errors their uncertainty
 * @param counts events of each bin
 * @param bottom lower end of the axis of the events
 * @param top its upper end
 * @param logarithmic whether it is logarithmic
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to be drawn, and never compared
record StackPlot(
        List<String> names,
        List<Layer> layers,
        double[] totals,
        double[] errors,
        double[] counts,
        double bottom,
        double top,
        boolean logarithmic) {

    /** Room for the labels of the vertical axes: the same in all plots, so that they stand below each other. */
    static final double AXIS_WIDTH = 78;

    /** Ranges of the ratio, 1 ± this, that have two or more labels besides 1. */
    private static final List<Double> REACHES = List.of(0.03, 0.06, 0.12, 0.25, 0.6);

    /** A sample in its colour. */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Layer(String name, Color colour, double[] yields) {}

    CombinedDomainXYPlot plot() {
        CombinedDomainXYPlot combined = new CombinedDomainXYPlot(bins());
        Theme.plain(combined);
        combined.setGap(14);
        combined.add(main(), 5);
        combined.add(ratio(), 2);
        return combined;
    }

    private ValueAxis bins() {
        if (!names.isEmpty()) {
            SymbolAxis axis = Theme.names(names);
            axis.setVerticalTickLabels(true);
            return axis;
        }
        NumberAxis axis = Theme.across("bin");
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
        axis.setMinorTickMarksVisible(false);
        axis.setTickMarkInsideLength(0);
        axis.setRange(-0.5, totals.length - 0.5);
        return axis;
    }

    private XYPlot main() {
        ValueAxis axis = yieldAxis();
        axis.setRange(bottom, top);
        axis.setFixedDimension(AXIS_WIDTH - 8);
        XYPlot plot = Theme.subplot(axis);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setDataset(0, stack());
        XYStepAreaRenderer areas = new XYStepAreaRenderer();
        areas.setRangeBase(bottom);
        for (int s = 0; s < layers.size(); s++) {
            areas.setSeriesPaint(s, layers.get(layers.size() - 1 - s).colour());
        }
        plot.setRenderer(0, areas);
        plot.setDataset(1, band(bottom, false));
        plot.setRenderer(1, bandRenderer());
        plot.setDataset(2, points(false, bottom, top));
        plot.setRenderer(2, Theme.points(Theme.LINE, false));
        return plot;
    }

    private ValueAxis yieldAxis() {
        if (logarithmic) {
            LogAxis axis = Theme.logarithmic("events / bin");
            axis.setSmallestValue(bottom);
            return axis;
        }
        return Theme.up("events / bin");
    }

    private XYPlot ratio() {
        double reach = reach();
        NumberAxis axis = Theme.low("data / model");
        axis.setRange(1 - reach, 1 + reach);
        axis.setFixedDimension(AXIS_WIDTH - 8);
        XYPlot plot = Theme.subplot(axis);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.addRangeMarker(Theme.line(1, Theme.LINE, Theme.DASHED));
        plot.setDataset(0, band(0, true));
        plot.setRenderer(0, bandRenderer());
        plot.setDataset(1, points(true, 1 - reach, 1 + reach));
        plot.setRenderer(1, Theme.points(Theme.LINE, false));
        return plot;
    }

    /** Half the range of the ratio: all of the points with data and of the band, but no more than 1. */
    private double reach() {
        double reach = 0.02;
        for (int b = 0; b < totals.length; b++) {
            if (totals[b] > 0) {
                PoissonInterval interval = PoissonInterval.of(counts[b]);
                double up = Math.abs(interval.high() / totals[b] - 1);
                double down = Math.abs(interval.low() / totals[b] - 1);
                reach = Math.max(reach, counts[b] > 0 ? Math.max(up, down) : 0);
                reach = Math.max(reach, errors[b] / totals[b]);
            }
        }
        double needed = 1.05 * reach;
        return REACHES.stream().filter(wide -> wide >= needed).findFirst().orElse(1.0);
    }

    /** Running sums of the layers as steps, the whole stack first, so that each hides what it holds of the one before. */
    private XYDataset stack() {
        XYSeriesCollection collection = new XYSeriesCollection();
        for (int last = layers.size() - 1; last >= 0; last--) {
            // The number makes two samples of one name two series.
            XYSeries series = new XYSeries(last + " " + layers.get(last).name(), false, true);
            for (int b = 0; b <= totals.length; b++) {
                double sum = 0;
                for (int s = 0; s <= last; s++) {
                    sum += layers.get(s).yields()[Math.min(b, totals.length - 1)];
                }
                series.add(b - 0.5, Math.max(bottom, sum));
            }
            collection.addSeries(series);
        }
        return collection;
    }

    private XYDataset band(double low, boolean ratio) {
        XYIntervalSeries series = new XYIntervalSeries("uncertainty", false, true);
        for (int b = 0; b <= totals.length; b++) {
            int bin = Math.min(b, totals.length - 1);
            double centre = ratio ? 1 : Math.max(low, totals[bin]);
            double error = !ratio ? errors[bin] : totals[bin] > 0 ? errors[bin] / totals[bin] : 0;
            double x = b - 0.5;
            series.add(x, x, x, centre, Math.max(low, centre - error), centre + error);
        }
        XYIntervalSeriesCollection collection = new XYIntervalSeriesCollection();
        collection.addSeries(series);
        return collection;
    }

    private static DeviationStepRenderer bandRenderer() {
        DeviationStepRenderer renderer = new DeviationStepRenderer(false, false);
        renderer.setAlpha(Theme.BAND.getAlpha() / 255f);
        renderer.setSeriesFillPaint(0, new Color(Theme.BAND.getRGB()));
        return renderer;
    }

    /** Data, or data over expectation; error bars end at the frame, and points beyond it are not drawn. */
    private XYDataset points(boolean ratio, double low, double high) {
        XYIntervalSeries series = new XYIntervalSeries("data", false, true);
        for (int b = 0; b < counts.length; b++) {
            if (ratio && !(totals[b] > 0)) {
                continue;
            }
            double scale = ratio ? 1 / totals[b] : 1;
            double y = counts[b] * scale;
            if (y > high || y < low) {
                continue;
            }
            PoissonInterval interval = PoissonInterval.of(counts[b]);
            series.add(b, b, b, y, Math.max(low, interval.low() * scale), Math.min(high, interval.high() * scale));
        }
        XYIntervalSeriesCollection collection = new XYIntervalSeriesCollection();
        collection.addSeries(series);
        return collection;
    }
}
