package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What numpy, awkward and pyarrow read from files that {@link SampleTables} wrote: src/test/scripts/table_files.py. */
public final class WrittenDigests {

    private WrittenDigests() {}

    private static JsonNode of(String file) {
        // Not as a file: other modules find it in a jar.
        try (InputStream json = WrittenDigests.class.getResourceAsStream("/org/diffhep/events/written-digests.json")) {
            return new ObjectMapper().readTree(json).get(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file has the bytes of that which the script read. */
    public static void assertSameFile(Path file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(TestFiles.bytes(file));
            assertThat(HexFormat.of().formatHex(digest))
                    .isEqualTo(of(file.getFileName().toString()).get("file").asText());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The script read these columns, and no other. */
    public static void assertEqual(EventTable table, String file) {
        JsonNode columns = of(file).get("columns");
        assertThat(columns.size()).isEqualTo(table.columns().size());
        for (Column column : table.columns()) {
            assertEqual(column, columns.get(column.name()));
        }
    }

    /** The column has the digests that the script found. */
    public static void assertEqual(Column column, JsonNode expected) {
        ColumnDigest digest = ColumnDigest.of(column);
        assertThat(expected).as(column.name()).isNotNull();
        assertThat(digest.type().toString())
                .as(column.name())
                .isEqualTo(expected.get("type").asText());
        assertThat(digest.entries()).isEqualTo(expected.get("entries").asLong());
        assertThat(digest.values())
                .as(column.name())
                .isEqualTo(expected.get("values").asLong());
        assertThat(digest.sha256())
                .as(column.name())
                .isEqualTo(expected.get("sha256").asText());
        assertThat(digest.countsSha256().orElse("null"))
                .as(column.name())
                .isEqualTo(expected.get("counts_sha256").asText());
    }
}
