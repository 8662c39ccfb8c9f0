package org.diffhep.events.internal.csv;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TableFuzz;
import org.diffhep.events.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged CSV. */
class CsvFuzzTest {

    private final Path folder;

    CsvFuzzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        Path written = folder.resolve("written.csv");
        SampleTables.write(written, SampleTables.plain(40, 3), 9);
        TableFuzz.inMemory("f.csv", 100L << 20).file(TestFiles.bytes(written)).run(TableFuzz.inputs(5000));
    }
}
