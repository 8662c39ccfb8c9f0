package org.diffhep.autodiff.engine;

import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Relaxation;

/**
 * Some events of a batch, and how they are evaluated.
 *
 * @param graph what is computed of them
 * @param parameters values in the order of the graph; owned by the caller
 * @param relaxation the reading of the cuts
 * @param batch where the events are
 * @param first number of the first event in the batch
 * @param events number of events, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EventChunk(
        Graph graph, double[] parameters, Relaxation relaxation, EventBatch batch, int first, int events) {}
