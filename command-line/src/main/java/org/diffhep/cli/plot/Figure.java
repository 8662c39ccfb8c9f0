package org.diffhep.cli.plot;

import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.ui.Drawable;

/**
 * A picture: panels on a white page, and the numbers in them.
 *
 * @param width of the page, in points of the SVG; whole
 * @param height of the page
 * @param panels where each chart, legend or heading is drawn
 * @param tables the numbers shown
 * @param remarks what the picture leaves out
 */
record Figure(double width, double height, List<Panel> panels, List<NumberTable> tables, List<String> remarks) {

    /** @param area where, from the upper left corner of the page */
    record Panel(Drawable drawable, Rectangle2D area) {}

    /** Rounds the size up, and copies the lists. */
    Figure {
        width = Math.ceil(width);
        height = Math.ceil(height);
        panels = List.copyOf(panels);
        tables = List.copyOf(tables);
        remarks = List.copyOf(remarks);
    }

    /** A picture of one chart. */
    static Figure of(double width, double height, Drawable chart, List<NumberTable> tables, List<String> remarks) {
        return new Figure(
                width, height, List.of(new Panel(chart, new Rectangle2D.Double(0, 0, width, height))), tables, remarks);
    }
}
