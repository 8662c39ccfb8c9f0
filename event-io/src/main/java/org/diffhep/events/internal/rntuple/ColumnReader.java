package org.diffhep.events.internal.rntuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;
import org.diffhep.events.internal.rntuple.ElementReader.Opened;
import org.diffhep.events.internal.rntuple.Level.Chosen;
import org.diffhep.events.internal.rntuple.Level.Counted;
import org.diffhep.events.internal.rntuple.Level.Fixed;
import org.diffhep.events.internal.rntuple.NtupleColumn.Content;
import org.diffhep.events.internal.rntuple.Schema.Slot;
import org.diffhep.events.internal.root.Place;

/** Reads columns of the same entries. Lists that several columns share are read once. Made for one read; not for several threads. */
final class ColumnReader {

    private final ElementReader elements;
    private final Place ntuple;
    private final List<Slice> slices;
    private final Map<List<Level>, Lists> known = new HashMap<>();

    /** @param slices the entries to read */
    ColumnReader(ElementReader elements, Place ntuple, List<Slice> slices) {
        this.elements = elements;
        this.ntuple = ntuple;
        this.slices = List.copyOf(slices);
    }

    /** Lists of one level. */
    private static final class Lists {

        /** Where each begins, counted from the first one wanted: [lists + 1]; empty for lists of fixed length. */
        final int[] offsets;
        /** By slice, the first element that they hold, counted in the cluster. */
        final long[] from;
        /** By slice, the element after the last. */
        final long[] to;

        Lists(int[] offsets, long[] from, long[] to) {
            this.offsets = offsets;
            this.from = from;
            this.to = to;
        }

        /** The number of elements in all lists. */
        long count() {
            long count = 0;
            for (int s = 0; s < from.length; s++) {
                count += to[s] - from[s];
            }
            return count;
        }
    }

    Column read(NtupleColumn column) {
        Place place = ntuple.in("field " + column.name());
        Object values = values(column, place);
        List<int[]> offsets = offsets(column, place);
        String collection = column.collection().orElse("");
        return switch (offsets.size()) {
            case 0 -> Column.flat(column.name(), column.type(), values);
            case 1 -> Column.jagged(column.name(), column.type(), values, offsets.get(0), collection);
            default -> Column.nested(column.name(), column.type(), values, offsets, collection);
        };
    }

    /** The offsets of each level; arrays in arrays are one level. */
    private List<int[]> offsets(NtupleColumn column, Place place) {
        List<int[]> offsets = new ArrayList<>();
        List<Level> levels = column.levels();
        for (int i = 0; i < levels.size(); i++) {
            if (levels.get(i) instanceof Fixed) {
                int n = checked(lists(levels.subList(0, i), place).count(), place);
                long length = 1;
                for (; i < levels.size() && levels.get(i) instanceof Fixed fixed; i++) {
                    length *= fixed.length();
                }
                i--;
                checked(n * length, place);
                int[] regular = new int[n + 1];
                int step = (int) length;
                Arrays.setAll(regular, e -> e * step);
                offsets.add(regular);
            } else {
                offsets.add(lists(levels.subList(0, i + 1), place).offsets);
            }
        }
        return offsets;
    }

    /** The number as one that an array can have. */
    private static int checked(long n, Place place) {
        if (n > GrowingArray.MOST) {
            throw new IllegalArgumentException(place.file() + ": " + place.what()
                    + " has more values than one array can hold; read fewer entries");
        }
        return (int) n;
    }

    private Lists lists(List<Level> levels, Place place) {
        if (levels.isEmpty()) {
            return new Lists(
                    new int[0],
                    slices.stream().mapToLong(Slice::from).toArray(),
                    slices.stream().mapToLong(Slice::to).toArray());
        }
        Lists found = known.get(levels);
        if (found == null) {
            List<Level> above = List.copyOf(levels.subList(0, levels.size() - 1));
            found = below(lists(above, place), above, levels.get(levels.size() - 1), place);
            known.put(List.copyOf(levels), found);
        }
        return found;
    }

    private Lists below(Lists parents, List<Level> above, Level level, Place place) {
        long[] from = new long[slices.size()];
        long[] to = new long[slices.size()];
        if (level instanceof Fixed fixed) {
            for (int s = 0; s < from.length; s++) {
                from[s] = ElementReader.multiplied(parents.from[s], fixed, place);
                to[s] = ElementReader.multiplied(parents.to[s], fixed, place);
            }
            return new Lists(new int[0], from, to);
        }
        Slot slot = level instanceof Counted counted ? counted.ends() : ((Chosen) level).switches();
        List<Opened> opened = open(slot, above, parents, place);
        GrowingArray offsets = new GrowingArray(ColumnType.INT32, checked(parents.count() + 1, place));
        offsets.room(1);
        offsets.added(1);
        long total = 0;
        for (int s = 0; s < from.length; s++) {
            if (parents.to[s] == parents.from[s]) {
                continue;
            }
            long[] ends = level instanceof Chosen chosen
                    ? chosen(chosen, opened.get(s), parents.from[s], parents.to[s])
                    : ends(opened.get(s), parents.from[s], parents.to[s], place);
            from[s] = ends[0];
            to[s] = ends[ends.length - 1];
            if (to[s] - from[s] > GrowingArray.MOST) {
                throw place.failure(0, "lists in one cluster cannot hold " + (to[s] - from[s]) + " elements");
            }
            if (total + to[s] - from[s] > GrowingArray.MOST) {
                requireConfirmed(to, s, above, level, place);
            }
            checked(total + to[s] - from[s], place);
            int[] target = (int[]) offsets.room(ends.length - 1);
            int at = offsets.size() - 1;
            for (int i = 1; i < ends.length; i++) {
                target[at + i] = (int) (total + ends[i] - ends[0]);
            }
            offsets.added(ends.length - 1);
            total += to[s] - from[s];
        }
        return new Lists((int[]) offsets.toArray(), from, to);
    }

    /** Lists that are too long for an array are first held to be wrong: columns below must have as many elements. */
    private void requireConfirmed(long[] to, int last, List<Level> above, Level level, Place place) {
        List<Level> levels = new ArrayList<>(above);
        levels.add(level);
        for (int s = 0; s <= last; s++) {
            if (!elements.witness().confirms(slices.get(s), levels, to[s])) {
                throw place.failure(0, "lists end at element " + to[s] + " of a cluster, which no column has");
            }
        }
    }

    /** Where the lists {@code from} to {@code to} begin, and where the last ends, ascending: [to - from + 1]. */
    private long[] ends(Opened opened, long from, long to, Place place) {
        checked(to - from + 1, place);
        long[] ends;
        if (from == 0) {
            long[] read = elements.indices(opened, 0, to);
            ends = new long[read.length + 1];
            System.arraycopy(read, 0, ends, 1, read.length);
        } else {
            ends = elements.indices(opened, from - 1, to);
        }
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] < (i == 0 ? 0 : ends[i - 1])) {
                throw opened.place()
                        .failure(0, "list " + (from + i - 1) + " of a cluster cannot end at element " + ends[i]);
            }
        }
        return ends;
    }

    /** The same for lists of none or one: whether variants hold an alternative. */
    private long[] chosen(Chosen level, Opened opened, long from, long to) {
        Switches switches = switches(opened, from, to);
        int n = switches.tags.length;
        long[] ends = new long[n + 1];
        for (int i = 0; i < n; i++) {
            if (switches.tags[i] == level.tag()) {
                ends[0] = switches.indices[i];
                break;
            }
        }
        for (int i = 0; i < n; i++) {
            boolean held = switches.tags[i] == level.tag();
            if (held && (switches.indices[i] != ends[i] || ends[i] < 0 || ends[i] == Long.MAX_VALUE)) {
                throw opened.place()
                        .failure(0, "a variant cannot hold element " + switches.indices[i] + " after " + ends[i]);
            }
            ends[i + 1] = ends[i] + (held ? 1 : 0);
        }
        return ends;
    }

    /** What variants hold: which element of an alternative, and which alternative. */
    private static final class Switches {

        final long[] indices;
        final int[] tags;

        Switches(long[] indices, int[] tags) {
            this.indices = indices;
            this.tags = tags;
        }
    }

    private Switches switches(Opened opened, long from, long to) {
        GrowingArray indices = new GrowingArray(ColumnType.INT64, (int) (to - from));
        GrowingArray tags = new GrowingArray(ColumnType.INT32, (int) (to - from));
        elements.read(opened, from, to, new ElementReader.PageUse() {
            @Override
            public void page(StoredColumn column, byte[] bytes, int n, int first, int end) {
                PageDecoder.decodeSwitches(
                        bytes,
                        first,
                        end,
                        (long[]) indices.room(end - first),
                        (int[]) tags.room(end - first),
                        tags.size());
                indices.added(end - first);
                tags.added(end - first);
            }

            @Override
            public void zeros(int n) {
                indices.room(n);
                indices.added(n);
                tags.room(n);
                tags.added(n);
            }
        });
        return new Switches((long[]) indices.toArray(), (int[]) tags.toArray());
    }

    private Object values(NtupleColumn column, Place place) {
        Lists parents = lists(column.levels(), place);
        Content content = column.content();
        if (content instanceof Content.Values values) {
            return stored(values.slot(), column, parents, place);
        }
        if (content instanceof Content.Counts counts) {
            List<Level> counted = new ArrayList<>(column.levels());
            counted.add(new Counted(counts.slot()));
            return counts(lists(counted, place).offsets, column.type());
        }
        List<Opened> opened = open(content.slot(), column.levels(), parents, place);
        int[] tags = new int[checked(parents.count(), place)];
        int at = 0;
        for (int s = 0; s < slices.size(); s++) {
            int[] more = switches(opened.get(s), parents.from[s], parents.to[s]).tags;
            System.arraycopy(more, 0, tags, at, more.length);
            at += more.length;
        }
        return tags;
    }

    /** The pages of a column in each slice, which hold all that lists reach to: of that, arrays may then be made. */
    private List<Opened> open(Slot slot, List<Level> above, Lists ranges, Place place) {
        List<Opened> opened = new ArrayList<>();
        for (int s = 0; s < slices.size(); s++) {
            opened.add(elements.open(slot, above, slices.get(s), ranges.to[s], place));
        }
        return opened;
    }

    private static Object counts(int[] offsets, ColumnType type) {
        int n = offsets.length - 1;
        Object counts = PrimitiveArrays.allocate(type, n);
        for (int i = 0; i < n; i++) {
            int count = offsets[i + 1] - offsets[i];
            if (counts instanceof int[] narrow) {
                narrow[i] = count;
            } else {
                ((long[]) counts)[i] = count;
            }
        }
        return counts;
    }

    private Object stored(Slot slot, NtupleColumn column, Lists ranges, Place place) {
        List<Opened> opened = open(slot, column.levels(), ranges, place);
        GrowingArray values = new GrowingArray(column.type(), checked(ranges.count(), place));
        ElementReader.PageUse use = new ElementReader.PageUse() {
            @Override
            public void page(StoredColumn stored, byte[] bytes, int n, int from, int to) {
                Object target = values.room(to - from);
                PageDecoder.decode(stored, bytes, n, from, to, column.type(), target, values.size());
                values.added(to - from);
            }

            @Override
            public void zeros(int n) {
                values.room(n);
                values.added(n);
            }
        };
        for (int s = 0; s < slices.size(); s++) {
            elements.read(opened.get(s), ranges.from[s], ranges.to[s], use);
        }
        return values.toArray();
    }
}
