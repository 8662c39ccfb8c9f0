package org.diffhep.histogram;

import org.diffhep.autodiff.Expr;

/**
 * One dimension of a fill.
 *
 * @param observable an event value or an object value
 * @param binning of the observable
 * @param smoothing of the entries in a soft reading
 */
public record Dimension(Expr observable, Binning binning, Smoothing smoothing) {}
