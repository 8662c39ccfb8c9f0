package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.List;

/**
 * How the bytes of an entry are structured.
 *
 * @param header whether a byte count and a version precede them, as before a std::vector
 * @param levels how each level of lists gives its length, the outermost first; empty for one value
 */
record Layout(boolean header, List<Level> levels) {

    /** One value. */
    static final Layout FLAT = new Layout(false, List.of());

    Layout {
        levels = List.copyOf(levels);
    }

    /** How a list gives its length. */
    enum Kind {
        /** It goes on to the end of the entry. */
        REST,
        /** One byte precedes it, which says whether there is any; then it goes on to the end of the entry. */
        POINTED,
        /** A 32-bit number precedes it. */
        COUNTED,
        /** One byte precedes it, or 255 and a 32-bit number. */
        TEXT,
        /** It is always the same. */
        FIXED
    }

    /**
     * A level of lists.
     *
     * @param length the length of a {@link Kind#FIXED} list; otherwise 0
     */
    record Level(Kind kind, int length) {
        static final Level REST = new Level(Kind.REST, 0);
        static final Level POINTED = new Level(Kind.POINTED, 0);
        static final Level COUNTED = new Level(Kind.COUNTED, 0);
        static final Level TEXT = new Level(Kind.TEXT, 0);

        /** Whether its end is that of the entry. */
        boolean isOpen() {
            return kind == Kind.REST || kind == Kind.POINTED;
        }

        static Level fixed(int length) {
            return new Level(Kind.FIXED, length);
        }
    }

    static Layout of(Level... levels) {
        return new Layout(false, List.of(levels));
    }

    /** The same after a header. */
    Layout withHeader() {
        return new Layout(true, levels);
    }

    /** As many of these as fill the entry. */
    Layout repeated() {
        List<Level> all = new ArrayList<>(List.of(Level.REST));
        all.addAll(levels);
        return new Layout(header, all);
    }

    /** Whether values lie in an entry without anything between them. */
    boolean isValuesOnly() {
        if (header || levels.size() > 1) {
            return false;
        }
        return levels.isEmpty()
                || levels.get(0).kind() == Kind.REST
                || levels.get(0).kind() == Kind.FIXED;
    }

    /** Whether an entry's end can be found only with offsets. */
    boolean needsOffsets() {
        return !levels.isEmpty() && levels.get(0).isOpen() && !header;
    }
}
