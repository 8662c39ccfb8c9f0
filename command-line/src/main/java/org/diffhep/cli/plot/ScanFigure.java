package org.diffhep.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.diffhep.stats.ProfileInterval;
import org.jfree.chart.LegendItem;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The curve of −2ΔlnL, its best value, and where it reaches 1 and 4. */
final class ScanFigure {

    private static final double WIDTH = 720;
    private static final double HEIGHT = 520;
    private static final double HIGHEST = 10;

    private ScanFigure() {}

    /**
     * Draws.
     *
     * @param name of the parameter
     * @param best its best value
     * @param at values along the parameter
     * @param rise −2ΔlnL there
     * @param one interval of rise 1
     * @param two interval of rise 4
     */
    static Figure of(String name, double best, double[] at, double[] rise, ProfileInterval one, ProfileInterval two) {
        NumberTable scan = new NumberTable("scan", "value", "rise");
        XYSeries series = new XYSeries("profile", false, true);
        double highest = 0;
        for (int i = 0; i < at.length; i++) {
            scan.row(at[i], rise[i]);
            if (Double.isFinite(rise[i])) {
                series.add(at[i], rise[i]);
                highest = Math.max(highest, rise[i]);
            }
        }
        NumberTable intervals = new NumberTable("intervals", "parameter", "rise", "best", "minus", "plus")
                .row(name, 1.0, best, one.minus(), one.plus())
                .row(name, 4.0, best, two.minus(), two.plus());

        NumberAxis across = Theme.across(name);
        across.setRange(at[0], at[at.length - 1]);
        NumberAxis up = Theme.up("−2 Δ ln L");
        double top = Math.max(4.6, Math.min(HIGHEST, highest * 1.05));
        up.setRange(0, top);
        XYPlot plot = Theme.plot(across, up);
        plot.setDataset(new XYSeriesCollection(series));
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setSeriesPaint(0, Theme.UP);
        renderer.setSeriesStroke(0, Theme.CURVE);
        renderer.setDrawSeriesLineAsPath(true);
        plot.setRenderer(renderer);
        List<LegendItem> legend = new ArrayList<>();
        legend.add(Theme.line("best value " + number(best), Theme.LINE, Theme.THIN));
        level(plot, legend, best, one, 1);
        level(plot, legend, best, two, 4);
        plot.addDomainMarker(Theme.line(best, Theme.LINE, Theme.THIN), Layer.BACKGROUND);
        plot.addAnnotation(new XYTitleAnnotation(
                0.5, 0.98, Theme.legend(true, legend.toArray(LegendItem[]::new)), RectangleAnchor.TOP));
        return Figure.of(WIDTH, HEIGHT, Theme.chart(plot), List.of(intervals, scan), List.of());
    }

    private static void level(
            XYPlot plot, List<LegendItem> legend, double best, ProfileInterval interval, double rise) {
        boolean one = rise < 2;
        plot.addRangeMarker(Theme.line(rise, one ? Theme.SIGNAL : Theme.DOWN, Theme.DASHED), Layer.BACKGROUND);
        side(plot, interval.minus(), best, -1, rise);
        side(plot, interval.plus(), best, 1, rise);
        String text = (one ? "1 σ: " : "2 σ: ") + signed("−", interval.minus()) + " / " + signed("+", interval.plus());
        legend.add(Theme.line(text, one ? Theme.SIGNAL : Theme.DOWN, Theme.DASHED));
    }

    private static void side(XYPlot plot, OptionalDouble distance, double best, int sign, double rise) {
        if (distance.isPresent()) {
            double x = best + sign * distance.getAsDouble();
            plot.addAnnotation(new XYLineAnnotation(x, 0, x, rise, Theme.DASHED, Theme.FAINT));
        }
    }

    private static String signed(String sign, OptionalDouble value) {
        return value.isPresent() ? sign + number(value.getAsDouble()) : "bound";
    }

    private static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.4g", value).replace('-', '−');
    }
}
