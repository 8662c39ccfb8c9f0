package org.diffhep.cli.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYZDataset;

/** A heat map with the numbers in it, from −1 (blue) over 0 (white) to 1 (red). */
final class CorrelationFigure {

    private static final int MANY = 40;
    private static final Color POSITIVE = new Color(0xb2, 0x18, 0x2b);
    private static final Color NEGATIVE = new Color(0x21, 0x66, 0xac);

    private CorrelationFigure() {}

    /**
     * Draws.
     *
     * @param names of the parameters
     * @param correlations [i][j] between names i and j
     */
    static Figure of(List<String> names, double[][] correlations, List<String> remarks) {
        int count = names.size();
        NumberTable table = NumberTable.matrix("correlation", names, correlations);
        double[] x = new double[count * count];
        double[] y = new double[count * count];
        double[] z = new double[count * count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                x[i * count + j] = j;
                y[i * count + j] = i;
                z[i * count + j] = correlations[i][j];
            }
        }
        DefaultXYZDataset data = new DefaultXYZDataset();
        data.addSeries("correlation", new double[][] {x, y, z});
        SymbolAxis across = Theme.names(names);
        across.setVerticalTickLabels(true);
        SymbolAxis down = Theme.names(names);
        down.setInverted(true);
        XYPlot plot = Theme.plot(across, down);
        plot.setDataset(data);
        plot.setRenderer(new Blocks(count > MANY ? 8 : 10));
        JFreeChart chart = Theme.chart(plot);
        chart.addSubtitle(scale());
        double cell = count > MANY ? 24 : 34;
        double label = Theme.width(Theme.TICK, names) + 16;
        return Figure.of(
                Math.max(count * cell, 200) + label + 110,
                Math.max(count * cell, 200) + label + 30,
                chart,
                List.of(table),
                remarks);
    }

    private static PaintScaleLegend scale() {
        NumberAxis axis = Theme.up("correlation ρ");
        axis.setRange(-1, 1);
        PaintScaleLegend legend = new PaintScaleLegend(new RedBlue(), axis);
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setStripWidth(14);
        legend.setSubdivisionCount(64);
        legend.setBackgroundPaint(Color.WHITE);
        legend.setStripOutlineVisible(true);
        legend.setStripOutlinePaint(Theme.LINE);
        legend.setMargin(new RectangleInsets(8, 4, 8, 12));
        return legend;
    }

    /** The renderer of JFreeChart, with labels that can be read on any colour. */
    private static final class Blocks extends XYBlockRenderer {

        private static final long serialVersionUID = 1L;

        Blocks(int size) {
            setPaintScale(new RedBlue());
            setDefaultItemLabelsVisible(true);
            setDefaultItemLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
            setDefaultItemLabelGenerator((data, series, item) -> String.format(Locale.ROOT, "%.2f", value(item))
                    .replaceFirst("^-0\\.00$", "0.00")
                    .replace('-', '−'));
            setDefaultPositiveItemLabelPosition(new ItemLabelPosition(ItemLabelAnchor.CENTER, TextAnchor.CENTER));
            setDefaultNegativeItemLabelPosition(new ItemLabelPosition(ItemLabelAnchor.CENTER, TextAnchor.CENTER));
        }

        private double value(int item) {
            return ((DefaultXYZDataset) getPlot().getDataset()).getZValue(0, item);
        }

        @Override
        public Paint getItemLabelPaint(int series, int item) {
            return Math.abs(value(item)) > 0.6 ? Color.WHITE : Color.BLACK;
        }
    }

    /** Colour of a correlation. */
    private static final class RedBlue implements PaintScale {
        @Override
        public double getLowerBound() {
            return -1;
        }

        @Override
        public double getUpperBound() {
            return 1;
        }

        @Override
        public Paint getPaint(double value) {
            Color end = value < 0 ? NEGATIVE : POSITIVE;
            double part = Math.min(1, Math.abs(value));
            return new Color(mix(end.getRed(), part), mix(end.getGreen(), part), mix(end.getBlue(), part));
        }

        private static int mix(int component, double part) {
            return (int) Math.round(255 + (component - 255) * part);
        }
    }
}
