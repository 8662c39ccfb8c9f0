package org.diffhep.stats;

import java.util.Arrays;

/**
 * The observed events of one channel.
 *
 * @param channel name of the channel
 * @param data events per bin, not negative; need not be whole numbers (copied in and out)
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record Observation(String channel, double[] data) {
    /**
     * Copies the array.
     *
     * @throws InvalidModelException if a number is negative or not finite
     */
    public Observation {
        data = data.clone();
        Numbers.requireFinite(data, "observation of channel '" + channel + "'", "number of events");
        for (int b = 0; b < data.length; b++) {
            if (data[b] < 0) {
                throw new InvalidModelException(
                        "observation of channel '" + channel + "': bin " + b + " holds " + data[b] + " events");
            }
        }
    }

    /**
     * An observation.
     *
     * @param channel name of the channel
     * @param data events per bin
     */
    public static Observation of(String channel, double... data) {
        return new Observation(channel, data);
    }

    @Override
    public double[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Observation o && channel.equals(o.channel) && Arrays.equals(data, o.data);
    }

    @Override
    public int hashCode() {
        return 31 * channel.hashCode() + Arrays.hashCode(data);
    }
}
