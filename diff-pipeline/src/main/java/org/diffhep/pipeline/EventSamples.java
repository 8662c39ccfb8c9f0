package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.EventTable;

/**
 * The events of all samples of an analysis: read, weighted, preselected.
 *
 * @param samples by name, in the order of the analysis
 * @param files what was read
 * @param naming how their columns were called
 */
record EventSamples(Map<String, EventSample> samples, List<OptimisationResult.InputFile> files, ColumnNaming naming) {

    EventSamples {
        samples = Collections.unmodifiableMap(new LinkedHashMap<>(samples));
        files = List.copyOf(files);
    }

    /** Samples whose columns were called as they are stored. */
    EventSamples(Map<String, EventSample> samples, List<OptimisationResult.InputFile> files) {
        this(samples, files, ColumnNaming.asStored());
    }

    /** Number of events in the files. */
    long eventsRead() {
        return samples.values().stream().mapToLong(EventSample::eventsRead).sum();
    }

    /**
     * Reads what an analysis needs.
     *
     * @throws InvalidInputException if a sample is missing, or a file does not say how its events are normalised
     */
    static EventSamples read(SampleCatalogue catalogue, Analysis analysis) {
        Map<String, EventSample> samples = new LinkedHashMap<>();
        List<OptimisationResult.InputFile> inputs = new ArrayList<>();
        for (String name : analysis.samples()) {
            SampleReader reader =
                    new SampleReader(catalogue, name, "nominal", analysis.expressions(), UnaryOperator.identity());
            samples.put(name, read(reader, name, analysis));
            reader.files()
                    .forEach(file -> inputs.add(new OptimisationResult.InputFile(
                            file.file(), catalogue.location(file).sha256())));
        }
        return new EventSamples(samples, inputs, catalogue.naming());
    }

    private static EventSample read(SampleReader reader, String name, Analysis analysis) {
        List<EventTable> selected = new ArrayList<>();
        reader.read(table -> selected.add(preselect(table, analysis.preselection())));
        return new EventSample(name, selected, reader.entries());
    }

    private static EventTable preselect(EventTable table, Analysis.Preselection preselection) {
        EventTable kept = table;
        for (Expr flag : preselection.objects()) {
            boolean[] keep = flags(flag, kept);
            kept = kept.filterObjects(EventColumns.collectionOf(flag), keep);
        }
        for (Expr flag : preselection.events()) {
            kept = kept.filterEntries(flags(flag, kept));
        }
        return kept;
    }

    private static boolean[] flags(Expr flag, EventTable table) {
        double[] values = JvmEngine.evaluate(List.of(flag), EventColumns.batch(table), new double[0], Relaxation.HARD)
                .get(0);
        boolean[] keep = new boolean[values.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = values[i] != 0;
        }
        return keep;
    }
}
