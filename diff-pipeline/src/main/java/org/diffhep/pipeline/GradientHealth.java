package org.diffhep.pipeline;

import java.util.List;
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

    /** Within how many widths, times temperature, an event is near a cut: beyond, a flag is within 2 % of 0 or 1. */
    public static final double NEAR = 4;
    /** Effective events below which a bin is named. */
    public static final double FEW_EVENTS = 10;

    /** Copies the lists. */
    public GradientHealth {
        parameters = List.copyOf(parameters);
        regions = List.copyOf(regions);
    }

    /** The state of a parameter. */
    public enum State {
        /** Events lie near its cuts, or its gradient does not come from cuts. */
        HEALTHY,
        /** Less than one in a thousand events lies near its cuts. Of a parameter that moves bin edges alone this is never said. */
        SATURATED,
        /** No gradient reaches it. */
        DEAD
    }

    /**
     * One parameter.
     *
     * @param gradient of the objective, for a change by one scale
     * @param nearCuts share of the weighted events, those of the preselection, of which a value lies within {@value GradientHealth#NEAR}
     *     widths of a cut, or bandwidths of a bin edge, that moves with the parameter; empty if none does
     */
    public record ParameterHealth(String name, double gradient, OptionalDouble nearCuts, State state) {}

    /**
     * One region, with hard cuts.
     *
     * @param emptyBins positions from 0 of bins without an event
     * @param thinBins positions of bins with less than {@value GradientHealth#FEW_EVENTS} effective events
     */
    public record RegionHealth(String name, List<Integer> emptyBins, List<Integer> thinBins) {

        /** Copies the lists. */
        public RegionHealth {
            emptyBins = List.copyOf(emptyBins);
            thinBins = List.copyOf(thinBins);
        }
    }
}
