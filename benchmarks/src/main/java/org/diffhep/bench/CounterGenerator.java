package org.diffhep.bench;

/**
 * Random numbers from a counter, so that every program and language draws the same ones: number i of a stream is a hash of
 * stream and i (the mixing function of SplitMix64), whatever was drawn before.
 */
final class CounterGenerator {

    private static final long SEED = 20261122;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private CounterGenerator() {}

    private static long mix64(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Uniform in [0, 1). */
    static double uniform(long stream, long i) {
        return (mix64(SEED + GOLDEN * ((stream << 40) + i + 1)) >>> 11) * 0x1p-53;
    }

    /** Exponential with a mean. */
    static double exponential(long stream, long i, double mean) {
        return -mean * Math.log1p(-uniform(stream, i));
    }

    /** Normal, by Box and Muller from this stream and the next. */
    static double normal(long stream, long i, double mean, double sigma) {
        double radius = Math.sqrt(-2 * Math.log1p(-uniform(stream, i)));
        return mean + sigma * radius * Math.cos(2 * Math.PI * uniform(stream + 1, i));
    }

    /** Kumaraswamy's distribution on [0, 1]. */
    static double kumaraswamy(long stream, long i, double a, double b) {
        return Math.pow(1 - Math.pow(1 - uniform(stream, i), 1 / b), 1 / a);
    }
}
