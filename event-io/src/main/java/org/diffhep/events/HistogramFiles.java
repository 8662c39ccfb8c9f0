package org.diffhep.events;

import java.nio.file.Path;
import java.util.List;
import org.diffhep.events.internal.root.HistogramWriter;

/** Writes histograms to ROOT files; {@link EventFile#histogram} reads them. */
public final class HistogramFiles {

    private HistogramFiles() {}

    /**
     * Writes histograms to a ROOT file, as TH1D, TH2D or TH3D with the variances as squared weights (fSumw2), underflow and
     * overflow included. The sums behind ROOT's mean and RMS take each fill to be in the middle of its bin. The same histograms
     * give the same bytes. The file appears whole, in place of one that is there, or not at all.
     *
     * @throws IllegalArgumentException two histograms have one name, or one has a slash in its name, edges that do not ascend,
     *     or a number that is not finite
     * @throws java.io.UncheckedIOException the file cannot be written
     */
    public static void write(Path file, List<StoredHistogram> histograms) {
        HistogramWriter.write(file, histograms);
    }
}
