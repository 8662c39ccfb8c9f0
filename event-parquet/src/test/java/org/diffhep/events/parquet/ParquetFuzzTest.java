package org.diffhep.events.parquet;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diffhep.events.EventTable;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TableFuzz;
import org.diffhep.events.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged Parquet; {@code -Dfuzz.parquet.inputs=N} tries more: DuckDB starts for each, which takes 50 times as long as reading other formats. */
class ParquetFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.parquet.inputs", 200);

    private final Path folder;

    ParquetFuzzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        Path written = folder.resolve("written.parquet");
        List<String> columns =
                List.of("flat_uint8", "nJet", "Jet_float32", "Jet_int64", "Weights", "Cells", "label", "names");
        EventTable table = SampleTables.everything(50, 3);
        SampleTables.write(
                written, EventTable.of(50, columns.stream().map(table::column).toList()), 50);
        TableFuzz.onDisk(folder.resolve("f.parquet"), 100L << 20)
                .file(TestFiles.bytes(written))
                .run(INPUTS);
    }
}
