package org.diffhep.events.internal.root;

import java.util.List;
import java.util.Optional;
import org.diffhep.events.ColumnType;

/**
 * A branch that can be read: one leaf of a simple type.
 *
 * @param name its name
 * @param leaf the name of its leaf
 * @param type the type of its values
 * @param counter the name of the leaf that counts its values in each entry; empty for a flat branch
 * @param entries the number of entries
 * @param baskets its baskets, in order of entries
 */
record Branch(String name, String leaf, ColumnType type, Optional<String> counter, long entries, List<Basket> baskets) {

    /** A part of a branch: the entries {@code first} (inclusive) to {@code end} (exclusive). */
    sealed interface Basket {
        long first();

        long end();
    }

    /**
     * A basket that is a record of its own in the file.
     *
     * @param seek where it begins in the file
     * @param bytes its length there
     */
    record DiskBasket(long first, long end, long seek, int bytes) implements Basket {}

    /**
     * A basket in the tree's record.
     *
     * @param content where its values are
     */
    record EmbeddedBasket(long first, long end, BasketContent content) implements Basket {}

    /** Whether entries have any number of values. */
    boolean isJagged() {
        return counter.isPresent();
    }
}
