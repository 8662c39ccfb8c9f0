package org.diffhep.events.internal.npz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.NanoNames;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.StoredTable;
import org.diffhep.events.internal.npz.NpyHeader.Element;
import org.diffhep.events.internal.npz.NpyHeader.Kind;

/**
 * The arrays of a zip as a table.
 *
 * <p>An array of one dimension, as long as the table, is a flat column. Further dimensions are lists of fixed length. A
 * jagged column is the array of all its values, with a second array that says where each entry's begin: [entries + 1] integers
 * {@code NAME.offsets}, or {@code C.offsets} for all columns {@code C_...} if there is no array {@code C}. Lists in lists have
 * {@code NAME.offsets.1} and so on. Without offsets, the counter of NanoAOD serves: {@code Jet_pt} is jagged if {@code nJet}
 * adds up to its length. Strings are numpy's {@code U} or {@code S}.
 */
final class NpzTable extends StoredTable {

    private static final int CLUSTER = 1 << 16;
    private static final String ENDING = ".npy";

    /** How a column is put together: its lists from the outermost, then dimensions, then strings. */
    private record Plan(NpzArray array, Element element, List<Offsets> lists, List<Integer> dimensions) {

        /** The values of all dimensions but the first, which are one list. */
        int row() {
            return dimensions.stream().reduce(1, Math::multiplyExact);
        }
    }

    private final Map<String, Plan> plans;

    private NpzTable(
            String file,
            long entries,
            List<ColumnInfo> columns,
            List<UnsupportedColumn> unsupported,
            Map<String, Plan> plans) {
        super(file, entries, columns, unsupported);
        this.plans = plans;
    }

    /**
     * Reads the headers of all arrays, and the offsets' ends.
     *
     * @throws MalformedFileException they contradict each other
     */
    static NpzTable open(ZipArchive zip, String file) {
        Map<String, NpzArray> arrays = new LinkedHashMap<>();
        List<UnsupportedColumn> unsupported = new ArrayList<>();
        for (ZipMember entry : zip.members()) {
            String name = entry.name();
            if (!name.endsWith(ENDING)) {
                unsupported.add(new UnsupportedColumn(name, "it is no array"));
                continue;
            }
            String array = name.substring(0, name.length() - ENDING.length());
            if (arrays.putIfAbsent(array, NpzArray.open(zip, entry, file, array)) != null) {
                throw new MalformedFileException(file, "zip directory", "two arrays are named " + array, null);
            }
        }
        return new Builder(file, arrays, unsupported).build();
    }

    /** Finds out what belongs together. */
    private static final class Builder {

        private final String file;
        private final Map<String, NpzArray> arrays;
        private final List<UnsupportedColumn> unsupported;
        private final Map<String, Offsets> offsets = new HashMap<>();
        private final Map<String, Plan> plans = new LinkedHashMap<>();
        private final List<ColumnInfo> columns = new ArrayList<>();

        Builder(String file, Map<String, NpzArray> arrays, List<UnsupportedColumn> unsupported) {
            this.file = file;
            this.arrays = arrays;
            this.unsupported = unsupported;
        }

        NpzTable build() {
            for (NpzArray array : arrays.values()) {
                if (isOffsets(array.name())) {
                    offsets.put(array.name(), Offsets.ofBeginnings(array));
                }
            }
            for (NpzArray array : arrays.values()) {
                counter(array.name()).ifPresent(name -> {
                    NpzArray counter = arrays.get(name);
                    if (counter != null && isFlatInteger(counter)) {
                        offsets.computeIfAbsent(name, n -> Offsets.ofLengths(counter));
                    }
                });
            }
            long entries = entries();
            for (NpzArray array : arrays.values()) {
                if (!isOffsets(array.name())) {
                    add(array, entries);
                }
            }
            return new NpzTable(file, entries, columns, unsupported, plans);
        }

        /** Whether an array holds the offsets of another, or of several. */
        private boolean isOffsets(String name) {
            int at = name.lastIndexOf(NpzNames.OFFSETS);
            if (at <= 0) {
                return false;
            }
            String owner = name.substring(0, at);
            String level = name.substring(at + NpzNames.OFFSETS.length());
            if (!level.isEmpty()) {
                return level.matches("\\.[1-9]\\d{0,2}") && arrays.containsKey(owner);
            }
            return arrays.containsKey(owner)
                    || arrays.keySet().stream()
                            .anyMatch(column -> !column.equals(name)
                                    && NpzNames.collection(column, arrays.keySet())
                                            .equals(Optional.of(owner)));
        }

        private static Optional<String> counter(String column) {
            int underscore = column.indexOf('_');
            return column.isEmpty()
                    ? Optional.empty()
                    : Optional.of(NanoNames.counter(underscore < 0 ? column : column.substring(0, underscore)));
        }

        private static boolean isFlatInteger(NpzArray array) {
            return array.header().shape().size() == 1
                    && array.header()
                            .element()
                            .filter(e -> Offsets.isInteger(e.type()))
                            .isPresent();
        }

        /** As many as offsets say; else as counters have; else the length that most arrays have, the first of them if several. */
        private long entries() {
            long entries = -1;
            for (Map.Entry<String, Offsets> each : offsets.entrySet()) {
                if (each.getKey().endsWith(NpzNames.OFFSETS)) {
                    long lists = each.getValue().lists();
                    if (entries >= 0 && lists != entries) {
                        throw new MalformedFileException(
                                file,
                                "array " + each.getKey(),
                                "it is for " + lists + " entries, other offsets for " + entries,
                                null);
                    }
                    entries = lists;
                }
            }
            if (entries >= 0) {
                return entries;
            }
            Map<Long, Integer> lengths = new LinkedHashMap<>();
            for (NpzArray array : arrays.values()) {
                List<Long> shape = array.header().shape();
                if (!shape.isEmpty() && !isCounted(array)) {
                    lengths.merge(shape.get(0), 1, Integer::sum);
                }
            }
            long most = 0;
            int votes = 0;
            for (Map.Entry<Long, Integer> length : lengths.entrySet()) {
                if (length.getValue() > votes) {
                    votes = length.getValue();
                    most = length.getKey();
                }
            }
            return most;
        }

        private boolean isCounted(NpzArray array) {
            return counter(array.name())
                    .map(offsets::get)
                    .filter(counts -> counts.total() == array.header().shape().get(0))
                    .isPresent();
        }

        private void add(NpzArray array, long entries) {
            NpyHeader header = array.header();
            Optional<Element> element = header.element();
            Optional<String> problem = element.isEmpty()
                    ? Optional.of("it is of numpy's type " + header.dtype())
                    : header.shape().isEmpty()
                            ? Optional.of("it is a single value")
                            : header.fortranOrder() && header.shape().size() > 1
                                    ? Optional.of("it lies in Fortran's order; save numpy.ascontiguousarray of it")
                                    : Optional.empty();
            if (problem.isPresent()) {
                unsupported.add(new UnsupportedColumn(array.name(), problem.get()));
                return;
            }
            array.elements(element.orElseThrow());
            List<Offsets> lists = lists(array);
            long length = header.shape().get(0);
            if (lists.isEmpty() && length != entries) {
                unsupported.add(new UnsupportedColumn(
                        array.name(),
                        "it has " + length + " values, the table " + entries + " entries, and there is no array "
                                + NpzNames.offsets(array.name(), 0)));
                return;
            }
            for (int level = 0; level < lists.size(); level++) {
                long wanted = level + 1 < lists.size() ? lists.get(level + 1).lists() : length;
                if (lists.get(level).total() != wanted) {
                    throw array.malformed("its offsets " + lists.get(level).name() + " end with "
                            + lists.get(level).total() + ", and there are " + wanted);
                }
            }
            addColumn(new Plan(array, element.get(), lists, dimensions(array)));
        }

        private List<Offsets> lists(NpzArray array) {
            List<Offsets> lists = new ArrayList<>();
            Offsets own = offsets.get(NpzNames.offsets(array.name(), 0));
            if (own != null) {
                lists.add(own);
                for (int level = 1; offsets.containsKey(NpzNames.offsets(array.name(), level)); level++) {
                    lists.add(offsets.get(NpzNames.offsets(array.name(), level)));
                }
                return lists;
            }
            NpzNames.collection(array.name(), arrays.keySet())
                    .map(c -> offsets.get(NpzNames.offsets(c, 0)))
                    .or(() -> isCounted(array) ? counter(array.name()).map(offsets::get) : Optional.empty())
                    .ifPresent(lists::add);
            return lists;
        }

        private static List<Integer> dimensions(NpzArray array) {
            List<Integer> dimensions = new ArrayList<>();
            for (long dimension :
                    array.header().shape().subList(1, array.header().shape().size())) {
                if (dimension > Integer.MAX_VALUE) {
                    throw array.malformed("its shape " + array.header().shape() + " is too large");
                }
                dimensions.add((int) dimension);
            }
            return dimensions;
        }

        private void addColumn(Plan plan) {
            String name = plan.array.name();
            boolean text = plan.element.type() == ColumnType.CHAR;
            int depth = plan.lists.size() + (plan.dimensions.isEmpty() ? 0 : 1) + (text ? 1 : 0);
            Optional<String> collection = Optional.of(name);
            if (depth == 0) {
                collection = Optional.empty();
            } else if (depth == 1 && !plan.lists.isEmpty()) {
                String counts = plan.lists.get(0).name();
                collection = Optional.of(
                        counts.endsWith(NpzNames.OFFSETS)
                                ? counts.substring(0, counts.length() - NpzNames.OFFSETS.length())
                                : NanoNames.countedBy(counts));
            }
            plans.put(name, plan);
            columns.add(new ColumnInfo(name, plan.element.type(), collection, depth, plan.dimensions));
        }
    }

    @Override
    protected List<Column> readColumns(List<ColumnInfo> wanted, long first, int count) {
        Map<String, long[]> known = new HashMap<>();
        Map<String, int[]> shared = new HashMap<>();
        List<Column> read = new ArrayList<>();
        for (ColumnInfo info : wanted) {
            Plan plan = plans.get(info.name());
            if (plan != null) {
                read.add(read(info, plan, first, count, known, shared));
            }
        }
        return read;
    }

    private Column read(
            ColumnInfo info, Plan plan, long first, int count, Map<String, long[]> known, Map<String, int[]> shared) {
        List<int[]> levels = new ArrayList<>();
        long from = first;
        int n = count;
        for (int level = 0; level < plan.lists.size(); level++) {
            Offsets lists = plan.lists.get(level);
            long start = from;
            int length = n;
            long[] beginnings = level == 0
                    ? known.computeIfAbsent(lists.name(), name -> lists.read(start, length))
                    : lists.read(start, length);
            levels.add(
                    level == 0
                            ? shared.computeIfAbsent(lists.name(), name -> relative(info, beginnings))
                            : relative(info, beginnings));
            from = beginnings[0];
            n = requireInt(info, beginnings[length] - from);
        }
        if (!plan.dimensions.isEmpty()) {
            int length = plan.row();
            requireInt(info, (long) n * length);
            int[] offsets = new int[n + 1];
            for (int i = 0; i <= n; i++) {
                offsets[i] = i * length;
            }
            levels.add(offsets);
            from *= length;
            n *= length;
        }
        Object values = plan.array.read(plan.element, from, n);
        long bytes = (long) n * plan.element.bytes();
        count(plan.array.isStored() ? bytes : plan.array.storedBytes(), bytes);
        if (plan.element.kind() == Kind.BYTES || plan.element.kind() == Kind.TEXT) {
            int[] offsets = new int[n + 1];
            values = texts(plan, (byte[]) values, offsets);
            levels.add(offsets);
        }
        if (levels.isEmpty()) {
            return Column.flat(info.name(), info.type(), values);
        }
        return Column.nested(
                info.name(), info.type(), values, levels, info.collection().orElseThrow());
    }

    private static int[] relative(ColumnInfo info, long[] beginnings) {
        int[] offsets = new int[beginnings.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = requireInt(info, beginnings[i] - beginnings[0]);
        }
        return offsets;
    }

    private static int requireInt(ColumnInfo info, long length) {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "column " + info.name() + " has " + length + " values in this range; read fewer entries at once");
        }
        return (int) length;
    }

    /** Strings of a fixed length without the zeros that fill them up, in UTF-8 one after another. */
    private static byte[] texts(Plan plan, byte[] raw, int[] offsets) {
        int width = plan.element.bytes();
        if (width == 0) {
            return raw;
        }
        // A code point of four bytes never takes more in UTF-8, so the result may overwrite what was read.
        ByteBuffer in = ByteBuffer.wrap(raw).order(plan.element.order());
        int end = 0;
        for (int i = 0; i + 1 < offsets.length; i++) {
            int stop = (i + 1) * width;
            if (plan.element.kind() == Kind.BYTES) {
                while (stop > i * width && raw[stop - 1] == 0) {
                    stop--;
                }
                int length = stop - i * width;
                System.arraycopy(raw, i * width, raw, end, length);
                end += length;
            } else {
                byte[] text = text(plan, in, i * width, stop);
                System.arraycopy(text, 0, raw, end, text.length);
                end += text.length;
            }
            offsets[i + 1] = end;
        }
        return Arrays.copyOf(raw, end);
    }

    private static byte[] text(Plan plan, ByteBuffer in, int from, int to) {
        int stop = to;
        while (stop > from && in.getInt(stop - 4) == 0) {
            stop -= 4;
        }
        StringBuilder text = new StringBuilder();
        for (int at = from; at < stop; at += 4) {
            int point = in.getInt(at);
            if (!Character.isValidCodePoint(point)
                    || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                throw plan.array.malformed("it holds " + Integer.toHexString(point) + ", which is no character");
            }
            text.appendCodePoint(point);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Ends readings that may go on; the source stays open. */
    void close() {
        for (Plan plan : plans.values()) {
            plan.array.close();
        }
    }

    @Override
    public List<Long> clusterStarts() {
        List<Long> starts = new ArrayList<>();
        for (long start = 0; start < entries(); start += CLUSTER) {
            starts.add(start);
        }
        return starts;
    }
}
