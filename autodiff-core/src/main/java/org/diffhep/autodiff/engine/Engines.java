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

        /**
         * A new engine on a device; an engine that knows none but the processor refuses others.
         *
         * @param device {@code cpu}, {@code gpu}, {@code gpu1}, …
         * @throws IllegalArgumentException if the engine cannot compute there
         */
        default Engine create(int threads, String device) {
            if (!device.equals(EngineChoice.CPU)) {
                throw new IllegalArgumentException(
                        "engine " + name() + " computes on the " + EngineChoice.CPU + ", not on device " + device);
            }
            return create(threads);
        }
    }

    /**
     * A new engine on the processor.
     *
     * @throws IllegalArgumentException if there is none of this name, or threads is not positive
     */
    public static Engine create(String name, int threads) {
        return create(new EngineChoice(name, threads));
    }

    /**
     * A new engine.
     *
     * @throws IllegalArgumentException if there is none of this name, or it cannot compute on the device
     */
    public static Engine create(EngineChoice choice) {
        TreeMap<String, Provider> known = new TreeMap<>();
        ServiceLoader.load(Provider.class).forEach(provider -> known.put(provider.name(), provider));
        Provider provider = known.get(choice.name());
        if (provider == null) {
            throw new IllegalArgumentException("there is no engine " + choice.name() + " on the class path; there is "
                    + String.join(", ", known.keySet()));
        }
        return provider.create(choice.threads(), choice.device());
    }
}
