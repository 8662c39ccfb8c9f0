package org.diffhep.events;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.diffhep.events.internal.PrimitiveArrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of one quantity, held in a primitive array. A flat column has one value per entry; a jagged column has any
 * number, value {@code i} of entry {@code e} being at {@code offsets()[e] + i}.
 *
 * <p>A nested column is a jagged column that also knows how the values of an entry fall into lists (of lists), as those
 * of a {@code vector<vector<float>>} or of a {@code vector<string>} do: see {@link #offsets(int)}. Arrays of a fixed
 * length are jagged (or nested) with the same count everywhere. A string is a list of {@link ColumnType#CHAR}.
 *
 * <p>Immutable by agreement: arrays are neither copied in nor out, so nobody may write to an array that was given to a
 * column or got from one. Safe for use by several threads.
 */
public final class Column {

    private final String name;
    private final ColumnType type;
    private final Object values;
    private final int size;
    private final List<int[]> levels;
    private final int @Nullable [] offsets;
    private final @Nullable String collection;

    private Column(String name, ColumnType type, Object values, List<int[]> levels, @Nullable String collection) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.values = Objects.requireNonNull(values, "values");
        if (values.getClass().getComponentType() != type.storage()) {
            throw new IllegalArgumentException("column " + name + ": " + type + " takes an array of " + type.storage()
                    + ", not a " + values.getClass().getSimpleName());
        }
        this.size = Array.getLength(values);
        this.levels = List.copyOf(levels);
        for (int level = 0; level < levels.size(); level++) {
            boolean last = level == levels.size() - 1;
            requireOffsets(levels.get(level), last ? size : levels.get(level + 1).length - 1);
        }
        this.offsets = valueOffsets(levels);
        this.collection = collection;
    }

    private void requireOffsets(int[] offsets, int end) {
        if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != end) {
            throw new IllegalArgumentException(
                    "column " + name + ": offsets must begin with 0 and end with " + end + ", the number of values");
        }
        int negative = 0;
        for (int e = 1; e < offsets.length; e++) { // no branches, so that the compiler can take several at once
            negative |= offsets[e] | offsets[e] - offsets[e - 1];
        }
        for (int e = 1; negative < 0 && e < offsets.length; e++) {
            if (offsets[e] < offsets[e - 1]) {
                throw new IllegalArgumentException("column " + name + ": offsets descend at entry " + (e - 1));
            }
        }
    }

    /** Where the values of each entry begin, through all levels. */
    private static int @Nullable [] valueOffsets(List<int[]> levels) {
        if (levels.size() < 2) {
            return levels.isEmpty() ? null : levels.get(0);
        }
        int[] result = levels.get(0).clone();
        for (int[] deeper : levels.subList(1, levels.size())) {
            for (int e = 0; e < result.length; e++) {
                result[e] = deeper[result[e]];
            }
        }
        return result;
    }

    /**
     * A column with one value per entry.
     *
     * @param values an array of {@code type.storage()}, not copied
     * @throws IllegalArgumentException the array does not suit the type
     */
    public static Column flat(String name, ColumnType type, Object values) {
        return new Column(name, type, values, List.of(), null);
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
        return new Column(name, type, values, List.of(offsets), Objects.requireNonNull(collection, "collection"));
    }

    /**
     * A column of lists in lists, or of strings.
     *
     * @param values an array of {@code type.storage()}, not copied
     * @param levels what {@link #offsets(int)} gives for each level, the outermost first; at least one; not copied
     * @param collection the collection: mostly the column's own name, as no other has these lists
     * @throws IllegalArgumentException the arrays do not suit the type or each other
     */
    public static Column nested(String name, ColumnType type, Object values, List<int[]> levels, String collection) {
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("column " + name + ": a nested column has offsets");
        }
        return new Column(name, type, values, levels, Objects.requireNonNull(collection, "collection"));
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

    /** How deep lists are nested: 0 in a flat column, 1 in a jagged one, 2 for a list of lists (or of strings). */
    public int depth() {
        return levels.size();
    }

    /**
     * Where lists begin, level by level. Of {@code offsets(0)}, element {@code e} is the number of the first list of entry
     * {@code e} among the lists of level 1; of {@code offsets(depth() - 1)}, element {@code i} is where the values of list
     * {@code i} begin. With one level it is {@link #offsets()}.
     *
     * @param level from 0 to {@code depth() - 1}
     * @throws IndexOutOfBoundsException the column has no such level
     */
    public int[] offsets(int level) {
        return levels.get(level);
    }

    /**
     * String {@code i}: of entry {@code i} if {@link #depth} is 1, else that which {@link #offsets(int)} counts as {@code
     * i} on the last level.
     *
     * @throws IllegalStateException the column does not hold strings
     */
    public String text(int i) {
        if (type != ColumnType.CHAR || levels.isEmpty()) {
            throw new IllegalStateException("column " + name + " is " + type + ", no string");
        }
        int[] last = levels.get(levels.size() - 1);
        return new String((byte[]) values, last[i], last[i + 1] - last[i], StandardCharsets.UTF_8);
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
            case INT8, CHAR -> ((byte[]) values)[i];
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

    /** Copies the values at {@code positions[first … first + count]} to the beginning of {@code target}, as {@link #getDouble} gives them. */
    public void gather(int[] positions, int first, int count, double[] target) {
        Objects.checkFromIndexSize(first, count, positions.length);
        Objects.checkFromIndexSize(0, count, target.length);
        switch (type) {
            case FLOAT32 -> {
                float[] v = (float[]) values;
                for (int i = 0; i < count; i++) {
                    target[i] = v[positions[first + i]];
                }
            }
            case FLOAT64 -> {
                double[] v = (double[]) values;
                for (int i = 0; i < count; i++) {
                    target[i] = v[positions[first + i]];
                }
            }
            case INT32 -> {
                int[] v = (int[]) values;
                for (int i = 0; i < count; i++) {
                    target[i] = v[positions[first + i]];
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    target[i] = getDouble(positions[first + i]);
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

    /** The same values under another name, and in another collection unless flat. */
    Column renamed(String newName, @Nullable String newCollection) {
        return new Column(newName, type, values, levels, collection == null ? null : newCollection);
    }

    /** The entries {@code first} to {@code end}; {@code newOffsets} are those of the result, for a jagged column. */
    Column slice(int first, int end, int @Nullable [] newOffsets) {
        List<int[]> newLevels = new ArrayList<>();
        int from = first;
        int to = end;
        for (int[] level : levels) {
            newLevels.add(depth() == 1 && newOffsets != null ? newOffsets : part(level, from, to));
            int start = level[from];
            to = level[to];
            from = start;
        }
        return new Column(name, type, PrimitiveArrays.copyOfRange(type, values, from, to), newLevels, collection);
    }

    private static int[] part(int[] offsets, int from, int to) {
        int[] part = new int[to - from + 1];
        for (int i = 0; i < part.length; i++) {
            part[i] = offsets[from + i] - offsets[from];
        }
        return part;
    }

    /**
     * Only the values {@code i} with {@code keep[i]}; {@code newOffsets} as in {@link #slice}. Of a nested column all
     * lists stay, though they may be empty then.
     */
    Column gather(boolean[] keep, int kept, int @Nullable [] newOffsets) {
        List<int[]> newLevels = new ArrayList<>(levels);
        if (depth() == 1 && newOffsets != null) {
            newLevels.set(0, newOffsets);
        } else if (depth() > 1) {
            newLevels.set(depth() - 1, keptOffsets(levels.get(depth() - 1), keep));
        }
        return new Column(name, type, keptValues(keep, kept), newLevels, collection);
    }

    /** Only the entries {@code e} with {@code keep[e]}, of a column of any depth. */
    Column keepEntries(boolean[] keep) {
        boolean[] flags = keep;
        List<int[]> newLevels = new ArrayList<>();
        for (int[] level : levels) {
            int[] result = new int[count(flags) + 1];
            boolean[] below = new boolean[level[level.length - 1]];
            int n = 0;
            for (int i = 0; i < flags.length; i++) {
                if (flags[i]) {
                    Arrays.fill(below, level[i], level[i + 1], true);
                    result[n + 1] = result[n] + level[i + 1] - level[i];
                    n++;
                }
            }
            newLevels.add(result);
            flags = below;
        }
        return new Column(name, type, keptValues(flags, count(flags)), newLevels, collection);
    }

    private static int count(boolean[] flags) {
        int n = 0;
        for (boolean flag : flags) {
            n += flag ? 1 : 0;
        }
        return n;
    }

    /** The same lists with only the values {@code i} with {@code keep[i]}. */
    private static int[] keptOffsets(int[] offsets, boolean[] keep) {
        int[] result = new int[offsets.length];
        int n = 0;
        for (int list = 0; list + 1 < offsets.length; list++) {
            for (int i = offsets[list]; i < offsets[list + 1]; i++) {
                n += keep[i] ? 1 : 0;
            }
            result[list + 1] = n;
        }
        return result;
    }

    private Object keptValues(boolean[] keep, int kept) {
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
        return chosen;
    }

    private static double unsignedToDouble(long bits) {
        // Halved with its lowest bit kept, so that rounding is that of the whole number.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
