/**
 * Differentiable expressions over events.
 *
 * <p>Start at {@link org.diffhep.autodiff.Expressions}: it makes columns, collections, constants and parameters; {@link
 * org.diffhep.autodiff.Expr} combines them. A {@link org.diffhep.autodiff.Reduction} turns expressions into a few sums
 * over all events, and an engine ({@link org.diffhep.autodiff.engine.Engine}) evaluates reductions and pulls gradients
 * back to the {@link org.diffhep.autodiff.Parameter parameters}. Whether a cut is hard or soft is chosen then, by a
 * {@link org.diffhep.autodiff.Relaxation}.
 */
@NullMarked
package org.diffhep.autodiff;

import org.jspecify.annotations.NullMarked;
