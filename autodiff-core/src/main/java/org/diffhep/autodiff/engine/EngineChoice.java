package org.diffhep.autodiff.engine;

/**
 * Which engine, and what it may use.
 *
 * @param name of the engine: {@code jvm}, {@code djl}, …
 * @param threads how many threads may compute at the same time, at least 1
 * @param device {@code cpu}, or where the engine knows others, {@code gpu} or {@code gpu1}
 */
public record EngineChoice(String name, int threads, String device) {

    /** Where every engine can compute. */
    public static final String CPU = "cpu";

    /** @throws IllegalArgumentException if threads is not positive */
    public EngineChoice {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine needs at least 1 thread, got " + threads);
        }
    }

    /** An engine on the processor. */
    public EngineChoice(String name, int threads) {
        this(name, threads, CPU);
    }

    /** The JVM engine on all cores. */
    public static EngineChoice ofDefaults() {
        return new EngineChoice("jvm", Runtime.getRuntime().availableProcessors());
    }
}
