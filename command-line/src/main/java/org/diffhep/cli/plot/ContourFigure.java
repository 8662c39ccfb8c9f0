package org.diffhep.cli.plot;

import java.awt.Color;
import java.awt.Stroke;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.LegendItem;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Contours of −2ΔlnL in two parameters, and the best values. */
final class ContourFigure {

    /** Confidence of the contours. */
    static final double SMALLER = 0.683;

    static final double LARGER = 0.95;

    private static final double WIDTH = 640;
    private static final double HEIGHT = 600;

    private ContourFigure() {}

    /** −2ΔlnL on the contour of a confidence: the quantile of χ² with two degrees of freedom, −2 ln(1 − CL). */
    static double rise(double confidence) {
        return -2 * Math.log1p(-confidence);
    }

    /**
     * Draws.
     *
     * @param names of the parameters
     * @param best their best values
     * @param across values of the first
     * @param up values of the second
     * @param rise −2ΔlnL there, [first][second]
     */
    static Figure of(List<String> names, double[] best, double[] across, double[] up, double[][] rise) {
        NumberTable bests = new NumberTable("best", "parameter", "value")
                .row(names.get(0), best[0])
                .row(names.get(1), best[1]);
        NumberTable contours = new NumberTable("contours", "confidence", "rise", "line", "first", "second");
        NumberTable scan = new NumberTable("scan", "first", "second", "rise");
        for (int i = 0; i < across.length; i++) {
            for (int j = 0; j < up.length; j++) {
                scan.row(across[i], up[j], rise[i][j]);
            }
        }
        NumberAxis x = Theme.across(names.get(0));
        x.setRange(across[0], across[across.length - 1]);
        NumberAxis y = Theme.up(names.get(1));
        y.setRange(up[0], up[up.length - 1]);
        XYPlot plot = Theme.plot(x, y);
        XYSeriesCollection lines = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        for (double confidence : new double[] {SMALLER, LARGER}) {
            int line = 0;
            for (double[][] points : Isolines.of(across, up, rise, rise(confidence))) {
                XYSeries series = new XYSeries(percent(confidence) + " " + line, false, true);
                for (double[] point : points) {
                    series.add(point[0], point[1]);
                    contours.row(confidence, rise(confidence), (double) line, point[0], point[1]);
                }
                renderer.setSeriesPaint(lines.getSeriesCount(), colour(confidence));
                renderer.setSeriesStroke(lines.getSeriesCount(), stroke(confidence));
                lines.addSeries(series);
                line++;
            }
        }
        XYSeries dot = new XYSeries("best", false, true);
        dot.add(best[0], best[1]);
        renderer.setSeriesPaint(lines.getSeriesCount(), Theme.LINE);
        renderer.setSeriesShape(lines.getSeriesCount(), Theme.DOT);
        renderer.setSeriesShapesVisible(lines.getSeriesCount(), true);
        lines.addSeries(dot);
        plot.setDataset(lines);
        plot.setRenderer(renderer);
        LegendItem[] legend = {
            new LegendItem("best values", null, null, null, Theme.DOT, Theme.LINE),
            Theme.line(percent(SMALLER), colour(SMALLER), stroke(SMALLER)),
            Theme.line(percent(LARGER), colour(LARGER), stroke(LARGER))
        };
        plot.addAnnotation(new XYTitleAnnotation(0.98, 0.98, Theme.legend(true, legend), RectangleAnchor.TOP_RIGHT));
        return Figure.of(WIDTH, HEIGHT, Theme.chart(plot), List.of(bests, contours, scan), List.of());
    }

    private static Color colour(double confidence) {
        return confidence == SMALLER ? Theme.UP : Theme.DOWN;
    }

    private static Stroke stroke(double confidence) {
        return confidence == SMALLER ? Theme.CURVE : Theme.DASHED;
    }

    private static String percent(double confidence) {
        return String.format(Locale.ROOT, "%.3g", 100 * confidence).replaceFirst("\\.0$", "") + " % CL";
    }
}
