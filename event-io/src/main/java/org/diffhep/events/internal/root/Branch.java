package org.diffhep.events.internal.root;

import java.util.List;
import java.util.Optional;
import org.diffhep.events.ColumnType;

/**
 * A branch that can be read, or one leaf of a branch that has several.
 *
 * @param name the name of its column
 * @param leaf the name of its leaf
 * @param content what it holds
 * @param entries the number of entries
 * @param baskets its baskets, in order of entries
 */
record Branch(String name, String leaf, Content content, long entries, List<Basket> baskets) {

    /**
     * What the entries of a branch hold.
     *
     * @param encoding how a value is stored
     * @param layout how an entry is structured
     * @param counter the name of the leaf that counts its values (or arrays of fixed length) in each entry; empty if none
     *     does
     * @param dimensions the dimensions of arrays of fixed length; empty otherwise
     * @param row where it stands in an entry that it shares with other leaves; empty if it has the entry to itself
     */
    record Content(
            Encoding encoding, Layout layout, Optional<String> counter, List<Integer> dimensions, Optional<Row> row) {

        Content(Encoding encoding, Layout layout) {
            this(encoding, layout, Optional.empty(), List.of(), Optional.empty());
        }

        /** Whether an entry is values and nothing else, so that those of a basket can be decoded at one stroke. */
        boolean isValuesOnly() {
            return layout.isValuesOnly() && !(encoding instanceof Encoding.OfObjects);
        }
    }

    /**
     * Where a leaf stands in an entry of several.
     *
     * @param offset where it begins in the entry
     * @param length the bytes of it
     * @param stride the bytes of an entry
     */
    record Row(int offset, int length, int stride) {}

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

    /** The type of its values. */
    ColumnType type() {
        return content.encoding().type();
    }

    Layout layout() {
        return content.layout();
    }

    /** The name of the leaf that counts its values in each entry; empty if none does. */
    Optional<String> counter() {
        return content.counter();
    }

    /** How deep its lists are nested. */
    int depth() {
        return layout().levels().size();
    }

    /** Whether entries have any number of values. */
    boolean isJagged() {
        return depth() > 0;
    }

    /** Whether the counter counts values, not arrays. */
    boolean isCounted() {
        return counter().isPresent() && depth() == 1 && content.isValuesOnly();
    }
}
