package org.diffhep.events.internal.root;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diffhep.events.HistogramFiles;
import org.diffhep.events.StoredHistogram;
import org.diffhep.events.internal.PendingFile;

/** Writes files of histograms. */
public final class HistogramWriter {

    private HistogramWriter() {}

    /** As {@link HistogramFiles#write}. */
    public static void write(Path file, List<StoredHistogram> histograms) {
        Set<String> names = new HashSet<>();
        for (StoredHistogram histogram : histograms) {
            require(file, histogram);
            if (!names.add(histogram.name())) {
                throw new IllegalArgumentException(file + ": two histograms are named " + histogram.name());
            }
        }
        try (PendingFile pending = PendingFile.of(file)) {
            try (RootFileWriter root = new RootFileWriter(pending.path(), String.valueOf(file.getFileName()))) {
                for (StoredHistogram histogram : histograms) {
                    HistogramRecord record = new HistogramRecord(histogram);
                    root.object(record.className(), histogram.name(), histogram.title(), record.write());
                }
                root.finish();
            }
            pending.publish();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e, e);
        }
    }

    private static void require(Path file, StoredHistogram histogram) {
        String where = file + ": histogram " + histogram.name();
        if (histogram.name().isEmpty() || histogram.name().contains("/")) {
            throw new IllegalArgumentException(where + " cannot be written: a name has no slash, and is not empty");
        }
        for (int axis = 0; axis < histogram.dimensions(); axis++) {
            double[] edges = histogram.edges(axis);
            for (int i = 0; i < edges.length; i++) {
                if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
                    throw new IllegalArgumentException(where + ": edge " + i + " of axis " + axis + " is " + edges[i]
                            + "; edges are finite and ascend");
                }
            }
            if (edges.length < 2) {
                throw new IllegalArgumentException(where + ": axis " + axis + " has no bins");
            }
        }
        for (int i = 0; i < histogram.values().length; i++) {
            if (!Double.isFinite(histogram.values()[i])
                    || !Double.isFinite(histogram.variances()[i])) {
                throw new IllegalArgumentException(
                        where + ": cell " + i + " holds " + histogram.values()[i] + " with the variance "
                                + histogram.variances()[i]);
            }
        }
        if (!Double.isFinite(histogram.entries())) {
            throw new IllegalArgumentException(where + ": its number of entries is " + histogram.entries());
        }
    }
}
