package org.diffhep.events.internal.rntuple;

import java.util.Optional;

/**
 * A column with pages.
 *
 * @param id its number: its place in all lists of columns
 * @param type how its elements are stored
 * @param bits the bits of an element
 * @param field the number of its field
 * @param representation which of the field's alternative representations it belongs to
 * @param first what the header says of its first element: 0; if positive, elements before it are zeros without pages; if
 *     negative, it is suppressed before it
 * @param min the lower end of the range of a quantised column
 * @param max its upper end
 */
record StoredColumn(
        int id, ElementType type, int bits, int field, int representation, long first, double min, double max) {

    private static final int DEFERRED = 1;
    private static final int RANGE = 2;

    /** A column read from the list of columns, of a type that may be unknown. */
    record Described(int field, int representation, int typeCode, Optional<StoredColumn> column) {}

    static Described read(EnvelopeCursor in, int id) {
        int code = in.u16();
        int bits = in.u16();
        int field = in.i32();
        int flags = in.u16();
        int representation = in.u16();
        long first = (flags & DEFERRED) != 0 ? in.i64() : 0;
        double min = (flags & RANGE) != 0 ? in.f64() : 0;
        double max = (flags & RANGE) != 0 ? in.f64() : 0;
        Optional<ElementType> type = ElementType.of(code);
        if (type.isPresent() && !type.get().allows(bits)) {
            throw in.failure("column " + id + " of type " + type.get() + " cannot have " + bits + " bits");
        }
        if (type.equals(Optional.of(ElementType.REAL32_QUANT))
                && !(max - min < Double.POSITIVE_INFINITY && min < max)) {
            throw in.failure("column " + id + " cannot have values from " + min + " to " + max);
        }
        return new Described(
                field,
                representation,
                code,
                type.map(t -> new StoredColumn(id, t, bits, field, representation, first, min, max)));
    }

    /** Whether elements before {@link #first} are zeros. */
    boolean isDeferred() {
        return first > 0;
    }

    /** The bytes of a page of {@code n} elements. */
    long pageBytes(int n) {
        return ((long) n * bits + Byte.SIZE - 1) / Byte.SIZE;
    }
}
