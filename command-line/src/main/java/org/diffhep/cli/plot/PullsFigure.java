package org.diffhep.cli.plot;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.diffhep.pipeline.NoAnswerException;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** Pulls over the bands of ±1 and ±2; below, the free parameters' values. Many parameters stand in several columns. */
final class PullsFigure {

    private static final double ROW = 18;
    private static final int LONGEST_COLUMN = 48;
    private static final double PLOT_WIDTH = 300;
    private static final double AXIS_HEIGHT = 66;

    /**
     * A constrained parameter.
     *
     * @param pull (value − nominal) / uncertainty before the fit
     * @param constraint uncertainty after the fit / before the fit
     */
    record Pull(String name, double pull, OptionalDouble constraint, double value, OptionalDouble error) {
        static Pull of(String name, double value, OptionalDouble error, Prefit prefit) {
            return new Pull(
                    name,
                    (value - prefit.nominal()) / prefit.sigma(),
                    error.isPresent() ? OptionalDouble.of(error.getAsDouble() / prefit.sigma()) : error,
                    value,
                    error);
        }
    }

    /** A parameter without constraint. */
    record Free(String name, double value, OptionalDouble error) {}

    private record Dot(String name, double x, double error) {}

    private PullsFigure() {}

    static Figure of(List<Pull> pulls, List<Free> free, List<String> remarks) {
        if (pulls.isEmpty() && free.isEmpty()) {
            throw new NoAnswerException("there is nothing to show: all parameters are fixed or left out");
        }
        NumberTable pullTable = new NumberTable("pulls", "name", "pull", "constraint", "value", "error");
        pulls.forEach(p -> pullTable.row(p.name(), p.pull(), p.constraint(), p.value(), p.error()));
        NumberTable freeTable = new NumberTable("free", "name", "value", "error");
        free.forEach(f -> freeTable.row(f.name(), f.value(), f.error()));

        List<Figure.Panel> panels = new ArrayList<>();
        // The names of the free parameters stand below those of the first column.
        double labels = width(free.stream().map(Free::name).toList());
        Rectangle2D page = new Rectangle2D.Double();
        if (!pulls.isEmpty()) {
            List<Dot> dots = pulls.stream()
                    .map(p -> new Dot(p.name(), p.pull(), p.constraint().orElse(0)))
                    .toList();
            double reach = Math.max(2.5, reach(dots) * 1.05);
            page.add(columns(panels, dots, labels, 0, "(θ̂ − θ₀) / Δθ", -reach, reach, true));
        }
        if (!free.isEmpty()) {
            List<Dot> dots = free.stream()
                    .map(f -> new Dot(f.name(), f.value(), f.error().orElse(0)))
                    .toList();
            double low = dots.stream().mapToDouble(d -> d.x() - d.error()).min().orElse(0);
            double high =
                    dots.stream().mapToDouble(d -> d.x() + d.error()).max().orElse(2);
            double margin = 0.08 * Math.max(high, 1.5) - 0.08 * Math.min(low, 0.5);
            page.add(columns(
                    panels,
                    dots,
                    pulls.isEmpty()
                            ? labels
                            : Math.max(
                                    labels,
                                    width(firstColumn(
                                            pulls.stream().map(Pull::name).toList()))),
                    page.getMaxY(),
                    "value of free parameters",
                    Math.min(low, 0.5) - margin,
                    Math.max(high, 1.5) + margin,
                    false));
        }
        return new Figure(page.getMaxX(), page.getMaxY(), panels, List.of(pullTable, freeTable), remarks);
    }

    private static double reach(List<Dot> dots) {
        return dots.stream().mapToDouble(d -> Math.abs(d.x()) + d.error()).max().orElse(1);
    }

    private static Rectangle2D columns(
            List<Figure.Panel> panels,
            List<Dot> dots,
            double firstLabels,
            double top,
            String label,
            double low,
            double high,
            boolean bands) {
        int rows = rows(dots.size());
        double x = 0;
        double height = rows * ROW + AXIS_HEIGHT;
        for (int first = 0; first < dots.size(); first += rows) {
            List<Dot> part = dots.subList(first, Math.min(first + rows, dots.size()));
            double labels = Math.max(
                    first == 0 ? firstLabels : 0,
                    width(part.stream().map(Dot::name).toList()));
            XYPlot plot = plot(part, label, low, high, bands);
            plot.setFixedRangeAxisSpace(Theme.left(labels + 12));
            double width = labels + PLOT_WIDTH + 36;
            panels.add(new Figure.Panel(
                    Theme.chart(plot), new Rectangle2D.Double(x, top, width, part.size() * ROW + AXIS_HEIGHT)));
            x += width;
        }
        return new Rectangle2D.Double(0, top, x, height);
    }

    private static double width(List<String> names) {
        return Theme.width(Theme.TICK, names);
    }

    private static List<String> firstColumn(List<String> names) {
        return names.subList(0, rows(names.size()));
    }

    /** Rows of each column, for columns of equal length. */
    private static int rows(int count) {
        int columns = (count + LONGEST_COLUMN - 1) / LONGEST_COLUMN;
        return (count + columns - 1) / columns;
    }

    private static XYPlot plot(List<Dot> dots, String label, double low, double high, boolean bands) {
        NumberAxis axis = Theme.across(label);
        axis.setRange(low, high);
        axis.setTickMarksVisible(!bands);
        axis.setMinorTickMarksVisible(!bands);
        SymbolAxis names = Theme.names(dots.stream().map(Dot::name).toList());
        names.setInverted(true);
        XYPlot plot = Theme.plot(axis, names);
        if (bands) {
            plot.addDomainMarker(
                    new IntervalMarker(-2, 2, Theme.TWO_SIGMA, Theme.THIN, null, null, 1), Layer.BACKGROUND);
            plot.addDomainMarker(
                    new IntervalMarker(-1, 1, Theme.ONE_SIGMA, Theme.THIN, null, null, 1), Layer.BACKGROUND);
        }
        plot.addDomainMarker(Theme.line(bands ? 0 : 1, Theme.LINE, Theme.DASHED), Layer.BACKGROUND);
        XYIntervalSeries series = new XYIntervalSeries("fit", false, true);
        for (int i = 0; i < dots.size(); i++) {
            Dot dot = dots.get(i);
            series.add(dot.x(), dot.x() - dot.error(), dot.x() + dot.error(), i, i, i);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        plot.setDataset(data);
        plot.setRenderer(Theme.points(Theme.LINE, true));
        return plot;
    }
}
