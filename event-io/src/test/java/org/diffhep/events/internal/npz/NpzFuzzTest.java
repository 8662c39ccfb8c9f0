package org.diffhep.events.internal.npz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.diffhep.events.EventTable;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TableFuzz;
import org.diffhep.events.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged npz, as written here and by numpy, compressed or not. */
class NpzFuzzTest {

    private final Path folder;

    NpzFuzzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        Path written = folder.resolve("written.npz");
        List<String> columns =
                List.of("flat_uint8", "nJet", "Jet_float32", "Jet_int64", "Weights", "Cells", "label", "names");
        EventTable table = SampleTables.everything(9, 3);
        SampleTables.write(
                written, EventTable.of(9, columns.stream().map(table::column).toList()), 9);
        TableFuzz.inMemory("f.npz", 100L << 20)
                .file(TestFiles.bytes(written))
                .file(compressed(written))
                .file(TestFiles.bytes(TestFiles.resource("numpy-counters.npz")))
                .run(TableFuzz.inputs(5000));
    }

    /** As numpy.savez_compressed writes it. */
    private static byte[] compressed(Path file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
