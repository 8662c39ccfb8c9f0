package org.diffhep.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a gradient can lead anywhere at one point: a cut far from all events, at which every flag is 0 or 1, has a gradient of
 * zero that looks like that of an optimum. On the training events.
 *
 * @param temperature of the soft cuts
 * @param parameters one for each parameter of the analysis
 * @param regions one for each region
 */
public record GradientHealth(double temperature, List<ParameterHealth> parameters, List<RegionHealth> regions) {

    /** The response, as a share, below which a parameter or a bin is saturated. */
    public static final double LEAST_RESPONSE = 1e-3;
    /** Effective events below which a bin is named. */
    public static final double FEW_EVENTS = 10;

    /** Copies the lists. */
    public GradientHealth {
        parameters = List.copyOf(parameters);
        regions = List.copyOf(regions);
    }

    /** The state of a parameter. */
    public enum State {
        /** Events follow it, or its gradient does not come from entries that move. */
        HEALTHY,
        /** Less than one in a thousand of the expected events follows a change by its scale. Of a parameter that moves bin edges alone this is never said. */
        SATURATED,
        /** No gradient reaches it. */
        DEAD
    }

    /**
     * One parameter.
     *
     * @param gradient of the objective, for a change by one scale
     * @param response share of the expected events that enters, leaves or changes its bin for a change by one scale, to first order, all
     *     signs counted positive, so that it is not 0 where the gradient is that of an optimum; empty if no entry depends on the parameter
     * @param lostIn of a parameter that is not healthy the first expression that does not follow it although its inputs do
     */
    public record ParameterHealth(
            String name, double gradient, OptionalDouble response, Optional<String> lostIn, State state) {}

    /**
     * One region.
     *
     * @param emptyBins positions from 0 of bins without an event, with hard cuts
     * @param thinBins positions of bins with less than {@value GradientHealth#FEW_EVENTS} effective events, with hard cuts
     * @param saturatedBins positions of bins whose entries lie so far from all edges that less than one in a thousand passes one while the
     *     observable moves by its bandwidth: through the observable they get no gradient. None where neither the observable nor an edge depends on a parameter
     */
    public record RegionHealth(
            String name, List<Integer> emptyBins, List<Integer> thinBins, List<Integer> saturatedBins) {

        /** Copies the lists. */
        public RegionHealth {
            emptyBins = List.copyOf(emptyBins);
            thinBins = List.copyOf(thinBins);
            saturatedBins = List.copyOf(saturatedBins);
        }
    }
}
