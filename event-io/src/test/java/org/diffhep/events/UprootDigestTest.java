package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every column of real files that uproot reads as numbers or strings, against digests that uproot made (src/test/scripts/uproot_digests.py). */
class UprootDigestTest {

    private static final JsonNode EXPECTED = TestFiles.json(TestFiles.resource("uproot-digests.json"));

    static Stream<String> trees() {
        return EXPECTED.properties().stream().map(java.util.Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("trees")
    void everyColumnHasTheBytesThatUprootReads(String fileAndTree) throws Exception {
        int colon = fileAndTree.lastIndexOf(':');
        Path path = TestFiles.sharedData(fileAndTree.substring(0, colon));
        JsonNode expected = EXPECTED.get(fileAndTree);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long values = 0;
        try (EventFile file = EventFile.open(path)) {
            EventTableSource source = file.table(fileAndTree.substring(colon + 1));
            assertThat(source.entries()).isEqualTo(expected.get("entries").asLong());
            List<String> names = TestFiles.columnNames(source);
            assertThat(source.unsupportedColumns())
                    .hasSize(expected.get("others").asInt());
            // All at once: this also compares counts with counters, and columns of a collection with each other.
            EventTable table = source.read(names);
            assertThat(table.columnNames())
                    .isEqualTo(names)
                    .hasSize(expected.get("columns").asInt());
            for (Column column : table.columns()) {
                String line = line(ColumnDigest.of(column));
                digest.update((column.name() + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
                values += column.size();
                if (expected.path("chosen").has(column.name())) {
                    assertThat(line)
                            .as(column.name())
                            .isEqualTo(expected.get("chosen").get(column.name()).asText());
                }
            }
        }
        assertThat(values).isEqualTo(expected.get("values").asLong());
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo(expected.get("sha256").asText());
    }

    private static String line(ColumnDigest d) {
        return d.type() + " " + d.entries() + " " + d.values() + " " + d.sha256() + " "
                + d.countsSha256().orElse("-");
    }
}
