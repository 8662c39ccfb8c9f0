package org.diffhep.pipeline.report;

import java.util.List;

/** Text of an HTML page, built from pieces that are already safe or are made so here. */
final class Html {

    private final StringBuilder text = new StringBuilder();

    /** The text with everything that means something in HTML escaped; fit for content and for quoted attributes. */
    static String escape(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Adds markup as it stands. */
    Html raw(String markup) {
        text.append(markup).append('\n');
        return this;
    }

    /** Adds an element that holds this text, escaped. */
    Html element(String tag, String content) {
        return raw("<" + tag + ">" + escape(content) + "</" + tag + ">");
    }

    /** Adds an element of a class that holds this text, escaped. */
    Html element(String tag, String cssClass, String content) {
        return raw("<" + tag + " class=\"" + escape(cssClass) + "\">" + escape(content) + "</" + tag + ">");
    }

    /** Adds a table; each cell is text. Cells in the first column are row headings. */
    Html table(List<String> headings, List<List<String>> rows) {
        raw("<div class=\"scroll\"><table><thead><tr>");
        headings.forEach(heading -> raw("<th scope=\"col\">" + escape(heading) + "</th>"));
        raw("</tr></thead><tbody>");
        for (List<String> row : rows) {
            raw("<tr><th scope=\"row\">" + escape(row.get(0)) + "</th>");
            row.stream().skip(1).forEach(cell -> element("td", cell));
            raw("</tr>");
        }
        return raw("</tbody></table></div>");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
