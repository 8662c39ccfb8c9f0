/**
 * Pictures of likelihoods: the commands of {@code plot}. A figure class turns plain numbers into a {@link
 * org.diffhep.cli.plot.Figure} of JFreeChart charts, {@link org.diffhep.cli.plot.Theme} says how they look, and {@link
 * org.diffhep.cli.plot.FigureWriter} writes any of them as SVG, PNG or HTML.
 */
@NullMarked
package org.diffhep.cli.plot;

import org.jspecify.annotations.NullMarked;
