package org.diffhep.events;

/**
 * Some successive entries of a table.
 *
 * @param first the number of the first of them in the whole table
 * @param events their columns
 */
public record EventBlock(long first, EventTable events) {

    /** The number after that of the last entry. */
    public long end() {
        return first + events.entries();
    }
}
