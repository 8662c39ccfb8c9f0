/**
 * The same expression graphs on ND4J, in float64, with derivatives of our own: a third opinion that shares no kernel with the other engines, neither
 * functions nor their derivatives. Slow, and optional.
 *
 * <p>{@link org.diffhep.engine.nd4j.Nd4jEngine} is all that users see. Inside, a {@code Chunk} computes the nodes of the graph in order, each with a
 * function that pulls derivatives back to its inputs, then calls these in the opposite order. What ND4J has is computed with its arrays; what goes
 * through the objects of an event, with loops over their numbers: it has no arrays with rows of different lengths. A derivative that nothing comes
 * to is 0 even where the slope is infinite, so that values that are not taken do no harm.
 */
@NullMarked
package org.diffhep.engine.nd4j;

import org.jspecify.annotations.NullMarked;
