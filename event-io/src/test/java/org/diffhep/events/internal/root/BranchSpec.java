package org.diffhep.events.internal.root;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A branch that {@link RootWriter} writes.
 *
 * @param element what makes it a TBranchElement; null for a TBranch
 */
record BranchSpec(
        String name,
        List<LeafSpec> leaves,
        @Nullable ElementSpec element,
        List<BranchSpec> children,
        List<BasketSpec> baskets) {

    BranchSpec(
            String name,
            String leafClass,
            int bytes,
            boolean unsigned,
            @Nullable String counter,
            List<BasketSpec> baskets) {
        this(name, List.of(new LeafSpec(name, name, leafClass, 1, bytes, unsigned, counter)), null, List.of(), baskets);
    }

    /** A plain branch of the given leaves. */
    static BranchSpec ofLeaves(String name, List<LeafSpec> leaves, BasketSpec... baskets) {
        return new BranchSpec(name, leaves, null, List.of(), List.of(baskets));
    }

    /** A TBranchElement of one leaf. */
    static BranchSpec ofElement(String name, ElementSpec element, @Nullable String counter, BasketSpec... baskets) {
        boolean master = element.type() == 3 || element.type() == 4;
        String leaf = master ? name + "_" : name;
        return new BranchSpec(
                name,
                List.of(new LeafSpec(leaf, leaf, "TLeafElement", 1, 4, false, counter)),
                element,
                List.of(),
                List.of(baskets));
    }

    /** The same with a leaf that is an array of fixed length. */
    BranchSpec withArray(int length, String title) {
        LeafSpec leaf = leaves.get(0);
        return new BranchSpec(
                name,
                List.of(new LeafSpec(
                        leaf.name(), title, leaf.className(), length, leaf.bytes(), leaf.unsigned(), leaf.counter())),
                element,
                children,
                baskets);
    }

    /** The same with branches below. */
    BranchSpec withChildren(BranchSpec... below) {
        return new BranchSpec(name, leaves, element, List.of(below), baskets);
    }

    long entries() {
        return baskets.stream().mapToLong(b -> b.entries().size()).sum();
    }

    /** A TLeaf; {@code counter} is the leaf that counts its values. */
    record LeafSpec(
            String name,
            String title,
            String className,
            int length,
            int bytes,
            boolean unsigned,
            @Nullable String counter) {}

    /** What a TBranchElement adds; the names as in ROOT: fClassName, fParentName, fID, fType, fStreamerType. */
    record ElementSpec(String className, String parentName, int id, int type, int memberType) {}

    /** Where a basket is put. */
    enum Where {
        DISK,
        DISK_DEFLATED,
        DISK_OLD_DEFLATE,
        EMBEDDED
    }

    /**
     * @param entries the bytes of each entry
     * @param variable whether entries differ in length
     * @param storeOffsets whether the offsets of such entries are stored
     */
    record BasketSpec(Where where, List<byte[]> entries, boolean variable, boolean storeOffsets) {

        byte[] values() {
            ByteWriter w = new ByteWriter();
            entries.forEach(w::bytes);
            return w.toBytes();
        }

        boolean hasOffsets() {
            return variable && storeOffsets;
        }
    }
}
