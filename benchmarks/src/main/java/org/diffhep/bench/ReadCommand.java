package org.diffhep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.internal.root.StoredBlocks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times reading columns of a TTree, whole, on one thread, from a file that the operating system holds in memory.
 *
 * <p>Beside it stands what the codecs take alone for the same blocks, already in memory and decompressed one after the
 * other into the same array: what no reader can go below that uses them. CPU times are those of the reading thread, without
 * compiler and garbage collector. With {@code --python}, uproot reads the same columns in a process of its own; its CPU time is that of all its threads.
 */
@Command(name = "read", description = "Reading columns of a tree, beside what the codecs take alone.")
final class ReadCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a ROOT file")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--tree", paramLabel = "NAME", description = "the tree (default Events)")
    private String tree = "Events";

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "the columns to read, with commas between them (default: all)")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--python", paramLabel = "PROGRAM", description = "a Python with uproot, which reads the same")
    private Optional<String> python = Optional.empty();

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Figures figures = new Figures();
        Repetitions opening = Repetitions.of(options.seconds / 5, Meters::threadCpu, this::open);
        try (EventFile opened = EventFile.open(file)) {
            EventTableSource source = opened.table(tree);
            if (columns.isEmpty()) {
                columns = source.columns().stream().map(ColumnInfo::name).toList();
            }
            long readBefore = opened.bytesRead();
            long before = opened.bytesDecompressed();
            source.read(columns);
            long compressed = opened.bytesRead() - readBefore;
            long bytes = opened.bytesDecompressed() - before;
            Repetitions reading = Repetitions.of(options.seconds, Meters::threadCpu, () -> source.read(columns));
            Spread cpu = reading.cpuNanos().times(1e-9);
            long allocated = Meters.allocatedBytes();
            EventTable last = source.read(columns);
            figures.median("events_per_second_per_core", cpu.rate(last.entries()))
                    .median("decompressed_bytes_per_second_per_core", cpu.rate(bytes))
                    .median("read_cpu_ms", cpu.times(1e3))
                    .number("allocated_bytes", Meters.allocatedBytes() - allocated)
                    .median("open_cpu_ms", opening.cpuNanos().times(1e-6));
            codecAlone(source, cpu, figures);
            if (python.isPresent()) {
                JsonNode peer = Peers.run(
                        python.get(),
                        "read_uproot.py",
                        List.of(file.toString(), tree, String.join(",", columns), Double.toString(options.seconds)));
                figures.median(
                                "uproot_read_cpu_ms",
                                new Spread(
                                        peer.path("read_cpu_ms").asDouble(),
                                        peer.path("read_cpu_ms_spread").asDouble()))
                        .number("uproot_open_cpu_ms", peer.path("open_cpu_ms").asDouble())
                        .number(
                                "times_uproot",
                                peer.path("read_cpu_ms").asDouble()
                                        / cpu.times(1e3).median())
                        .text("uproot", peer.path("version").asText());
            }
            figures.number("events", last.entries())
                    .number("columns", columns.size())
                    .number("stored_bytes", compressed)
                    .number("decompressed_bytes", bytes)
                    .number("repetitions", reading.count())
                    .print(spec.commandLine().getOut(), options.json);
        }
        return 0;
    }

    private long open() {
        try (EventFile opened = EventFile.open(file)) {
            return opened.table(tree).entries();
        }
    }

    private void codecAlone(EventTableSource source, Spread read, Figures figures) {
        try (StoredBlocks blocks = StoredBlocks.of(source, columns)) {
            if (blocks.libraries().isEmpty()) {
                figures.missing("codec_alone_cpu_ms", "nothing is compressed");
                return;
            }
            Spread alone = Repetitions.of(options.seconds, Meters::threadCpu, blocks::decompress)
                    .cpuNanos()
                    .times(1e-9);
            figures.median("codec_alone_cpu_ms", alone.times(1e3))
                    .number("times_codec_alone", read.median() / alone.median())
                    .text("codecs", String.join(", ", blocks.libraries()));
        }
    }
}
