/**
 * Histograms as other programs have them: {@link org.diffhep.histogram.interchange.UhiJson} for the Python packages around
 * UHI (hist, boost-histogram, mplhep), {@link org.diffhep.histogram.interchange.HistogramNpz} for numpy, {@link
 * org.diffhep.histogram.interchange.HistogramCsv} for anything.
 *
 * <p>What is read is text or bytes in memory; names of files are the caller's, who adds them to an {@link
 * org.diffhep.histogram.interchange.InvalidHistogramException}.
 */
@NullMarked
package org.diffhep.histogram.interchange;

import org.jspecify.annotations.NullMarked;
