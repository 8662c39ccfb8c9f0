package org.diffhep.events.internal.rntuple;

import org.diffhep.events.internal.rntuple.Schema.Slot;

/** A level of lists on the way from an entry to a value. */
sealed interface Level {

    /** Lists whose ends a column gives. */
    record Counted(Slot ends) implements Level {}

    /** Lists of the same length. */
    record Fixed(long length) implements Level {}

    /**
     * Lists of none or one: whether a variant holds this alternative.
     *
     * @param switches the column that says which alternative a variant holds
     * @param tag the number of the alternative, from 1 on
     */
    record Chosen(Slot switches, int tag) implements Level {}
}
