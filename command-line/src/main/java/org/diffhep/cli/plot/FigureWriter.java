package org.diffhep.cli.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGraphics2D;
import org.diffhep.pipeline.NoAnswerException;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.Drawable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws a figure once, whatever the format: the same picture gives the same bytes. */
enum FigureWriter {
    SVG,
    PNG,
    HTML;

    /** Pixels of a PNG for a point of the SVG: sharp on a projector and in print. */
    private static final int SCALE = 2;

    private static final double HEADING = 40;
    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";

    /**
     * Says, in place of AWT's own errors, that pictures need fonts.
     *
     * @throws NoAnswerException if Java finds none
     */
    static void requireFonts() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12)
                    .getStringBounds("diffhep", new FontRenderContext(null, true, true));
        } catch (RuntimeException | Error e) {
            // Whatever is missing (fonts, fontconfig, FreeType), Java's font code reports it by errors of all kinds.
            throw new NoAnswerException(
                    "pictures need fonts, and Java finds none on this machine: install fontconfig and a font, such as DejaVu"
                            + " (" + e + ")");
        }
    }

    /**
     * The picture as a file's content.
     *
     * @param title above the picture; empty for none
     */
    byte[] bytes(Figure figure, String title) {
        return switch (this) {
            case SVG ->
                ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(figure, title) + "\n")
                        .getBytes(StandardCharsets.UTF_8);
            case PNG -> png(figure, title);
            case HTML -> html(figure, title).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static double height(Figure figure, String title) {
        return figure.height() + (title.isEmpty() ? 0 : HEADING);
    }

    private static void draw(Graphics2D graphics, Figure figure, String title) {
        // Otherwise text along vertical axes would be drawn as outlines, and not be text in the SVG.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
        double top = title.isEmpty() ? 0 : HEADING;
        graphics.setPaint(Color.WHITE);
        graphics.fill(new Rectangle2D.Double(0, 0, figure.width(), height(figure, title)));
        if (!title.isEmpty()) {
            Drawable heading = Theme.heading(title, Theme.TITLE);
            heading.draw(graphics, new Rectangle2D.Double(0, 0, figure.width(), HEADING));
        }
        for (Figure.Panel panel : figure.panels()) {
            Rectangle2D area = panel.area();
            panel.drawable()
                    .draw(
                            graphics,
                            new Rectangle2D.Double(area.getX(), area.getY() + top, area.getWidth(), area.getHeight()));
        }
    }

    private static byte[] png(Figure figure, String title) {
        BufferedImage image = new BufferedImage(
                (int) (SCALE * figure.width()), (int) (SCALE * height(figure, title)), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.scale(SCALE, SCALE);
        draw(graphics, figure, title);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.setUseCache(false);
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("PNG", e);
        }
        return bytes.toByteArray();
    }

    /** The {@code svg} element. */
    private static String svg(Figure figure, String title) {
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG_NAMESPACE, "svg", null);
            SVGGraphics2D graphics = new SVGGraphics2D(document);
            draw(graphics, figure, title);
            Element root = document.getDocumentElement();
            graphics.getRoot(root);
            String width = number(figure.width());
            String height = number(height(figure, title));
            root.setAttribute("width", width);
            root.setAttribute("height", height);
            root.setAttribute("viewBox", "0 0 " + width + " " + height);
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException("Java's own XML writer failed", e);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String html(Figure figure, String title) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<title>")
                .append(escape(title.isEmpty() ? "diffhep" : title))
                .append("</title>\n<style>\n")
                .append("body { font-family: sans-serif; margin: 2em; }\nsvg { max-width: 100%; height: auto; }\n")
                .append("table { border-collapse: collapse; font-size: 85%; margin: 1em 0; }\n")
                .append("th, td { padding: 0.15em 0.8em; border-bottom: 1px solid #ddd; text-align: right; }\n")
                .append(
                        "th:first-child, td:first-child { text-align: left; }\ncaption { text-align: left; font-weight: bold; }\n")
                .append("</style>\n</head>\n<body>\n")
                .append(svg(figure, title))
                .append('\n');
        figure.remarks()
                .forEach(remark -> page.append("<p>").append(escape(remark)).append("</p>\n"));
        figure.tables().forEach(table -> append(page, table));
        return page.append("</body>\n</html>\n").toString();
    }

    private static void append(StringBuilder page, NumberTable table) {
        page.append("<table>\n<caption>").append(escape(table.key())).append("</caption>\n<tr>");
        table.columns()
                .forEach(column -> page.append("<th>").append(escape(column)).append("</th>"));
        page.append("</tr>\n");
        for (List<Object> row : table.rows()) {
            page.append("<tr>");
            for (Object cell : row) {
                boolean missing = cell instanceof Double number && !Double.isFinite(number);
                page.append("<td>")
                        .append(missing ? "–" : escape(cell.toString()))
                        .append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
