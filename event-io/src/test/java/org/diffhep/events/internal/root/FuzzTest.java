package org.diffhep.events.internal.root;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diffhep.events.FriendTable;
import org.diffhep.events.TableFuzz;
import org.diffhep.events.TestFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged files of trees, histograms and texts. */
class FuzzTest {

    private static final long MOST_BYTES = 600L << 20;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        TableFuzz fuzz = TableFuzz.inMemory("f.root", MOST_BYTES);
        for (String name : List.of(
                "all-types.root", "shapes.root", "histograms.root", "texts.root", "geant4.root", "root-objects.root")) {
            fuzz.file(TestFiles.bytes(TestFiles.resource(name)));
        }
        fuzz.file(RootFileTest.mixed(false, true))
                .file(RootFileTest.mixed(true, false))
                .file(DeclaredFriendsTest.main(
                        new FriendTable("Own", "", "extra/Own"), new FriendTable("Friends", "f.root", "Events")))
                .file(ElementBranchTest.everyKind(false, BranchSpec.Where.DISK, true))
                .file(ElementBranchTest.everyKind(true, BranchSpec.Where.EMBEDDED, true))
                .file(ElementBranchTest.everyKind(false, BranchSpec.Where.EMBEDDED, false))
                .file(ObjectMembersTest.links(BranchSpec.Where.DISK))
                .run(TableFuzz.inputs(8000));
    }
}
