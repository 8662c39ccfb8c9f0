package org.diffhep.cli.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.Arrangement;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.block.ColumnArrangement;
import org.jfree.chart.block.FlowArrangement;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.Drawable;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.chart.ui.VerticalAlignment;

/** How the pictures look: white page, black axes with ticks inside, flat colours. */
final class Theme {

    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
    static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /** The bands of ±1 σ and ±2 σ. */
    static final Color ONE_SIGMA = new Color(0x4d, 0xc8, 0x4d);

    static final Color TWO_SIGMA = new Color(0xff, 0xe0, 0x4d);

    static final Color LINE = Color.BLACK;
    static final Color FAINT = new Color(0x94, 0x94, 0x94);
    static final Color UP = new Color(0x3f, 0x90, 0xda);
    static final Color DOWN = new Color(0xff, 0xa9, 0x0e);
    static final Color SIGNAL = new Color(0xbd, 0x1f, 0x01);

    /** Uncertainties over filled histograms. */
    static final Color BAND = new Color(0x30, 0x30, 0x30, 0x60);

    static final Stroke THIN = new BasicStroke(1f);
    static final Stroke CURVE = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final Stroke DASHED =
            new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {6f, 4f}, 0f);

    /**
     * Ten colours that differ for all eyes, as CMS recommends them for stacks; the red one is left to the signal. Source: M. Petroff,
     * "Accessible Color Sequences for Data Visualization", arXiv:2107.02270.
     */
    private static final List<Color> SAMPLES = List.of(
            new Color(0x3f, 0x90, 0xda),
            new Color(0xff, 0xa9, 0x0e),
            new Color(0x94, 0xa4, 0xa2),
            new Color(0x83, 0x2d, 0xb6),
            new Color(0xa9, 0x6b, 0x59),
            new Color(0xe7, 0x63, 0x00),
            new Color(0xb9, 0xac, 0x70),
            new Color(0x71, 0x75, 0x81),
            new Color(0x92, 0xda, 0xdd));

    private Theme() {}

    /** The colour of a background; after the ninth they come again, paler. */
    static Color sample(int index) {
        Color colour = SAMPLES.get(index % SAMPLES.size());
        int round = index / SAMPLES.size();
        double pale = 1 - Math.pow(0.55, round);
        return new Color(pale(colour.getRed(), pale), pale(colour.getGreen(), pale), pale(colour.getBlue(), pale));
    }

    private static int pale(int component, double by) {
        return (int) Math.round(component + (255 - component) * by);
    }

    /** Width of the widest of some texts. */
    static double width(Font font, Collection<String> texts) {
        FontRenderContext context = new FontRenderContext(null, true, true);
        return texts.stream()
                .mapToDouble(text -> font.getStringBounds(text, context).getWidth())
                .max()
                .orElse(0);
    }

    /** A horizontal axis of numbers. */
    static NumberAxis across(String label) {
        return numbers(label, new RectangleInsets(3, 8, 3, 8));
    }

    /** A vertical axis of numbers. */
    static NumberAxis up(String label) {
        return numbers(label, new RectangleInsets(12, 4, 12, 4));
    }

    /** A low vertical axis of numbers. */
    static NumberAxis low(String label) {
        return numbers(label, new RectangleInsets(2, 4, 2, 4));
    }

    /** The blanks around its labels decide how many an axis has. */
    private static NumberAxis numbers(String label, RectangleInsets blank) {
        NumberAxis axis = new NumberAxis(label);
        axis.setAutoRangeIncludesZero(false);
        axis.setStandardTickUnits(new NumberTickUnitSource(false, plainNumbers()));
        axis.setMinorTickMarksVisible(true);
        axis.setMinorTickMarkInsideLength(3);
        axis.setMinorTickMarkOutsideLength(0);
        style(axis, 6);
        axis.setTickLabelInsets(blank);
        return axis;
    }

    private static DecimalFormat plainNumbers() {
        return new DecimalFormat("0.########", symbols());
    }

    private static DecimalFormatSymbols symbols() {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setMinusSign('−');
        return symbols;
    }

    /** Room for the labels of a vertical axis, so that plots below each other have their frames below each other. */
    static AxisSpace left(double width) {
        AxisSpace space = new AxisSpace();
        space.setLeft(width);
        return space;
    }

    /** A logarithmic axis of numbers. */
    static LogAxis logarithmic(String label) {
        LogAxis axis = new LogAxis(label);
        axis.setBaseSymbol("10");
        axis.setTickUnit(new NumberTickUnit(1, new DecimalFormat("0", symbols()), 9));
        axis.setMinorTickMarksVisible(true);
        axis.setMinorTickMarkInsideLength(3);
        axis.setMinorTickMarkOutsideLength(0);
        style(axis, 6);
        return axis;
    }

    /** An axis of names, the first of them at its beginning. */
    static SymbolAxis names(Collection<String> names) {
        SymbolAxis axis = new SymbolAxis(null, names.toArray(String[]::new));
        axis.setGridBandsVisible(false);
        axis.setRange(-0.5, names.size() - 0.5);
        style(axis, 0);
        return axis;
    }

    private static void style(ValueAxis axis, float tickLength) {
        axis.setLabelFont(LABEL);
        axis.setTickLabelFont(TICK);
        axis.setLabelPaint(LINE);
        axis.setTickLabelPaint(LINE);
        axis.setAxisLinePaint(LINE);
        axis.setTickMarkPaint(LINE);
        axis.setTickMarkInsideLength(tickLength);
        axis.setTickMarkOutsideLength(0);
    }

    /** A plot without background and grid, framed in black. */
    static XYPlot plot(ValueAxis domain, ValueAxis range) {
        return framed(new XYPlot(null, domain, range, null));
    }

    /** A plot that shares its horizontal axis with others. */
    static XYPlot subplot(ValueAxis range) {
        return framed(new XYPlot(null, null, range, null));
    }

    private static XYPlot framed(XYPlot plot) {
        plain(plot);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        return plot;
    }

    /** White, framed in black. */
    static void plain(Plot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlinePaint(LINE);
        plot.setOutlineStroke(THIN);
        plot.setInsets(new RectangleInsets(8, 8, 8, 16));
    }

    /** A chart of a plot, without legend and title. */
    static JFreeChart chart(Plot plot) {
        JFreeChart chart = new JFreeChart(null, TITLE, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        return chart;
    }

    /** A straight line across a plot. */
    static ValueMarker line(double at, Color colour, Stroke stroke) {
        return new ValueMarker(at, colour, stroke);
    }

    /** Rectangles of one flat colour for each series. */
    static XYBarRenderer rectangles() {
        XYBarRenderer renderer = new XYBarRenderer();
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setUseYInterval(true);
        renderer.setDrawBarOutline(false);
        renderer.setDefaultSeriesVisibleInLegend(false);
        return renderer;
    }

    /** Dots with error bars. */
    static XYErrorRenderer points(Color colour, boolean horizontal) {
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawXError(horizontal);
        renderer.setDrawYError(!horizontal);
        renderer.setErrorStroke(new BasicStroke(1.4f));
        renderer.setErrorPaint(colour);
        renderer.setCapLength(0);
        renderer.setSeriesShape(0, DOT);
        renderer.setSeriesPaint(0, colour);
        renderer.setDefaultLinesVisible(false);
        return renderer;
    }

    static final Shape DOT = new Ellipse2D.Double(-3.2, -3.2, 6.4, 6.4);
    private static final Shape BOX = new Rectangle2D.Double(-8, -5.5, 16, 11);
    private static final Shape DASH = new Line2D.Double(-11, 0, 11, 0);

    /** A filled box in a legend. */
    static LegendItem box(String label, Paint fill, Paint outline) {
        LegendItem item = new LegendItem(label, null, null, null, BOX, fill, THIN, outline);
        item.setLabelFont(TICK);
        return item;
    }

    /** A line in a legend. */
    static LegendItem line(String label, Paint paint, Stroke stroke) {
        LegendItem item = new LegendItem(label, null, null, null, DASH, stroke, paint);
        item.setLabelFont(TICK);
        return item;
    }

    /** A data point in a legend. */
    static LegendItem dot(String label) {
        LegendItem item = new LegendItem(
                label,
                null,
                null,
                null,
                true,
                DOT,
                true,
                LINE,
                false,
                LINE,
                THIN,
                true,
                DASH,
                new BasicStroke(1.4f),
                LINE);
        item.setLabelFont(TICK);
        return item;
    }

    /** A legend, beside each other or below each other. */
    static LegendTitle legend(boolean below, LegendItem... items) {
        LegendItemCollection collection = new LegendItemCollection();
        for (LegendItem item : items) {
            collection.add(item);
        }
        Arrangement arrangement = below
                ? new ColumnArrangement(HorizontalAlignment.LEFT, VerticalAlignment.TOP, 0, 2)
                : new FlowArrangement(HorizontalAlignment.CENTER, VerticalAlignment.CENTER, 12, 2);
        LegendTitle legend = new LegendTitle(() -> collection, arrangement, arrangement);
        legend.setItemFont(TICK);
        legend.setFrame(BlockBorder.NONE);
        legend.setBackgroundPaint(Color.WHITE);
        legend.setItemLabelPadding(new RectangleInsets(1, 5, 1, 5));
        return legend;
    }

    /** The legend as a panel of its own. */
    static Drawable panel(LegendTitle legend) {
        return (graphics, area) -> {
            legend.arrange(graphics, new RectangleConstraint(area.getWidth(), area.getHeight()));
            legend.draw(graphics, area);
        };
    }

    /** A line of text in the middle of its panel. */
    static Drawable heading(String text, Font font) {
        return (graphics, area) -> text(graphics, text, font, area);
    }

    private static void text(Graphics2D graphics, String text, Font font, Rectangle2D area) {
        double width = width(font, List.of(text));
        Font fitting =
                width > area.getWidth() ? font.deriveFont((float) (font.getSize2D() * area.getWidth() / width)) : font;
        graphics.setFont(fitting);
        graphics.setPaint(LINE);
        TextUtils.drawAlignedString(
                text, graphics, (float) area.getCenterX(), (float) area.getCenterY(), TextAnchor.CENTER);
    }
}
