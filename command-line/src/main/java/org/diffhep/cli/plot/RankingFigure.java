package org.diffhep.cli.plot;

import java.awt.Color;
import java.util.List;
import org.diffhep.pipeline.NoAnswerException;
import org.diffhep.stats.Impact;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** The ranking as the experiments draw it: impacts as bars on the upper axis, pulls as points on the lower one. */
final class RankingFigure {

    private static final double ROW = 26;
    private static final double PLOT_WIDTH = 520;
    private static final double LEGEND_WIDTH = 680;
    private static final double AXES_HEIGHT = 190;
    private static final Color NONE = new Color(255, 255, 255, 0);

    private RankingFigure() {}

    /**
     * Draws.
     *
     * @param poi the parameter of interest
     * @param impacts those to show, the largest first
     * @param all how many there are
     */
    static Figure of(String poi, List<Impact> impacts, int all) {
        if (impacts.isEmpty()) {
            throw new NoAnswerException("there is nothing to rank: no other parameter than " + poi + " is varied");
        }
        NumberTable table =
                new NumberTable("impacts", "name", "pull", "constraint", "up", "down", "up_prefit", "down_prefit");
        XYIntervalSeriesCollection before = series("+ before", "- before");
        XYIntervalSeriesCollection after = series("+ after", "- after");
        XYIntervalSeriesCollection pulls = series("pull");
        double reach = 0;
        double pullReach = 2;
        for (int i = 0; i < impacts.size(); i++) {
            Impact impact = impacts.get(i);
            table.row(
                    impact.name(),
                    impact.pull(),
                    impact.constraint(),
                    impact.up(),
                    impact.down(),
                    impact.upPrefit(),
                    impact.downPrefit());
            bar(after, 0, i, impact.up());
            bar(after, 1, i, impact.down());
            bar(before, 0, i, impact.upPrefit().orElse(0));
            bar(before, 1, i, impact.downPrefit().orElse(0));
            if (impact.constraint().isPresent()) {
                double error = impact.constraint().getAsDouble();
                pulls.getSeries(0).add(impact.pull(), impact.pull() - error, impact.pull() + error, i, i, i);
                pullReach = Math.max(pullReach, 1.05 * (Math.abs(impact.pull()) + error));
            }
            reach = Math.max(reach, Math.max(Math.abs(impact.up()), Math.abs(impact.down())));
            reach = Math.max(
                    reach,
                    Math.max(
                            Math.abs(impact.upPrefit().orElse(0)),
                            Math.abs(impact.downPrefit().orElse(0))));
        }
        List<String> names = impacts.stream().map(Impact::name).toList();
        JFreeChart chart = Theme.chart(plot(poi, names, reach > 0 ? 1.15 * reach : 1, pullReach, before, after, pulls));
        chart.addLegend(legend());
        List<String> remarks = impacts.size() < all
                ? List.of("the first " + impacts.size() + " of " + all + " parameters; --top shows more")
                : List.of();
        return Figure.of(
                Math.max(LEGEND_WIDTH, Theme.width(Theme.TICK, names) + PLOT_WIDTH + 44),
                names.size() * ROW + AXES_HEIGHT,
                chart,
                List.of(table),
                remarks);
    }

    private static XYPlot plot(
            String poi,
            List<String> names,
            double reach,
            double pullReach,
            XYIntervalSeriesCollection before,
            XYIntervalSeriesCollection after,
            XYIntervalSeriesCollection pulls) {
        NumberAxis pullAxis = Theme.across("(θ̂ − θ₀) / Δθ");
        pullAxis.setRange(-pullReach, pullReach);
        SymbolAxis nameAxis = Theme.names(names);
        nameAxis.setInverted(true);
        XYPlot plot = Theme.plot(pullAxis, nameAxis);
        NumberAxis impactAxis = Theme.across("Δ" + poi);
        impactAxis.setRange(-reach, reach);
        plot.setDomainAxis(1, impactAxis);
        plot.setDomainAxisLocation(1, AxisLocation.TOP_OR_LEFT);
        XYBarRenderer filled = Theme.rectangles();
        filled.setSeriesPaint(0, Theme.UP);
        filled.setSeriesPaint(1, Theme.DOWN);
        XYBarRenderer outlined = Theme.rectangles();
        outlined.setDrawBarOutline(true);
        outlined.setDefaultPaint(NONE);
        outlined.setSeriesPaint(0, NONE);
        outlined.setSeriesPaint(1, NONE);
        outlined.setSeriesOutlinePaint(0, Theme.UP.darker());
        outlined.setSeriesOutlinePaint(1, Theme.DOWN.darker());
        outlined.setDefaultOutlineStroke(Theme.THIN);
        plot.setDataset(0, pulls);
        plot.setRenderer(0, Theme.points(Theme.LINE, true));
        plot.setDataset(1, before);
        plot.setRenderer(1, outlined);
        plot.mapDatasetToDomainAxis(1, 1);
        plot.setDataset(2, after);
        plot.setRenderer(2, filled);
        plot.mapDatasetToDomainAxis(2, 1);
        // Drawn from the last to the first: bars, their outlines, points.
        for (double at : new double[] {-1, 1}) {
            plot.addDomainMarker(Theme.line(at, Theme.FAINT, Theme.DASHED), Layer.FOREGROUND);
        }
        plot.addDomainMarker(Theme.line(0, Theme.LINE, Theme.THIN), Layer.FOREGROUND);
        return plot;
    }

    private static LegendTitle legend() {
        LegendTitle legend = Theme.legend(
                false,
                Theme.dot("pull (lower axis)"),
                Theme.box("impact of +Δθ after the fit", Theme.UP, Theme.UP),
                Theme.box("−Δθ", Theme.DOWN, Theme.DOWN),
                Theme.box("before the fit: +Δθ", NONE, Theme.UP.darker()),
                Theme.box("−Δθ", NONE, Theme.DOWN.darker()));
        legend.setPosition(RectangleEdge.TOP);
        legend.setMargin(new RectangleInsets(4, 4, 4, 4));
        return legend;
    }

    private static XYIntervalSeriesCollection series(String... names) {
        XYIntervalSeriesCollection collection = new XYIntervalSeriesCollection();
        for (String name : names) {
            collection.addSeries(new XYIntervalSeries(name, false, true));
        }
        return collection;
    }

    private static void bar(XYIntervalSeriesCollection data, int series, int row, double impact) {
        data.getSeries(series).add(impact, Math.min(0, impact), Math.max(0, impact), row, row - 0.38, row + 0.38);
    }
}
