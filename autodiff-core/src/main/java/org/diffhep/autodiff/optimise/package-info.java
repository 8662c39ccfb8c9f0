/** Optimisers that know parameters and gradients and nothing of what they optimise. */
@NullMarked
package org.diffhep.autodiff.optimise;

import org.jspecify.annotations.NullMarked;
