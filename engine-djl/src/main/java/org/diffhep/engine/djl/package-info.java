/**
 * The same expression graphs on DJL with its PyTorch engine, in float64, with PyTorch's own differentiation: an opinion that
 * shares no kernel with the JVM engine.
 *
 * <p>{@link org.diffhep.engine.djl.DjlEngine} is all that users see. Inside, a {@code Chunk} holds the arrays of some events, one
 * for each node: flat, with the objects of all events one after another, as they are stored. No padded object is computed,
 * so that nothing can go wrong in one (a logarithm of a padding zero would spoil the gradient of the others). Where an
 * operation goes through the objects of an event, {@code JaggedObjects} gathers the flat values into a matrix of events × objects
 * and fills the rest with what does no harm: a flag of 0.
 */
@NullMarked
package org.diffhep.engine.djl;

import org.jspecify.annotations.NullMarked;
