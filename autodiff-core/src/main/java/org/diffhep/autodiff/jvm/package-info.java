/**
 * The JVM engine: blocks of events that stay in cache, one tight loop a node, gradients by a backward sweep over the same
 * block. No native code.
 *
 * <p>{@link org.diffhep.autodiff.jvm.JvmEngine} is all that users see. Inside, {@code BlockProgram} holds one thread's values
 * and adjoints, a {@code Step} computes one node; {@link org.diffhep.autodiff.engine.OrderedSums} spreads blocks over threads.
 */
@NullMarked
package org.diffhep.autodiff.jvm;

import org.jspecify.annotations.NullMarked;
