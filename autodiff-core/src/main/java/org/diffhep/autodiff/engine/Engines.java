package org.diffhep.autodiff.engine;

import java.util.ServiceLoader;
import java.util.TreeMap;

/** Engines by name, found among those on the class path. */
public final class Engines {

    private Engines() {}

    /** Makes an engine; implementations are registered as services. */
    public interface Provider {

        /** What {@code --engine} calls it. */
        String name();

        /**
         * A new engine.
         *
         * @param threads how many threads may compute at the same time, at least 1
         */
        Engine create(int threads);
    }

    /**
     * A new engine.
     *
     * @throws IllegalArgumentException if there is none of this name, or threads is not positive
     */
    public static Engine create(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine needs at least 1 thread, got " + threads);
        }
        TreeMap<String, Provider> known = new TreeMap<>();
        ServiceLoader.load(Provider.class).forEach(provider -> known.put(provider.name(), provider));
        Provider provider = known.get(name);
        if (provider == null) {
            throw new IllegalArgumentException(
                    "there is no engine " + name + " on the class path; there is " + String.join(", ", known.keySet()));
        }
        return provider.create(threads);
    }
}
