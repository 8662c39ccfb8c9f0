package org.diffhep.events;

import java.lang.reflect.Array;
import java.util.Objects;
import java.util.Optional;
import org.diffhep.events.internal.PrimitiveArrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of one quantity, held in a primitive array. A flat column has one value per entry; a jagged column has any
 * number, value {@code i} of entry {@code e} being at {@code offsets()[e] + i}.
 *
 * <p>Immutable by agreement: arrays are neither copied in nor out, so nobody may write to an array that was given to a
 * column or got from one. Safe for use by several threads.
 */
public final class Column {

    private final String name;
    private final ColumnType type;
    private final Object values;
    private final int size;
    private final int @Nullable [] offsets;
    private final @Nullable String collection;

    private Column(String name, ColumnType type, Object values, int @Nullable [] offsets, @Nullable String collection) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.values = Objects.requireNonNull(values, "values");
        if (values.getClass().getComponentType() != type.storage()) {
            throw new IllegalArgumentException("column " + name + ": " + type + " takes an array of " + type.storage()
                    + ", not a " + values.getClass().getSimpleName());
        }
        this.size = Array.getLength(values);
        this.offsets = offsets;
        this.collection = collection;
    }

    /**
     * A column with one value per entry.
     *
     * @param values an array of {@code type.storage()}, not copied
     * @throws IllegalArgumentException the array does not suit the type
     */
    public static Column flat(String name, ColumnType type, Object values) {
        return new Column(name, type, values, null, null);
    }

    /**
     * A column with any number of values per entry.
     *
     * @param values an array of {@code type.storage()}, not copied
     * @param offsets [entries + 1], ascending from 0 to the number of values, not copied
     * @param collection the collection, {@code Jet} for {@code Jet_pt}
     * @throws IllegalArgumentException the arrays do not suit the type or each other
     */
    public static Column jagged(String name, ColumnType type, Object values, int[] offsets, String collection) {
        Column column = new Column(name, type, values, offsets, Objects.requireNonNull(collection, "collection"));
        if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != column.size) {
            throw new IllegalArgumentException("column " + name + ": offsets must begin with 0 and end with "
                    + column.size + ", the number of values");
        }
        for (int e = 1; e < offsets.length; e++) {
            if (offsets[e] < offsets[e - 1]) {
                throw new IllegalArgumentException("column " + name + ": offsets descend at entry " + (e - 1));
            }
        }
        return column;
    }

    /** The name, for example {@code Jet_pt}. */
    public String name() {
        return name;
    }

    /** The type of the values. */
    public ColumnType type() {
        return type;
    }

    /** Whether entries have any number of values; otherwise each has one. */
    public boolean isJagged() {
        return offsets != null;
    }

    /** The collection of a jagged column; empty for a flat one. */
    public Optional<String> collection() {
        return Optional.ofNullable(collection);
    }

    /** The number of entries. */
    public int entries() {
        return offsets == null ? size : offsets.length - 1;
    }

    /** The number of values of all entries together. */
    public int size() {
        return size;
    }

    /**
     * Where each entry's values begin: [entries + 1], the last being {@link #size}. The same array, not a copy, for all
     * columns of a collection that were read together.
     *
     * @throws IllegalStateException the column is flat
     */
    public int[] offsets() {
        if (offsets == null) {
            throw new IllegalStateException("column " + name + " is flat: it has no offsets");
        }
        return offsets;
    }

    /** The number of values of an entry: 1 in a flat column. */
    public int count(int entry) {
        return offsets == null ? 1 : offsets[entry + 1] - offsets[entry];
    }

    /** Value {@code i} of {@link #size}; true is 1. A 64-bit integer beyond 2^53 is rounded. */
    public double getDouble(int i) {
        return switch (type) {
            case FLOAT32 -> ((float[]) values)[i];
            case FLOAT64 -> ((double[]) values)[i];
            case UINT64 -> unsignedToDouble(((long[]) values)[i]);
            default -> getLong(i);
        };
    }

    /**
     * Value {@code i} of {@link #size}; true is 1. A uint64 beyond 2^63 comes out negative: print it with {@link
     * Long#toUnsignedString(long)}.
     *
     * @throws IllegalStateException the values are floating-point numbers
     */
    public long getLong(int i) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> throw new IllegalStateException("column " + name + " is " + type + ", no integer");
            case INT8 -> ((byte[]) values)[i];
            case UINT8 -> Byte.toUnsignedLong(((byte[]) values)[i]);
            case INT16 -> ((short[]) values)[i];
            case UINT16 -> Short.toUnsignedLong(((short[]) values)[i]);
            case INT32 -> ((int[]) values)[i];
            case UINT32 -> Integer.toUnsignedLong(((int[]) values)[i]);
            case INT64, UINT64 -> ((long[]) values)[i];
            case BOOL -> ((boolean[]) values)[i] ? 1 : 0;
        };
    }

    /** Copies the values {@code from} to {@code to} (exclusive) to {@code target[position]} and on, as {@link #getDouble} gives them. */
    public void copyTo(double[] target, int position, int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        Objects.checkFromIndexSize(position, to - from, target.length);
        int shift = position - from;
        switch (type) {
            case FLOAT32 -> {
                float[] v = (float[]) values;
                for (int i = from; i < to; i++) {
                    target[i + shift] = v[i];
                }
            }
            case FLOAT64 -> System.arraycopy(values, from, target, position, to - from);
            case INT32 -> {
                int[] v = (int[]) values;
                for (int i = from; i < to; i++) {
                    target[i + shift] = v[i];
                }
            }
            case UINT32 -> {
                int[] v = (int[]) values;
                for (int i = from; i < to; i++) {
                    target[i + shift] = v[i] & 0xFFFFFFFFL;
                }
            }
            case UINT8 -> {
                byte[] v = (byte[]) values;
                for (int i = from; i < to; i++) {
                    target[i + shift] = v[i] & 0xFF;
                }
            }
            case BOOL -> {
                boolean[] v = (boolean[]) values;
                for (int i = from; i < to; i++) {
                    target[i + shift] = v[i] ? 1 : 0;
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    target[i + shift] = getDouble(i);
                }
            }
        }
    }

    /** All values as doubles, in a new array [size]. */
    public double[] toDoubles() {
        double[] doubles = new double[size];
        copyTo(doubles, 0, 0, size);
        return doubles;
    }

    /** The array of values itself, [size] of {@code type().storage()}; not to be written to. */
    public Object array() {
        return values;
    }

    /** Type, shape and name; not the values. */
    @Override
    public String toString() {
        return type + " " + name + "[" + entries() + (isJagged() ? " entries, " + size + " values]" : "]");
    }

    /** The entries {@code first} to {@code end}; {@code newOffsets} are those of the result, for a jagged column. */
    Column slice(int first, int end, int @Nullable [] newOffsets) {
        int from = offsets == null ? first : offsets[first];
        int to = offsets == null ? end : offsets[end];
        return new Column(name, type, PrimitiveArrays.copyOfRange(type, values, from, to), newOffsets, collection);
    }

    /** Only the values {@code i} with {@code keep[i]}; {@code newOffsets} as in {@link #slice}. */
    Column gather(boolean[] keep, int kept, int @Nullable [] newOffsets) {
        Object chosen = PrimitiveArrays.allocate(type, kept);
        int position = 0;
        // Copied run by run: what is kept of an event lies together.
        for (int i = 0; i < size; ) {
            if (!keep[i]) {
                i++;
                continue;
            }
            int from = i;
            while (i < size && keep[i]) {
                i++;
            }
            System.arraycopy(values, from, chosen, position, i - from);
            position += i - from;
        }
        return new Column(name, type, chosen, newOffsets, collection);
    }

    private static double unsignedToDouble(long bits) {
        // Halved with its lowest bit kept, so that rounding is that of the whole number.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
