package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histograms that src/test/scripts/make_histograms.py writes with uproot, and those of a shared file, which ROOT wrote. */
class HistogramTest {

    private static EventFile open() {
        return EventFile.open(TestFiles.resource("histograms.root"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "S", "I", "F", "D"})
    void oneDimensionOfEveryTypeOfCell(String type) {
        try (EventFile file = open()) {
            StoredHistogram histogram = file.histogram("one/h_" + type);
            assertThat(histogram.name()).isEqualTo("h_" + type);
            assertThat(histogram.title()).isEqualTo("a title");
            assertThat(histogram.dimensions()).isEqualTo(1);
            assertThat(histogram.entries()).isEqualTo(12);
            double[] values =
                    IntStream.range(0, 7).mapToDouble(i -> i * 17 % 100).toArray();
            assertThat(histogram.values()).containsExactly(values);
            boolean weighted = type.equals("F") || type.equals("D");
            assertThat(histogram.variances())
                    .containsExactly(
                            weighted
                                    ? IntStream.range(0, 7)
                                            .mapToDouble(i -> i / 4.0)
                                            .toArray()
                                    : values);
            // As uproot gives them.
            assertThat(histogram.edges(0))
                    .containsExactly(-1.5, -0.8, -0.10000000000000009, 0.5999999999999996, 1.2999999999999998, 2);
        }
    }

    @Test
    void twoDimensionsWithVariableBinsKeepXFastest() {
        try (EventFile file = open()) {
            StoredHistogram histogram = file.histogram("two");
            assertThat(histogram.dimensions()).isEqualTo(2);
            assertThat(histogram.edges(0)).containsExactly(0, 1, 10);
            assertThat(histogram.edges(1)).containsExactly(-3, -1, 0, 5);
            assertThat(histogram.values())
                    .containsExactly(
                            IntStream.range(0, 20).mapToDouble(i -> i * i / 8.0).toArray());
            assertThat(histogram.variances())
                    .containsExactly(
                            IntStream.range(0, 20).mapToDouble(i -> i * 0.5).toArray());
        }
    }

    @Test
    void threeDimensionsKeepXFastestAndZSlowest() {
        try (EventFile file = open()) {
            StoredHistogram histogram = file.histogram("three");
            assertThat(histogram.dimensions()).isEqualTo(3);
            assertThat(histogram.title()).isEqualTo("in space");
            assertThat(histogram.entries()).isEqualTo(5);
            assertThat(histogram.edges(0)).containsExactly(0, 1, 10);
            assertThat(histogram.edges(1)).containsExactly(-1, 1);
            assertThat(histogram.edges(2)).containsExactly(0, 1, 3, 6);
            assertThat(histogram.values())
                    .containsExactly(IntStream.range(0, 60)
                            .mapToDouble(i -> i * i / 16.0)
                            .toArray());
            assertThat(histogram.variances())
                    .containsExactly(
                            IntStream.range(0, 60).mapToDouble(i -> i * 0.25).toArray());
        }
    }

    @Test
    void histogramsAreListedByTheirPath() {
        try (EventFile file = open()) {
            assertThat(file.histograms())
                    .containsExactlyInAnyOrder("one/h_F", "one/h_D", "one/h_C", "one/h_S", "one/h_I", "two", "three");
            assertThat(file.tables()).isEmpty();
            assertThatThrownBy(() -> file.histogram("h_F"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("histograms.root has no histogram h_F; its histograms: ")
                    .hasMessageContaining("one/h_F");
        }
        try (EventFile file = EventFile.open(TestFiles.resource("shapes.root"))) {
            assertThatThrownBy(() -> file.histogram("top"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("top is not a TH1, TH2 or TH3; its histograms: a/histogram; other objects: ")
                    .hasMessageContaining("top (TTree)");
            assertThat(file.histogram("a/histogram").values()).hasSize(12).contains(1, 2);
        }
    }

    @Test
    void histogramsOfASharedFileAreThoseThatUprootReads() throws Exception {
        JsonNode expected = TestFiles.json(TestFiles.resource("histogram-digests.json"));
        Path path = TestFiles.sharedData("events/zprime/Zprime_hists_FULL.root");
        assertThat(expected).hasSize(26);
        try (EventFile file = EventFile.open(path)) {
            assertThat(file.histograms()).hasSize(expected.size());
            for (Map.Entry<String, JsonNode> histogram : expected.properties()) {
                String name = histogram.getKey().substring(histogram.getKey().lastIndexOf(':') + 1);
                StoredHistogram read = file.histogram(name);
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (double[] part : List.of(read.values(), read.variances(), read.edges(0))) {
                    ByteBuffer bytes = ByteBuffer.allocate(part.length * Double.BYTES);
                    bytes.asDoubleBuffer().put(part);
                    digest.update(bytes);
                }
                assertThat(HexFormat.of().formatHex(digest.digest()))
                        .as(name)
                        .isEqualTo(histogram.getValue().asText());
            }
        }
    }
}
