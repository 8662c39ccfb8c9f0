package org.diffhep.histogram;

/**
 * The slots of one axis that an entry reaches, and its share in each. Mutable: belongs to one block.
 *
 * <p>With T(e) = F((e − x)/h) − [e &gt; x] an entry gives its own slot 1 and moves T across each edge e. T decays on both sides, so that small
 * shares keep their precision. Reflection adds the images of the entry: T(e) = Σ_k t(e − x − 2kL) − t(2·low − e − x − 2kL) with the tail t
 * of the kernel and L the range; k = 0 alone where one end reflects, and then low is that end.
 */
final class AxisWindow {

    private final Axis axis;
    private final Kernel kernel;
    private final double width;
    private final double reach;
    private final boolean reflectsBelow;
    private final boolean reflectsAbove;
    /** The end that entries are mirrored at. */
    private final double mirror;

    private final double range;
    private final int images;

    /** The slots at the ends: those of the bins where flows are folded. */
    private final int lowest;

    private final int highest;

    /** For each slot T at its lower edge, for those of the window and one more. */
    private final double[] tail;

    private double x;
    private int own;
    private int first;
    private int last;
    private boolean number = true;
    private double perX;
    private double perEdge;

    /**
     * A window.
     *
     * @param width of the kernel, from {@link Smoothing#width}; 0 for hard bins
     */
    AxisWindow(Axis axis, Smoothing smoothing, double width) {
        this.axis = axis;
        this.kernel = smoothing.kernel();
        this.width = width;
        this.reach = kernel.reach() * width;
        this.reflectsBelow = smoothing.reflectsBelow();
        this.reflectsAbove = smoothing.reflectsAbove();
        this.range = axis.edge(axis.bins()) - axis.edge(0);
        this.mirror = axis.edge(reflectsBelow ? 0 : axis.bins());
        boolean both = reflectsBelow && reflectsAbove;
        this.images = both ? (int) Math.ceil((reach + 2 * range) / (2 * range)) : 0;
        this.lowest = axis.underflow() == Flow.FOLDED ? 1 : 0;
        this.highest = axis.overflow() == Flow.FOLDED ? axis.bins() : axis.bins() + 1;
        this.tail = new double[axis.slots() + 1];
    }

    /** Finds the slots that a value reaches. */
    void at(double value) {
        x = value;
        number = true;
        own = axis.slot(value);
        first = own;
        last = own;
        if (width > 0 && !isBeyondReflectingEnd()) {
            while (first > lowest && axis.edge(first - 1) > value - reach) {
                first--;
            }
            while (last < highest && axis.edge(last) <= value + reach) {
                last++;
            }
            for (int slot = first + 1; slot <= last; slot++) {
                tail[slot] = tailAt(slot);
            }
        }
        tail[first] = 0;
        tail[last + 1] = 0;
    }

    /** Whether an entry lies in its own slot alone. */
    boolean isHard() {
        return width == 0;
    }

    /** The slot of a number, if it is counted; else −1. For hard bins all there is to know, without {@link #at}. */
    int countedSlot(double value) {
        int slot = axis.slot(value);
        return slot >= axis.lowestSlot() && slot <= axis.highestSlot() ? slot : -1;
    }

    /** Makes all shares NaN, in a slot that is counted whatever becomes of the flows. */
    void atNoNumber() {
        number = false;
        own = 1;
        first = 1;
        last = 1;
        tail[1] = 0;
        tail[2] = Double.NaN;
    }

    private boolean isBeyondReflectingEnd() {
        return (reflectsBelow && x < axis.edge(0)) || (reflectsAbove && !(x < axis.edge(axis.bins())));
    }

    private boolean isReflectingEnd(int slot) {
        return (reflectsBelow && slot == 1) || (reflectsAbove && slot == axis.bins() + 1);
    }

    private double tailAt(int slot) {
        double edge = axis.edge(slot - 1);
        if (!reflectsBelow && !reflectsAbove) {
            return kernel.tail((edge - x) / width);
        }
        if (isReflectingEnd(slot)) {
            return 0;
        }
        double sum = 0;
        for (int k = -images; k <= images; k++) {
            double shift = x + 2 * k * range;
            sum += kernel.tail((edge - shift) / width) - kernel.tail((2 * mirror - edge - shift) / width);
        }
        return sum;
    }

    /** Finds the derivatives of what is moved across the lower edge of a slot, from first + 1 to last. */
    void differentiateAt(int slot) {
        double edge = axis.edge(slot - 1);
        if (!reflectsBelow && !reflectsAbove) {
            perEdge = kernel.slope((edge - x) / width) / width;
            perX = -perEdge;
            return;
        }
        perEdge = 0;
        perX = 0;
        if (isReflectingEnd(slot)) {
            return;
        }
        for (int k = -images; k <= images; k++) {
            double shift = x + 2 * k * range;
            double direct = kernel.slope((edge - shift) / width) / width;
            double mirrored = kernel.slope((2 * mirror - edge - shift) / width) / width;
            perEdge += direct + mirrored;
            perX += mirrored - direct;
        }
    }

    /** After {@link #differentiateAt}: the derivative for the observable. */
    double perX() {
        return perX;
    }

    /** After {@link #differentiateAt}: the derivative for the edge. */
    double perEdge() {
        return perEdge;
    }

    /** The lowest slot in reach. */
    int first() {
        return first;
    }

    /** The highest slot in reach. */
    int last() {
        return last;
    }

    /** The lowest slot in reach that is counted; above {@link #to} for none. */
    int from() {
        return Math.max(first, axis.lowestSlot());
    }

    /** The highest slot in reach that is counted. */
    int to() {
        return Math.min(last, axis.highestSlot());
    }

    /** Whether the value is a number. */
    boolean isNumber() {
        return number;
    }

    double share(int slot) {
        return (slot == own ? 1 : 0) + (tail[slot + 1] - tail[slot]);
    }
}
