package org.diffhep.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    private static final Pattern SCRIPT = Pattern.compile("<script[^>]*>.*?</script>", Pattern.DOTALL);

    private static String withoutScripts(String html) {
        return SCRIPT.matcher(html).replaceAll("");
    }

    @Test
    void loadsNothingFromAnywhere() {
        String html = HtmlReport.text(SampleResults.full());
        String markup = withoutScripts(html);

        assertThat(markup).doesNotContain("http:", "https:", "//", "src=", "<link", "@import", "url(");
        assertThat(html).contains("default-src 'none'").doesNotContain("sourceMappingURL");
        // Addresses in the scripts are Chart.js' own comments; none is fetched, and the policy above would forbid it.
        assertThat(html).doesNotContain("fetch(", "XMLHttpRequest", "importScripts", "<script src");
    }

    @Test
    void carriesTheChartLibraryWithItsLicence() {
        assertThat(HtmlReport.text(SampleResults.full())).contains("Chart.js v4.", "Released under the MIT License");
    }

    @Test
    void tablesStandInTheMarkupWithoutScripts() {
        String markup = withoutScripts(HtmlReport.text(SampleResults.full()));

        assertThat(markup)
                .contains(
                        "<th scope=\"row\">lepton_pt</th>",
                        "29.8 … 32.9",
                        "25.0 (bound) … 28.8",
                        "2.50 (on its upper bound)",
                        "11.31 ± 0.13 %",
                        "9.04 ± 0.11 %",
                        "20 % better",
                        "Region 4j2b",
                        "central difference",
                        "3f529915",
                        "diffhep ttbar optimise",
                        "jet_eta is on its upper bound 2.5");
    }

    @Test
    void learnedEdgesHaveAPictureAndATable() {
        String html = HtmlReport.text(SampleResults.learned());
        String markup = withoutScripts(html);

        assertThat(markup)
                .contains("<h2>Bin edges</h2>", "id=\"edges-0\"", "bin edges of 4j1b by step", "edge, HT [GeV]")
                .containsPattern("<th scope=\"row\">1</th>\\s*<td>200</td>\\s*<td>187</td>")
                .containsPattern("<th scope=\"row\">4j1b edge 1</th>\\s*<td>200.0</td>\\s*<td>187.3</td>");
        String parameters = markup.substring(markup.indexOf("id=\"parameters\""), markup.indexOf("id=\"edges\""));
        assertThat(parameters).contains("lepton_pt").doesNotContain("4j1b edge 1");
        assertThat(HtmlReport.text(SampleResults.full())).doesNotContain("<h2>Bin edges</h2>");
    }

    @Test
    void thePictureComesBeforeTheTables() {
        String html = HtmlReport.text(SampleResults.full());

        assertThat(html.indexOf("id=\"objective\"")).isPositive().isLessThan(html.indexOf("<table>"));
    }

    @Test
    void theWholeResultIsInside() throws IOException {
        Matcher matcher = Pattern.compile(
                        "<script type=\"application/json\" id=\"result\">(.*?)</script>", Pattern.DOTALL)
                .matcher(HtmlReport.text(SampleResults.full()));

        assertThat(matcher.find()).isTrue();
        JsonNode inside = new ObjectMapper().readTree(matcher.group(1));
        assertThat(inside.at("/display/unit").asText()).isEqualTo("%");
        assertThat(inside.get("trajectory")).hasSize(SampleResults.STEPS + 1);
    }

    @Test
    void namesCannotBreakOutOfThePage() {
        String name = "</script><script>alert('1')</script>&\"";
        ParameterResult parameter =
                new ParameterResult(name, 1, 2, 0, 3, "<b>", OptionalDouble.of(1), OptionalDouble.of(1), false);
        TrajectoryPoint point = new TrajectoryPoint(0, 1, OptionalDouble.of(1), 1, List.of(1.0));
        String html = HtmlReport.text(
                SampleResults.result(List.of(parameter), List.of(point), List.of(), List.of("<img onerror=x>")));

        assertThat(html).doesNotContain("<script>alert", "<b>", "<img");
        assertThat(html).contains("&lt;/script&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;");
        assertThat(html).contains("&lt;img onerror=x&gt;", "\\u003c/script>\\u003cscript>alert");
    }

    @Test
    void aResultWithoutStepsSaysSo() {
        assertThat(HtmlReport.text(SampleResults.empty()))
                .contains("No step was recorded.")
                .doesNotContain("<canvas");
    }

    @Test
    void aMissingNumberIsADashNeverNan() {
        ParameterResult parameter = new ParameterResult(
                "x", 1, Double.NaN, 0, 3, "", OptionalDouble.of(Double.NaN), OptionalDouble.empty(), false);
        TrajectoryPoint point = new TrajectoryPoint(0, Double.NaN, OptionalDouble.empty(), 1, List.of(Double.NaN));
        OptimisationResult result = SampleResults.result(List.of(parameter), List.of(point), List.of(), List.of());
        String markup = withoutScripts(HtmlReport.text(result));

        assertThat(markup).contains("<td>–</td>").doesNotContain("NaN", "Infinity");
    }

    @Test
    void isWrittenToItsFile(@TempDir Path folder) {
        Path file = folder.resolve("report.html");

        HtmlReport.write(SampleResults.full(), file);

        assertThat(file).hasContent(HtmlReport.text(SampleResults.full()));
    }
}
