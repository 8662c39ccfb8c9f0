package org.diffhep.events;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.diffhep.events.internal.PrimitiveArrays;

/** A table with columns of every type and shape, from a seed, and ways to write and compare it. */
public final class SampleTables {

    private static final String[] WORDS = {"", "a", "Zürich", "Bs0→μμ", "x,y", "say \"no\"", "two\nlines", "𝄞"};

    private SampleTables() {}

    /** Flat columns of all types, a collection, an own list, lists in lists, strings and lists of strings. */
    public static EventTable everything(int entries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Column> columns = shallow(entries, random);
        int[] outer = offsets(entries, 3, random);
        int[] inner = offsets(outer[entries], 4, random);
        columns.add(Column.nested(
                "Cells",
                ColumnType.INT16,
                values(ColumnType.INT16, inner[outer[entries]], random),
                List.of(outer, inner),
                "Cells"));
        columns.add(text("label", entries, random));
        int[] names = offsets(entries, 3, random);
        Column words = text("words", names[entries], random);
        columns.add(Column.nested("names", ColumnType.CHAR, words.array(), List.of(names, words.offsets()), "names"));
        return EventTable.of(entries, columns);
    }

    /** What a TTree of plain branches can hold: the same without lists in lists, and with all counters. */
    public static EventTable rows(int entries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Column> columns = shallow(entries, random);
        int[] weights = columns.get(columns.size() - 1).offsets();
        columns.add(EventTable.counter("nWeights", ColumnType.INT32, weights));
        columns.add(text("label", entries, random));
        return EventTable.of(entries, columns);
    }

    private static List<Column> shallow(int entries, SplittableRandom random) {
        List<Column> columns = new ArrayList<>(flat(entries, random));
        int[] jets = offsets(entries, 5, random);
        columns.add(EventTable.counter("nJet", ColumnType.UINT32, jets));
        for (ColumnType type : numbers()) {
            columns.add(Column.jagged("Jet_" + type, type, values(type, jets[entries], random), jets, "Jet"));
        }
        int[] weights = offsets(entries, 3, random);
        columns.add(Column.jagged(
                "Weights",
                ColumnType.FLOAT64,
                values(ColumnType.FLOAT64, weights[entries], random),
                weights,
                "Weights"));
        return columns;
    }

    /** Only one value per entry, of the types that text tells apart. */
    public static EventTable plain(int entries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] large = new long[entries];
        boolean[] flags = new boolean[entries];
        double[] weights = new double[entries];
        for (int e = 0; e < entries; e++) {
            large[e] = -1 - random.nextLong(1000);
            flags[e] = random.nextBoolean();
            weights[e] = e == 3 ? Double.NaN : e == 4 ? Double.NEGATIVE_INFINITY : random.nextDouble() * 1e-7;
        }
        return EventTable.of(
                entries,
                List.of(
                        Column.flat(
                                "event", ColumnType.INT64, random.longs(entries).toArray()),
                        Column.flat("big", ColumnType.UINT64, large),
                        Column.flat("flag", ColumnType.BOOL, flags),
                        Column.flat("weight", ColumnType.FLOAT64, weights),
                        text("label, with comma", entries, random)));
    }

    private static List<ColumnType> numbers() {
        List<ColumnType> types = new ArrayList<>(List.of(ColumnType.values()));
        types.remove(ColumnType.CHAR);
        return types;
    }

    private static List<Column> flat(int entries, SplittableRandom random) {
        return numbers().stream()
                .map(type -> Column.flat("flat_" + type, type, values(type, entries, random)))
                .toList();
    }

    /** Any bits but those of NaNs, whose digest may differ. */
    private static Object values(ColumnType type, int count, SplittableRandom random) {
        Object array = PrimitiveArrays.allocate(type, count);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FLOAT32 -> Array.setFloat(array, i, (float) random.nextGaussian());
                case FLOAT64 -> Array.setDouble(array, i, random.nextGaussian());
                case BOOL -> Array.setBoolean(array, i, random.nextBoolean());
                case INT8, UINT8, CHAR -> Array.setByte(array, i, (byte) random.nextInt());
                case INT16, UINT16 -> Array.setShort(array, i, (short) random.nextInt());
                case INT32, UINT32 -> Array.setInt(array, i, random.nextInt());
                case INT64, UINT64 -> Array.setLong(array, i, random.nextLong());
            }
        }
        return array;
    }

    private static int[] offsets(int lists, int most, SplittableRandom random) {
        int[] offsets = new int[lists + 1];
        for (int i = 0; i < lists; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(most + 1);
        }
        return offsets;
    }

    private static Column text(String name, int count, SplittableRandom random) {
        StringBuilder all = new StringBuilder();
        int[] ends = new int[count + 1];
        for (int i = 0; i < count; i++) {
            all.append(WORDS[random.nextInt(WORDS.length)]);
            ends[i + 1] = all.toString().getBytes(StandardCharsets.UTF_8).length;
        }
        return Column.jagged(name, ColumnType.CHAR, all.toString().getBytes(StandardCharsets.UTF_8), ends, name);
    }

    /** What a table in memory consists of. */
    public static TableSchema schema(EventTable table) {
        return new TableSchema(
                "Events",
                table.columns().stream()
                        .map(c -> new ColumnInfo(c.name(), c.type(), c.collection(), c.depth(), List.of()))
                        .toList());
    }

    /** Writes a table in blocks of this size. */
    public static void write(Path file, EventTable table, int block) {
        try (EventTableWriter writer = EventTableWriter.create(file, schema(table))) {
            for (int first = 0; first < table.entries(); first += block) {
                writer.write(table.slice(first, Math.min(table.entries(), first + block)));
            }
            writer.finish();
        }
    }

    /** All columns of the only table of a file. */
    public static EventTable readAll(Path file) {
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table(events.tables().get(0));
            return source.read(TestFiles.columnNames(source));
        }
    }

    /** Name, fingerprint and collection of each column. */
    public static List<String> fingerprints(EventTable table) {
        return table.columns().stream()
                .map(c -> c.name() + " " + ColumnDigest.of(c) + " "
                        + c.collection().orElse("-"))
                .toList();
    }

    /** The fingerprints of some columns of a source in a range. */
    static List<String> fingerprints(EventTableSource source, long first, long end) {
        return fingerprints(source.read(TestFiles.columnNames(source), first, end));
    }

    /** Writes the files that src/test/scripts/table_files.py reads into a folder: {@code everything.ENDING}, or the plain table. */
    public static void main(String[] folderAndFiles) {
        for (String file : List.of(folderAndFiles).subList(1, folderAndFiles.length)) {
            writeNamed(Path.of(folderAndFiles[0]).resolve(file));
        }
    }

    /** A file that the script has read: {@code everything}, {@code plain}, {@code rows} or {@code empty} by its name. */
    public static EventTable writeNamed(Path file) {
        String name = file.getFileName().toString();
        EventTable table = name.startsWith("plain")
                ? plain(500, 2)
                : name.startsWith("rows") ? rows(1000, 1) : name.startsWith("empty") ? rows(0, 1) : everything(1000, 1);
        write(file, table, 300);
        return table;
    }
}
