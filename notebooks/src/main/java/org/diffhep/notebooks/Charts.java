package org.diffhep.notebooks;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.pipeline.OptimisationResult.HistogramComparison;
import org.diffhep.pipeline.OptimisationResult.Series;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of results, drawn with XChart: images that a notebook shows and a program can save. */
public final class Charts {

    private static final int WIDTH = 680;
    private static final int HEIGHT = 340;
    private static final double ROOM_FOR_LEGEND = 1.4;

    private Charts() {}

    /**
     * Lines over a common axis.
     *
     * @param x one number for each point
     * @param lines by name for the legend, each as long as {@code x}; NaN leaves a gap
     */
    public static BufferedImage lines(
            String title, String xTitle, String yTitle, double[] x, Map<String, double[]> lines) {
        XYChart chart = chart(title, xTitle, yTitle, WIDTH);
        lines.forEach((name, y) -> chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE));
        return BitmapEncoder.getBufferedImage(chart);
    }

    /** One region's stacked samples at the start and at the optimum, side by side with the same scale. */
    public static BufferedImage beforeAndAfter(HistogramComparison region) {
        double top = ROOM_FOR_LEGEND * Math.max(highest(region.before()), highest(region.after()));
        XYChart before = stack(region, " before", region.edgesBefore(), region.before(), top);
        XYChart after = stack(region, " after", region.edges(), region.after(), top);
        BufferedImage both = new BufferedImage(2 * before.getWidth(), before.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = both.createGraphics();
        canvas.drawImage(BitmapEncoder.getBufferedImage(before), 0, 0, null);
        canvas.drawImage(BitmapEncoder.getBufferedImage(after), before.getWidth(), 0, null);
        canvas.dispose();
        return both;
    }

    private static XYChart stack(
            HistogramComparison region, String when, List<Double> edges, List<Series> samples, double top) {
        XYChart chart = chart(region.region() + when, region.observable(), "events", WIDTH * 2 / 3);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(top);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        // an area covers what was drawn before it: the highest sum first
        List<Map.Entry<String, double[]>> sums = new ArrayList<>(sums(samples).entrySet());
        for (int i = sums.size() - 1; i >= 0; i--) {
            Color colour = chart.getStyler().getSeriesColors()[i];
            XYSeries area = chart.addSeries(
                    sums.get(i).getKey(),
                    edges.stream().mapToDouble(Double::doubleValue).toArray(),
                    sums.get(i).getValue());
            area.setFillColor(colour);
            area.setLineColor(colour);
            area.setMarker(SeriesMarkers.NONE);
        }
        return chart;
    }

    /** For each sample the sum of it and those below it, with the last bin's repeated at the last edge. */
    private static Map<String, double[]> sums(List<Series> samples) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        double[] sum = new double[samples.get(0).yields().size() + 1];
        for (Series sample : samples) {
            sum = sum.clone();
            for (int bin = 0; bin < sum.length - 1; bin++) {
                sum[bin] += sample.yields().get(bin);
            }
            sum[sum.length - 1] = sum[sum.length - 2];
            sums.put(sample.sample(), sum);
        }
        return sums;
    }

    private static double highest(List<Series> samples) {
        double highest = 0;
        for (double[] sum : sums(samples).values()) {
            for (double value : sum) {
                highest = Math.max(highest, value);
            }
        }
        return highest;
    }

    private static XYChart chart(String title, String xTitle, String yTitle, int width) {
        XYChart chart = new XYChartBuilder()
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .width(width)
                .height(HEIGHT)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        return chart;
    }
}
