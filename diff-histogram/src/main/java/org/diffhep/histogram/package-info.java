/** Axes, hard and differentiable filling of histograms, interchange. */
@NullMarked
package org.diffhep.histogram;

import org.jspecify.annotations.NullMarked;
