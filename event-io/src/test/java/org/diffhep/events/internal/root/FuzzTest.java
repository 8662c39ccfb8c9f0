package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTable;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.TestFiles;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnknownTableException;
import org.diffhep.events.internal.MemorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged files give values or one of the library's exceptions: never another exception, a hang, or memory out of
 * proportion. {@code -Dfuzz.inputs=N} tries more, {@code -Dfuzz.first=I} others: those from I on.
 */
class FuzzTest {

    private static final int FIRST = Integer.getInteger("fuzz.first", 0);
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 8000);
    // One input takes a millisecond; these only tell an explosion from work.
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long MOST_BYTES = 600L << 20;
    private static final int[] TELLING_NUMBERS = {
        0,
        1,
        -1,
        2,
        255,
        256,
        0x7FFF,
        0xFFFF,
        0x3FFFFFFF,
        0x40000000,
        0x40000004,
        0x7FFFFFFF,
        0x80000000,
        0x80000001,
        1 << 24
    };

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        List<byte[]> files = List.of(
                TestFiles.bytes(TestFiles.resource("all-types.root")),
                RootFileTest.mixed(false, true),
                RootFileTest.mixed(true, false),
                TestFiles.bytes(TestFiles.resource("shapes.root")),
                TestFiles.bytes(TestFiles.resource("histograms.root")),
                TestFiles.bytes(TestFiles.resource("texts.root")),
                DeclaredFriendsTest.main(
                        new FriendTable("Own", "", "extra/Own"), new FriendTable("Friends", "f.root", "Events")),
