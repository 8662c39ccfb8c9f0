package org.diffhep.cli.ttbar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.cli.ColumnOptions;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.UsageException;
import org.diffhep.events.HistogramFiles;
import org.diffhep.events.StoredHistogram;
import org.diffhep.histogram.Histogram;
import org.diffhep.pipeline.StoredHistograms;
import org.diffhep.pipeline.report.AtomicFile;
import org.diffhep.ttbar.TtbarHistograms;
import org.diffhep.ttbar.TtbarInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttbar histograms}: AGC's event loop. */
@Command(
        name = "histograms",
        description = {
            "Fill the histograms of the Analysis Grand Challenge, by its names, for all samples and variations.",
            "Prints one JSON document, or writes it with --out."
        })
public final class HistogramsCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--input",
            paramLabel = "DIR",
            description = "Folder with samples.json and its event files; default: the sample that ships with diffhep.")
    private Optional<Path> input = Optional.empty();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep decoded columns in this folder: every run but the first reads them from there.")
    private Optional<Path> cache = Optional.empty();

    @Mixin
    private ColumnOptions columns = new ColumnOptions();

    @Option(
            names = "--version",
            paramLabel = "V",
            defaultValue = "v2",
            description = "The selection: v1 or v2 of AGC. Default: ${DEFAULT-VALUE}.")
    private String version = "";

    @Option(names = "--cut", paramLabel = "NAME=VALUE", description = "Another threshold than AGC's.")
    private Map<String, Double> cuts = new LinkedHashMap<>();

    @Option(
            names = "--variations",
            paramLabel = "WHICH",
            defaultValue = "all",
            description = "all or nominal. Default: ${DEFAULT-VALUE}.")
    private String variations = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "hard",
            description = "hard cuts, or soft ones at temperature 1. Default: ${DEFAULT-VALUE}.")
    private String mode = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; the result does not depend on it. Default: one for each core.")
    private int threads;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to this file: the document (.json), or one TH1D for each histogram (.root).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print the document also when it is written to a file.")
    private boolean json;

    /** Prints to this console. */
    public HistogramsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean all = choice("--variations", variations, "all", "nominal");
        boolean hard = choice("--mode", mode, "hard", "soft");
        if (threads < 0) {
            throw new UsageException("--threads " + threads + ": cannot be negative");
        }
        out.ifPresent(HistogramsCommand::checkTarget);
        int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        TtbarInput samples = new TtbarInput(input, cache, columns.naming());
        TtbarHistograms filled =
                ColumnOptions.suggesting(() -> TtbarHistograms.fill(samples, version, cuts, all, hard, cores));
        JsonDocument document = document(filled);
        if (out.isPresent()) {
            write(out.get(), filled, document);
            console.message(filled.histograms().size() + " histograms of " + filled.events() + " events: " + out.get());
        }
        if (json || out.isEmpty()) {
            document.print(console);
        }
        return ExitCodes.DONE;
    }

    private static boolean choice(String option, String value, String yes, String no) {
        if (!value.equals(yes) && !value.equals(no)) {
            throw new UsageException(option + " " + value + ": expected " + yes + " or " + no);
        }
        return value.equals(yes);
    }

    private static void checkTarget(Path file) {
        if (!file.toString().endsWith(".json") && !isRoot(file)) {
            throw new UsageException("--out " + file + ": only .json and .root can be written");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new UsageException("--out " + file + ": its folder is not there or cannot be written to");
        }
    }

    private static boolean isRoot(Path file) {
        return file.toString().endsWith(".root");
    }

    private static void write(Path file, TtbarHistograms filled, JsonDocument document) {
        if (!isRoot(file)) {
            AtomicFile.write(file, document.text() + "\n");
            return;
        }
        List<StoredHistogram> stored = new ArrayList<>();
        filled.histograms().forEach((name, counted) -> {
            double entries = counted.entries().stream().mapToDouble(x -> x).sum();
            stored.add(StoredHistograms.stored(name, "", counted.histogram(), entries));
        });
        HistogramFiles.write(file, stored);
    }

    private static JsonDocument document(TtbarHistograms filled) {
        JsonDocument document = new JsonDocument();
        ObjectNode histograms = document.root().putObject("histograms");
        filled.histograms().forEach((name, counted) -> {
            ObjectNode node = histograms.putObject(name);
            Histogram histogram = counted.histogram();
            document.numbers(
                    node.putArray("edges"), name + ".edges", histogram.axis().edges());
            document.numbers(node.putArray("values"), name + ".values", histogram.values());
            document.numbers(node.putArray("variances"), name + ".variances", histogram.variances());
            ArrayNode entries = node.putArray("entries");
            document.numbers(
                    entries,
                    name + ".entries",
                    counted.entries().stream().mapToDouble(x -> x).toArray());
            document.number(node, "underflow", name + ".underflow", histogram.underflow());
            document.number(node, "overflow", name + ".overflow", histogram.overflow());
        });
        ObjectNode metrics = document.root().putObject("metrics");
        metrics.put("events", filled.events());
        document.number(metrics, "seconds", "metrics.seconds", filled.seconds());
        metrics.put("bytes_read", filled.bytesRead());
        metrics.put("bytes_decompressed", filled.bytesDecompressed());
        return document;
    }
}
