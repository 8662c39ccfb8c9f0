package org.diffhep.events.internal.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TableFuzz;
import org.diffhep.events.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dfuzz.inputs=N} tries more. */
class CsvFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5000);

    private final Path folder;

    CsvFuzzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        Path written = folder.resolve("written.csv");
        SampleTables.write(written, SampleTables.plain(40, 3), 9);
        TableFuzz.run(folder.resolve("f.csv"), List.of(TestFiles.bytes(written)), INPUTS, 100L << 20);
    }
}
