package org.diffhep.autodiff;

/**
 * A function of a few numbers, element by element, that a user adds: value and derivatives in plain code. It works in every
 * engine, as part of any graph.
 *
 * <p>Implementations are immutable and thread-safe, and equal where they compute the same ({@link Object#equals}): best a
 * record. The test fixture {@code PrimitiveContract} checks one.
 */
public interface Primitive {

    /** What errors call it. */
    String name();

    /** How many numbers it reads, at least one. */
    int inputs();

    /**
     * Computes the function of each element.
     *
     * @param in for each input an array with at least n numbers, not to be changed
     * @param out where the first n values go
     * @param n how many elements
     */
    void values(double[][] in, double[] out, int n);

    /**
     * Computes the derivative of each element with respect to each input.
     *
     * @param in as for {@link #values}
     * @param out what {@link #values} computed, not to be changed
     * @param slopes for each input where the first n derivatives go; all must be written
     * @param n how many elements
     */
    void slopes(double[][] in, double[] out, double[][] slopes, int n);
}
