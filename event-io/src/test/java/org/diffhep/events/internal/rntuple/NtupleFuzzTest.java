package org.diffhep.events.internal.rntuple;

import java.util.concurrent.TimeUnit;
import org.diffhep.events.TableFuzz;
import org.diffhep.events.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged RNTuples. In most inputs the checksums are made right again, so that the damage is met further in. */
class NtupleFuzzTest {

    private static final long MOST_BYTES = 600L << 20;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedNtuplesGiveValuesOrNamedErrors() {
        NtupleWriter plain = FeatureTest.everyKind();
        NtupleWriter large = FeatureTest.everyKind().largeLocators();
        TableFuzz fuzz = TableFuzz.inMemory("f.root", MOST_BYTES);
        // More often than the others, whose checksums are not known here.
        for (int i = 0; i < 3; i++) {
            fuzz.file(plain.toBytes(), plain::resealed).file(large.toBytes(), large::resealed);
        }
        fuzz.file(FeatureTest.everyKind().maxKeySize(600).toBytes())
                .file(TestFiles.bytes(TestFiles.resource("ntuples.root")))
                .file(TestFiles.bytes(TestFiles.resource("root-ntuple.root")))
                .run(TableFuzz.inputs(5000));
    }
}
