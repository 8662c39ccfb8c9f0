package org.diffhep.events.internal.rntuple;

/**
 * A page: elements of one column, compressed together.
 *
 * @param elements the number of elements
 * @param checksum whether a checksum follows it in the file
 * @param locator where it lies
 */
record Page(int elements, boolean checksum, Locator locator) {

    /** The fewest bytes of its description. */
    static final int DESCRIPTION_BYTES = 4 + 4 + Long.BYTES;

    static Page read(EnvelopeCursor in) {
        int elements = in.i32();
        boolean checksum = elements < 0;
        if (elements == Integer.MIN_VALUE) {
            throw in.failure("a page cannot have " + elements + " elements");
        }
        return new Page(Math.abs(elements), checksum, Locator.read(in));
    }
}
