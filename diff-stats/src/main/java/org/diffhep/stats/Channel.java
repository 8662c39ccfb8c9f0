package org.diffhep.stats;

import java.util.List;

/**
 * A region of the analysis: its samples, which all have the same number of bins.
 *
 * @param name name, unique in the model
 * @param samples at least one sample
 */
public record Channel(String name, List<Sample> samples) {
    /**
     * Checks that there are samples and that they agree on the number of bins.
     *
     * @throws InvalidModelException if there is no sample, a name is repeated, or the numbers of bins differ
     */
    public Channel {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new InvalidModelException("channel '" + name + "' has no samples: give at least one");
        }
        for (int i = 1; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (sample.bins() != samples.get(0).bins()) {
                throw new InvalidModelException("channel '" + name + "': sample '" + sample.name() + "' has "
                        + sample.bins() + " bins, but '" + samples.get(0).name() + "' has "
                        + samples.get(0).bins());
            }
            for (int j = 0; j < i; j++) {
                if (samples.get(j).name().equals(sample.name())) {
                    throw new InvalidModelException(
                            "channel '" + name + "' holds two samples named '" + sample.name() + "'");
                }
            }
        }
    }

    /**
     * A channel.
     *
     * @param name name, unique in the model
     * @param samples at least one sample
     */
    public static Channel of(String name, Sample... samples) {
        return new Channel(name, List.of(samples));
    }

    /** Number of bins. */
    public int bins() {
        return samples.get(0).bins();
    }
}
