package org.diffhep.histogram;

/**
 * How entries are spread over the slots of an axis in a soft reading; in a hard one every entry is in its slot.
 *
 * <p>At a reflecting end, what the kernel puts beyond the end comes back inside as its mirror image, so that nothing of an entry inside gets
 * lost and the histogram of a flat distribution stays flat up to the end. It is meant for observables that cannot lie beyond it, such as a network's
 * output in [0, 1]; an entry that does lie there is hard in its slot. The edge of a reflecting end must not move.
 *
 * @param kernel shape
 * @param bandwidth standard deviation of the kernel at temperature 1, in the unit of the observable; 0 for hard bins in every reading
 * @param reflectsBelow whether the first edge reflects
 * @param reflectsAbove whether the last edge reflects
 */
public record Smoothing(Kernel kernel, double bandwidth, boolean reflectsBelow, boolean reflectsAbove) {

    /** Two reflecting ends spread an entry evenly long before: a wider kernel is a mistake. */
    private static final double MOST_RANGES = 10;

    /** Hard bins in every reading: without gradient for the observable and the edges. */
    public static final Smoothing NONE = new Smoothing(Kernel.GAUSSIAN, 0, false, false);

    /** @throws IllegalArgumentException if the bandwidth is negative or not finite */
    public Smoothing {
        if (!(bandwidth >= 0 && bandwidth < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("bandwidth " + bandwidth + " is not a number from 0");
        }
    }

    /** A kernel without reflection. */
    public static Smoothing of(Kernel kernel, double bandwidth) {
        return new Smoothing(kernel, bandwidth, false, false);
    }

    /** The Gaussian kernel without reflection. */
    public static Smoothing gaussian(double bandwidth) {
        return of(Kernel.GAUSSIAN, bandwidth);
    }

    /** The same with both ends reflecting. */
    public Smoothing reflecting() {
        return new Smoothing(kernel, bandwidth, true, true);
    }

    /** The same with the first edge reflecting. */
    public Smoothing reflectingBelow() {
        return new Smoothing(kernel, bandwidth, true, reflectsAbove);
    }

    /** The same with the last edge reflecting. */
    public Smoothing reflectingAbove() {
        return new Smoothing(kernel, bandwidth, reflectsBelow, true);
    }

    /**
     * The standard deviation of the kernel at a temperature, bandwidth·temperature; unless the bandwidth is 0 at least the smallest number whose
     * inverse is one.
     *
     * @throws IllegalArgumentException if both ends of the axis reflect and it is more than ten times the range between them
     */
    public double width(Axis axis, double temperature) {
        double width = bandwidth == 0 ? 0 : Math.max(bandwidth * temperature, Double.MIN_NORMAL);
        if (reflectsBelow && reflectsAbove && width > MOST_RANGES * (axis.edge(axis.bins()) - axis.edge(0))) {
            throw new IllegalArgumentException("bandwidth times temperature, " + width + ", is more than " + MOST_RANGES
                    + " times the range of " + axis + ", whose ends reflect");
        }
        return width;
    }

    boolean reflects() {
        return reflectsBelow || reflectsAbove;
    }
}
