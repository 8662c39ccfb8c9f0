/**
 * What an engine is: the contract between expressions and what evaluates them.
 *
 * <p>{@link org.diffhep.autodiff.engine.Engine} binds a graph to an {@link org.diffhep.autodiff.engine.EventSource}; {@link
 * org.diffhep.autodiff.engine.Engines} finds engines by name. An engine on arrays implements {@link
 * org.diffhep.autodiff.engine.ChunkEvaluator} and leaves the rest to {@link org.diffhep.autodiff.engine.ChunkedGraph}.
 */
@NullMarked
package org.diffhep.autodiff.engine;

import org.jspecify.annotations.NullMarked;
