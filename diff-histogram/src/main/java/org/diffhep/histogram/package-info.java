/**
 * Axes and histograms, filled hard or smoothly.
 *
 * <p>Start at {@link org.diffhep.histogram.Axis} and {@link org.diffhep.histogram.HistogramFill}: the fill is a {@link
 * org.diffhep.autodiff.Reduction} that any engine evaluates; {@link org.diffhep.histogram.Histogram} is what comes out.
 */
@NullMarked
package org.diffhep.histogram;

import org.jspecify.annotations.NullMarked;
