package org.diffhep.cli.plot;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.diffhep.stats.ClsResult;
import org.diffhep.stats.UpperLimit;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** CLs along μ with the expected band, and the limits where the curves cross 1 − level. */
final class LimitFigure {

    private static final double WIDTH = 760;
    private static final double HEIGHT = 540;

    private LimitFigure() {}

    static Figure of(String poi, UpperLimit limit, ClsResult... results) {
        NumberTable scan = new NumberTable(
                "scan",
                "mu",
                "observed",
                "expected_minus2",
                "expected_minus1",
                "expected",
                "expected_plus1",
                "expected_plus2");
        XYIntervalSeriesCollection bands = new XYIntervalSeriesCollection();
        XYIntervalSeries two = new XYIntervalSeries("2 σ", false, true);
        XYIntervalSeries one = new XYIntervalSeries("1 σ", false, true);
        XYSeries expected = new XYSeries("expected", false, true);
        XYSeries observed = new XYSeries("observed", false, true);
        for (ClsResult result : results) {
            double mu = result.mu();
            List<Double> band = result.expected();
            scan.row(mu, result.observed(), band.get(0), band.get(1), band.get(2), band.get(3), band.get(4));
            two.add(mu, mu, mu, band.get(2), band.get(0), band.get(4));
            one.add(mu, mu, mu, band.get(2), band.get(1), band.get(3));
            expected.add(mu, band.get(2).doubleValue());
            observed.add(mu, result.observed());
        }
        bands.addSeries(two);
        bands.addSeries(one);
        List<Double> limits = limit.expected();
        NumberTable table = new NumberTable(
                        "limits",
                        "level",
                        "observed",
                        "expected_minus2",
                        "expected_minus1",
                        "expected",
                        "expected_plus1",
                        "expected_plus2")
                .row(
                        limit.level(),
                        limit.observed(),
                        limits.get(0),
                        limits.get(1),
                        limits.get(2),
                        limits.get(3),
                        limits.get(4));

        NumberAxis across = Theme.across(poi);
        across.setRange(0, results[results.length - 1].mu());
        NumberAxis up = Theme.up("CLs");
        up.setRange(0, 1);
        XYPlot plot = Theme.plot(across, up);
        XYSeriesCollection curves = new XYSeriesCollection();
        curves.addSeries(observed);
        curves.addSeries(expected);
        plot.setDataset(0, bands);
        plot.setRenderer(0, bandRenderer());
        plot.setDataset(1, curves);
        plot.setRenderer(1, curveRenderer());
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        double alpha = 1 - limit.level();
        plot.addRangeMarker(Theme.line(alpha, Theme.SIGNAL, Theme.CURVE), Layer.FOREGROUND);
        mark(plot, limit.observed(), alpha, Theme.LINE);
        mark(plot, limits.get(2), alpha, Theme.FAINT);
        plot.addAnnotation(new XYTitleAnnotation(0.98, 0.97, legend(limit, alpha), RectangleAnchor.TOP_RIGHT));
        return Figure.of(WIDTH, HEIGHT, Theme.chart(plot), List.of(table, scan), List.of());
    }

    private static DeviationRenderer bandRenderer() {
        DeviationRenderer renderer = new DeviationRenderer(false, false);
        renderer.setAlpha(1);
        renderer.setSeriesFillPaint(0, Theme.TWO_SIGMA);
        renderer.setSeriesFillPaint(1, Theme.ONE_SIGMA);
        return renderer;
    }

    private static XYLineAndShapeRenderer curveRenderer() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setSeriesPaint(0, Theme.LINE);
        renderer.setSeriesStroke(0, Theme.CURVE);
        renderer.setSeriesPaint(1, Theme.LINE);
        renderer.setSeriesStroke(1, Theme.DASHED);
        return renderer;
    }

    private static void mark(XYPlot plot, double at, double alpha, Color colour) {
        plot.addAnnotation(new XYLineAnnotation(at, 0, at, alpha, Theme.CURVE, colour));
    }

    private static LegendTitle legend(UpperLimit limit, double alpha) {
        List<Double> band = limit.expected();
        String expected = "expected, limit " + number(band.get(2)) + "  (" + number(band.get(1)) + " … "
                + number(band.get(3)) + ")";
        return Theme.legend(
                true,
                Theme.line("observed, limit " + number(limit.observed()), Theme.LINE, Theme.CURVE),
                Theme.line(expected, Theme.LINE, Theme.DASHED),
                Theme.box("expected ± 1 σ", Theme.ONE_SIGMA, Theme.ONE_SIGMA),
                Theme.box("expected ± 2 σ", Theme.TWO_SIGMA, Theme.TWO_SIGMA),
                Theme.line("CLs = " + (float) alpha, Theme.SIGNAL, Theme.CURVE));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
