/**
 * Optimisers that know parameters and gradients and nothing of what they optimise: {@link
 * org.diffhep.autodiff.optimise.Optimiser} has them all, {@link org.diffhep.autodiff.optimise.Inequalities} folds constraints into
 * what they minimise.
 */
@NullMarked
package org.diffhep.autodiff.optimise;

import org.jspecify.annotations.NullMarked;
