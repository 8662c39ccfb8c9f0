package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventBlock;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.ParallelReads;
import org.diffhep.events.ReadAhead;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one sample in blocks, with their weights: memory does not grow with the number of events.
 *
 * <p>Event weight: cross-section · luminosity · genWeight / Σ genWeight, the sum over all generated events of all files of
 * the sample; without generator weights cross-section · luminosity / number of events.
 */
public final class SampleReader {

    /** Columns whose names begin so are made, not read. */
    public static final String MADE = "diffhep.";

    /** The event column with the weight, at the full luminosity. */
    public static final String WEIGHT = MADE + "weight";

    private static final String RUNS = "Runs";
    private static final String GENERATOR_WEIGHT = "genWeight";
    private static final int BLOCK = 1 << 16;

    private final SampleCatalogue catalogue;
    private final List<SampleCatalogue.SampleFile> files;
    private final List<String> branches;
    private final UnaryOperator<EventTable> maker;
    private final double normalisation;
    private long entries;
    private long bytesRead;
    private long bytesDecompressed;

    /**
     * A reader of one sample; opens its files to find their normalisation.
     *
     * @param expressions what will be evaluated: their columns are read, no others
     * @param maker adds the columns whose names begin with {@link #MADE}, but for the weight
     * @throws InvalidInputException if there is no such sample, or a file does not say how its events are normalised
     */
    public SampleReader(
            SampleCatalogue catalogue,
            String process,
            String variation,
            List<Expr> expressions,
            UnaryOperator<EventTable> maker) {
        this.catalogue = catalogue;
        this.files = catalogue.sample(process, variation);
        this.branches = EventColumns.branches(expressions);
        this.maker = maker;
        double sum = 0;
        for (SampleCatalogue.SampleFile file : files) {
            try (EventFile events = catalogue.open(file)) {
                sum += normalisation(file, events);
            }
        }
        if (!(sum > 0)) {
            throw new InvalidInputException(
                    "sample " + process + ", variation " + variation + ": the sum of weights is " + sum);
        }
        this.normalisation = sum;
    }

    /** The files, in order. */
    public List<SampleCatalogue.SampleFile> files() {
        return files;
    }

    /** Entries read so far. */
    public long entries() {
        return entries;
    }

    /** Bytes read from files so far. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Bytes after decompression so far. */
    public long bytesDecompressed() {
        return bytesDecompressed;
    }

    /**
     * Reads all events in blocks of a few ten thousand, file by file. A block is read on another thread while {@code
     * consumer} works on the one before.
     */
    public void read(Consumer<EventTable> consumer) {
        read(1, consumer);
    }

    /**
     * The same, with columns of a block read and decompressed at the same time.
     *
     * @param threads how many threads read
     */
    public void read(int threads, Consumer<EventTable> consumer) {
        try (ParallelReads reads = new ParallelReads(threads);
                FileBlocks source = new FileBlocks(reads);
                ReadAhead<FileBlock> blocks = new ReadAhead<>(source)) {
            while (blocks.hasNext()) {
                FileBlock block = blocks.next();
                entries += block.events().events().entries();
                consumer.accept(maker.apply(weighted(block.events(), block.file())));
                bytesRead += block.bytesRead();
                bytesDecompressed += block.bytesDecompressed();
            }
        }
    }

    /**
     * Some events of a file.
     *
     * @param bytesRead bytes read for them
     * @param bytesDecompressed these after decompression
     */
    private record FileBlock(
            SampleCatalogue.SampleFile file, EventBlock events, long bytesRead, long bytesDecompressed) {}

    /** The blocks of all files; one file is open at a time. */
    private final class FileBlocks implements Iterator<FileBlock>, AutoCloseable {

        private final ParallelReads reads;
        private final Iterator<SampleCatalogue.SampleFile> rest = files.iterator();
        private SampleCatalogue.@Nullable SampleFile file;
        private @Nullable EventFile opened;
        private Iterator<EventBlock> blocks = Collections.emptyIterator();
        private long bytesRead;
        private long bytesDecompressed;

        FileBlocks(ParallelReads reads) {
            this.reads = reads;
        }

        @Override
        public boolean hasNext() {
            while (!blocks.hasNext() && rest.hasNext()) {
                close();
                SampleCatalogue.SampleFile next = rest.next();
                Set<String> columns = new LinkedHashSet<>(branches);
                if (next.generatorWeights()) {
                    columns.add(GENERATOR_WEIGHT);
                }
                file = next;
                opened = catalogue.open(next);
                bytesRead = 0;
                bytesDecompressed = 0;
                blocks = reads.of(catalogue.events(opened)).blocks(columns, BLOCK);
            }
            return blocks.hasNext();
        }

        @Override
        public FileBlock next() {
            if (!hasNext() || file == null || opened == null) {
                throw new NoSuchElementException("all files were read");
            }
            EventBlock block = blocks.next();
            long readBefore = bytesRead;
            long decompressedBefore = bytesDecompressed;
            bytesRead = opened.bytesRead();
            bytesDecompressed = opened.bytesDecompressed();
            return new FileBlock(file, block, bytesRead - readBefore, bytesDecompressed - decompressedBefore);
        }

        @Override
        public void close() {
            if (opened != null) {
                opened.close();
                opened = null;
            }
        }
    }

    /** The NanoAOD branches that some expressions read, without the columns that are made. */
    public static List<String> branches(List<Expr> expressions) {
        return EventColumns.branches(expressions);
    }

    /** A table as what engines take. */
    public static EventBatch batch(EventTable table) {
        return EventColumns.batch(table);
    }

    /** A table with one more column. */
    public static EventTable withColumn(EventTable table, Column column) {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.add(column);
        return EventTable.of(table.entries(), columns);
    }

    /** Σ genWeight of the generated events, or their number where generator weights are not used. */
    private double normalisation(SampleCatalogue.SampleFile file, EventFile events) {
        if (!file.generatorWeights()) {
            return file.eventsGenerated().isPresent()
                    ? file.eventsGenerated().getAsLong()
                    : catalogue.events(events).entries();
        }
        if (file.sumOfWeights().isPresent()) {
            return file.sumOfWeights().getAsDouble();
        }
        if (!events.tables().contains(RUNS)) {
            throw new InvalidInputException(file.file() + ": no tree Runs to take the sum of weights from; "
                    + "give sum_of_weights in " + SampleCatalogue.FILE_NAME);
        }
        return Arrays.stream(events.table(RUNS)
                        .read(List.of("genEventSumw"))
                        .column("genEventSumw")
                        .toDoubles())
                .sum();
    }

    private EventTable weighted(EventBlock block, SampleCatalogue.SampleFile file) {
        EventTable table = block.events();
        double[] weights;
        if (file.generatorWeights()) {
            weights = table.column(GENERATOR_WEIGHT).toDoubles();
        } else {
            weights = new double[table.entries()];
            Arrays.fill(weights, 1);
        }
        double scale = file.crossSection() * catalogue.luminosity() / normalisation;
        for (int i = 0; i < weights.length; i++) {
            if (!Double.isFinite(weights[i])) {
                throw new InvalidInputException(
                        file.file() + ": genWeight of entry " + (block.first() + i) + " is " + weights[i]);
            }
            weights[i] *= scale;
        }
        return withColumn(table, Column.flat(WEIGHT, ColumnType.FLOAT64, weights));
    }
}
