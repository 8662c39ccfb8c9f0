package org.diffhep.autodiff.engine;

/**
 * What an engine on arrays does with some events at a time. Results that are not finite are returned as they are: {@link ChunkedGraph} says
 * where they come from.
 */
public interface ChunkEvaluator {

    /** The sums of all reductions, one reduction after another. */
    double[] sums(EventChunk chunk);

    /**
     * The gradient of Σ cotangent·sum, in the order of the parameters; not finite where a sum is not.
     *
     * @param cotangents one for each of {@link #sums}
     */
    double[] gradient(EventChunk chunk, double[] cotangents);
}
