package org.diffhep.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.diffhep.cli.TestRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class PlotCommandsTest {

    /** Two channels, every kind of parameter a picture treats in its own way, an empty bin, and a name that XML must escape. */
    private static final String WORKSPACE = """
            {"channels": [
              {"name": "SR", "samples": [
                {"name": "signal", "data": [2.0, 8.0, 3.0], "modifiers": [
                    {"name": "mu", "type": "normfactor", "data": null}]},
                {"name": "background", "data": [50.0, 30.0, 0.5], "modifiers": [
                    {"name": "scale <a & b>", "type": "normsys", "data": {"lo": 0.9, "hi": 1.1}},
                    {"name": "shape_of_the_background_with_a_long_name", "type": "histosys",
                        "data": {"lo_data": [48.0, 31.0, 0.4], "hi_data": [52.0, 29.0, 0.6]}},
                    {"name": "stat", "type": "staterror", "data": [3.0, 2.0, 0.2]}]}]},
              {"name": "CR", "samples": [
                {"name": "background", "data": [400.0], "modifiers": [
                    {"name": "k_background", "type": "normfactor", "data": null}]}]}],
             "observations": [{"name": "SR", "data": [57.0, 44.0, 0.0]}, {"name": "CR", "data": [410.0]}],
             "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": []}}],
             "version": "1.0.0"}
            """;

    @TempDir
    Path folder = Path.of("");

    private Path workspace = Path.of("");

    @BeforeEach
    void writeWorkspace() throws IOException {
        workspace = Files.writeString(folder.resolve("ws.json"), WORKSPACE);
    }

    private static TestRun run(String command, Path file, String... options) {
        List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
        args.add(file.toString());
        args.addAll(List.of(options));
        return TestRun.of(args.toArray(String[]::new));
    }

    private JsonNode json(String command, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("--json"));
        args.addAll(List.of(options));
        TestRun run = run(command, workspace, args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private JsonNode plot(String kind, String... options) throws IOException {
        List<String> args =
                new ArrayList<>(List.of("--out", folder.resolve("p.html").toString()));
        args.addAll(List.of(options));
        return json("plot " + kind, args.toArray(String[]::new));
    }

    private String refusal(int code, String... args) {
        List<String> all = new ArrayList<>(List.of("plot"));
        all.addAll(List.of(args));
        TestRun run = TestRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("diffhep: ");
        return run.err();
    }

    private static Document xml(String text) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(text, e);
        }
    }

    private static List<String> texts(Document document) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = document.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    /** What each picture must name. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "pulls", List.of("scale <a & b>", "shape_of_the_background_with_a_long_name", "mu", "k_background"),
            "ranking", List.of("scale <a & b>", "shape_of_the_background_with_a_long_name", "Δmu", "stat[1]"),
            "fit", List.of("signal", "background", "data", "uncertainty", "SR — before the fit", "CR — after the fit"),
            "correlation", List.of("scale <a & b>", "stat[0]", "1.00", "correlation ρ"),
            "limit", List.of("mu", "CLs", "expected ± 1 σ", "CLs = 0.05"),
            "scan", List.of("mu", "−2 Δ ln L"),
            "contour --parameter=mu --parameter=k_background",
                    List.of("mu", "k_background", "68.3 % CL", "95 % CL", "best values"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pulls",
                "ranking",
                "fit",
                "correlation",
                "limit",
                "scan",
                "contour --parameter=mu --parameter=k_background"
            })
    void aPictureIsWrittenInEachFormatAndTheSameAgain(String command) throws IOException {
        String kind = command.split(" ", -1)[0];
        Map<String, byte[]> first = new HashMap<>();
        for (String format : List.of("svg", "png", "html", "svg", "png", "html")) {
            Path file = folder.resolve(kind + "." + format);
            TestRun run = run("plot " + command, workspace, "--out", file.toString(), "--title", "A & B");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).endsWith("Picture: " + file + "\n");
            byte[] bytes = Files.readAllBytes(file);
            assertThat(first.computeIfAbsent(format, name -> bytes)).isEqualTo(bytes);
        }
        String svg = Files.readString(folder.resolve(kind + ".svg"));
        List<String> texts = texts(xml(svg));
        assertThat(texts).contains("A & B").containsAll(NAMES.getOrDefault(command, List.of()));
        assertThat(svg).doesNotContain("DOCTYPE", "<script", "href");

        BufferedImage image = ImageIO.read(folder.resolve(kind + ".png").toFile());
        int width = Integer.parseInt(xml(svg).getDocumentElement().getAttribute("width"));
        assertThat(image.getWidth()).isEqualTo(2 * width).isBetween(600, 4000);
        assertThat(image.getHeight()).isBetween(400, 4000);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xffffffff);
        assertThat(image.getRGB(image.getWidth() - 1, image.getHeight() - 1)).isEqualTo(0xffffffff);

        String page = Files.readString(folder.resolve(kind + ".html"));
        assertThat(page)
                .contains("<svg", "<table>", "<title>A &amp; B</title>")
                .doesNotContain("<script", "http-equiv=\"refresh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulls --gammas", "ranking", "fit", "correlation --threshold=0", "limit", "scan"})
    void theTablesOfThePageAreTheNumbersOfTheJson(String command) throws IOException {
        String[] words = command.split(" ", -1);
        JsonNode document = words.length == 1 ? plot(words[0]) : plot(words[0], words[1]);
        String page = Files.readString(folder.resolve("p.html"));
        Document tables = xml("<p>" + page.substring(page.indexOf("<table>"), page.indexOf("</body>")) + "</p>");
        NodeList found = tables.getElementsByTagName("table");
        int numbers = 0;
        for (int t = 0; t < found.getLength(); t++) {
            NodeList rows = ((Element) found.item(t)).getElementsByTagName("tr");
            String key = ((Element) found.item(t))
                    .getElementsByTagName("caption")
                    .item(0)
                    .getTextContent();
            assertThat(document.has(key)).isTrue();
            for (int r = 1; r < rows.getLength(); r++) {
                for (int c = 0; c < rows.item(r).getChildNodes().getLength(); c++) {
                    String column = rows.item(0).getChildNodes().item(c).getTextContent();
                    String cell = rows.item(r).getChildNodes().item(c).getTextContent();
                    if (column.isEmpty()) {
                        continue;
                    }
                    JsonNode row = document.get(key).isArray()
                            ? document.get(key).get(r - 1)
                            : document.get(key).get(rows.item(r).getFirstChild().getTextContent());
                    JsonNode value = row.get(column);
                    assertThat(
                                    value.isNull()
                                            ? "–"
                                            : value.isDouble() ? Double.toString(value.asDouble()) : value.asText())
                            .isEqualTo(value.isNumber() ? Double.toString(Double.parseDouble(cell)) : cell);
                    numbers++;
                }
            }
        }
        assertThat(numbers).isGreaterThan(8);
    }

    @Test
    void pullsAreThoseOfTheFit() throws IOException {
        JsonNode fit = json("fit");
        JsonNode document = plot("pulls", "--gammas");

        assertThat(document.get("pulls").findValuesAsText("name"))
                .containsExactlyInAnyOrder(
                        "scale <a & b>", "shape_of_the_background_with_a_long_name", "stat[0]", "stat[1]", "stat[2]");
        for (JsonNode pull : document.get("pulls")) {
            String name = pull.get("name").asText();
            JsonNode fitted = fit.at("/parameters").get(name);
            boolean gamma = name.startsWith("stat");
            double sigma =
                    switch (name) {
                        case "stat[0]" -> 3.0 / 50;
                        case "stat[1]" -> 2.0 / 30;
                        case "stat[2]" -> 0.2 / 0.5;
                        default -> 1;
                    };
            assertThat(pull.get("pull").asDouble())
                    .isEqualTo((fitted.get("value").asDouble() - (gamma ? 1 : 0)) / sigma, within(1e-12));
            assertThat(pull.get("constraint").asDouble())
                    .isEqualTo(fitted.get("error").asDouble() / sigma, within(1e-12));
        }
        assertThat(document.get("free").findValuesAsText("name")).containsExactlyInAnyOrder("mu", "k_background");
        assertThat(plot("pulls").get("messages").toString()).contains("3 parameters of single bins");
        assertThat(plot("pulls").get("pulls")).hasSize(2);
    }

    @Test
    void rankingAndLimitAreThoseOfTheirCommands() throws IOException {
        JsonNode impacts = json("ranking").get("impacts");
        JsonNode shown = plot("ranking", "--top", "2");

        assertThat(shown.get("impacts")).hasSize(2);
        assertThat(shown.get("messages").toString()).contains("the first 2 of 6");
        for (int i = 0; i < 2; i++) {
            assertThat(shown.at("/impacts/" + i)).isEqualTo(impacts.get(i));
        }
        JsonNode limit = json("limit", "--level", "0.9");
        JsonNode picture = plot("limit", "--level", "0.9", "--points", "5");
        assertThat(picture.at("/limits/0/observed")).isEqualTo(limit.get("observed"));
        assertThat(picture.at("/limits/0/expected_minus2")).isEqualTo(limit.at("/expected/0"));
        assertThat(picture.at("/limits/0/expected_plus2")).isEqualTo(limit.at("/expected/4"));
        for (JsonNode point : picture.get("scan")) {
            if (point.get("mu").equals(limit.get("observed"))) {
                assertThat(point.get("observed").asDouble()).isEqualTo(0.1, within(1e-6));
            }
            if (point.get("mu").equals(limit.at("/expected/2"))) {
                assertThat(point.get("expected").asDouble()).isEqualTo(0.1, within(1e-6));
            }
        }
        assertThat(picture.at("/scan/0/observed").asDouble()).isEqualTo(1, within(1e-9));
        assertThat(picture.get("scan")).hasSize(5 + 6);
    }

    @Test
    void correlationsAreThoseOfTheFit() throws IOException {
        JsonNode fit = json("fit", "--correlation").get("correlation");

        assertThat(plot("correlation", "--threshold", "0").get("correlation")).isEqualTo(fit);
        JsonNode some = plot("correlation", "--threshold", "0.15");
        assertThat(some.get("messages").toString()).contains("left out with |ρ| < 0.15");
        some.get("correlation").properties().forEach(row -> {
            assertThat(fit.get(row.getKey()).properties().stream()
                            .filter(cell -> !cell.getKey().equals(row.getKey()))
                            .mapToDouble(cell -> Math.abs(cell.getValue().asDouble()))
                            .max()
                            .orElse(0))
                    .isGreaterThanOrEqualTo(0.15);
        });
        assertThat(refusal(1, "correlation", workspace.toString(), "--out", folder + "/c.svg", "--threshold", "1"))
                .contains("lower --threshold");
        assertThat(folder.resolve("c.svg")).doesNotExist();
    }

    @Test
    void theScanRisesToItsIntervals() throws IOException {
        JsonNode document = plot("scan", "--parameter", "k_background", "--points", "7");
        JsonNode fit = json("fit", "--minos", "k_background").at("/parameters/k_background");

        assertThat(document.get("scan")).hasSize(7);
        assertThat(document.at("/intervals/0/best")).isEqualTo(fit.get("value"));
        assertThat(document.at("/scan/0/rise").asDouble()).isBetween(4.0, 10.0);
        assertThat(document.at("/scan/6/rise").asDouble()).isBetween(4.0, 10.0);
        assertThat(document.at("/intervals/0/plus")).isEqualTo(fit.get("plus"));
        assertThat(document.at("/intervals/0/minus")).isEqualTo(fit.get("minus"));
        // CR alone: −2 Δ ln L = 2 (ν − n − n ln(ν / n)).
        for (JsonNode point : document.get("scan")) {
            double nu = 400 * point.get("value").asDouble();
            assertThat(point.get("rise").asDouble()).isEqualTo(2 * (nu - 410 - 410 * Math.log(nu / 410)), within(1e-7));
        }
    }

    @Test
    void contoursAreThoseOfIndependentParameters() throws IOException {
        JsonNode document = plot("contour", "--parameter", "mu", "--parameter", "k_background", "--points", "21");
        JsonNode scan = document.get("scan");

        assertThat(scan).hasSize(21 * 21);
        // CR alone knows k_background, and SR mu: the rises add up
        for (int i = 0; i < 21; i++) {
            double onMu = scan.get(21 * i).get("rise").asDouble()
                    - controlRise(scan.get(21 * i).get("second").asDouble());
            for (int j = 1; j < 21; j++) {
                JsonNode point = scan.get(21 * i + j);
                assertThat(point.get("rise").asDouble())
                        .isEqualTo(onMu + controlRise(point.get("second").asDouble()), within(1e-6));
            }
        }
        assertThat(document.at("/best/1/value").asDouble()).isEqualTo(1.025, within(1e-9));
        for (double confidence : new double[] {0.683, 0.95}) {
            double rise = -2 * Math.log(1 - confidence);
            double lowest = Double.POSITIVE_INFINITY;
            double highest = Double.NEGATIVE_INFINITY;
            for (JsonNode point : document.get("contours")) {
                if (point.get("confidence").asDouble() == confidence) {
                    assertThat(point.get("rise").asDouble()).isEqualTo(rise, within(1e-12));
                    lowest = Math.min(lowest, point.get("second").asDouble());
                    highest = Math.max(highest, point.get("second").asDouble());
                }
            }
            // the ends of the contour are those of the interval of the same rise; between points it is a chord
            assertThat(controlRise(lowest)).isEqualTo(rise, within(0.03 * rise));
            assertThat(controlRise(highest)).isEqualTo(rise, within(0.03 * rise));
        }
        assertThat(refusal(2, "contour", workspace.toString(), "--out", folder + "/c.svg", "--parameter", "mu"))
                .contains("--parameter mu: expected two different parameters");
        assertThat(refusal(
                        2,
                        "contour",
                        workspace.toString(),
                        "--out",
                        folder + "/c.svg",
                        "--parameter",
                        "mu",
                        "--parameter",
                        "none"))
                .contains("--parameter none: the model has no such parameter");
    }

    private static double controlRise(double factor) {
        double nu = 400 * factor;
        return 2 * (nu - 410 - 410 * Math.log(nu / 410));
    }

    @Test
    void aScanEndsAtTheBound() throws IOException {
        Files.writeString(workspace, WORKSPACE.replace("44.0", "24.0"));
        JsonNode document = plot("scan");

        assertThat(document.at("/intervals/1/best").asDouble()).isZero();
        assertThat(document.at("/intervals/1/minus").isNull()).isTrue();
        assertThat(document.at("/scan/0/value").asDouble()).isZero();
        assertThat(document.at("/scan/60/value").asDouble())
                .isEqualTo(1.3 * document.at("/intervals/1/plus").asDouble(), within(1e-12));
    }

    @Test
    void theUncertaintyOfAFreeNormalisationIsThatOfTheCount() throws IOException {
        JsonNode bins = plot("fit").get("bins");
        JsonNode expected = json("nll").get("expected");

        assertThat(bins).hasSize(4);
        for (JsonNode bin : bins) {
            String channel = bin.get("channel").asText();
            assertThat(bin.get("prefit"))
                    .isEqualTo(expected.get(channel).get(bin.get("bin").asInt()));
        }
        JsonNode control = bins.get(0);
        assertThat(control.get("channel").asText()).isEqualTo("CR");
        // Before the fit a free factor has no uncertainty; after it the bin is known as well as its count.
        assertThat(control.get("prefit_error").asDouble()).isZero();
        assertThat(control.get("postfit").asDouble()).isEqualTo(410, within(1e-6));
        assertThat(control.get("postfit_error").asDouble()).isEqualTo(Math.sqrt(410), within(1e-4));
        // 50 ± 5 (scale, half of hi − lo) ± 2 (shape) ± 3 (statistics of the sample).
        assertThat(bins.get(1).get("prefit_error").asDouble())
                .isEqualTo(Math.sqrt(5 * 5 + 2 * 2 + 3 * 3), within(1e-9));
    }

    @Test
    void channelsCanBeChosen() throws IOException {
        JsonNode bins = plot("fit", "--channel", "SR", "--log").get("bins");

        assertThat(bins).hasSize(3);
        assertThat(refusal(2, "fit", workspace.toString(), "--out", folder + "/f.svg", "--channel", "SR2"))
                .contains("no such channel; nearest: SR, CR");
    }

    @Test
    void wrongUseIsNamedAndLeavesNoFile() throws IOException {
        String file = workspace.toString();
        String out = folder.resolve("p.svg").toString();
        assertThat(refusal(2, "pulls", file)).contains("--out");
        assertThat(refusal(2, "pulls", file, "--out", folder + "/p.pdf"))
                .contains("expected a name in .svg, .png or .html");
        assertThat(refusal(2, "pulls", file, "--out", folder + "/none/p.svg")).contains("there is no folder");
        assertThat(refusal(2, "pulls", folder + "/none.json", "--out", out)).contains("no such file");
        assertThat(refusal(2, "ranking", file, "--out", out, "--top", "0")).contains("--top 0");
        assertThat(refusal(2, "scan", file, "--out", out, "--parameter", "nu")).contains("--parameter nu");
        assertThat(refusal(2, "scan", file, "--out", out, "--fix", "mu=1")).contains("is fixed");
        assertThat(refusal(2, "scan", file, "--out", out, "--points", "2")).contains("--points 2");
        assertThat(refusal(2, "limit", file, "--out", out, "--level", "2")).contains("--level 2");
        assertThat(refusal(2, "limit", file, "--out", out, "--test-statistic", "t"))
                .contains("expected qtilde or q");
        assertThat(refusal(2, "correlation", file, "--out", out, "--threshold", "2"))
                .contains("--threshold 2");
        assertThat(refusal(2, "pulls", file, "--out", out, "--patch", file)).contains("expected a pyhf patch set");
        Files.writeString(workspace, WORKSPACE.replace("\"poi\": \"mu\"", "\"poi\": \"nu\""));
        assertThat(refusal(2, "limit", file, "--out", out)).contains("'nu'");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(workspace);
        }
    }
}
