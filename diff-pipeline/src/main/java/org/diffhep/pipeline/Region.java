package org.diffhep.pipeline;

import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Bandwidths;
import org.diffhep.histogram.Binning;
import org.diffhep.histogram.LearnableAxis;

/**
 * A selection of events and the histogram that is filled with them.
 *
 * @param name unique within an analysis: {@code 4j1b}
 * @param label of the axis, with its unit: {@code HT [GeV]}
 * @param axis bins of the observable; a {@link LearnableAxis} moves with parameters of the analysis, and one without parameters becomes the fixed axis that it is
 * @param bandwidth of the soft histogram at temperature 1, in the unit of the observable. Used only where the observable or an
 *     edge depends on a parameter: a fixed observable between fixed edges is binned exactly, since smearing it would add a bias and no gradient
 * @param selection the probability that an event is in the region
 * @param observable what is filled: an event value, or an object value with a share for each object
 * @param share for an object observable the probability that the object is the one filled; 1 for an event value
 */
public record Region(
        String name, String label, Binning axis, double bandwidth, Expr selection, Expr observable, Expr share) {

    /** Bandwidth of edges that move, as a share of the mean width of the bins where they start. */
    private static final double EDGE_BANDWIDTH = 0.25;

    /**
     * @throws IllegalArgumentException if the selection is not an event value, the share is missing for an object observable, or edges move
     *     without a bandwidth
     */
    public Region {
        if (!(selection.domain() instanceof Domain.Event)) {
            throw new IllegalArgumentException(
                    "region " + name + ": the selection has domain " + selection.domain() + ", not event");
        }
        if (observable.domain() instanceof Domain.Objects && !(share.domain() instanceof Domain.Objects)) {
            throw new IllegalArgumentException("region " + name + ": the observable has a value for each of the "
                    + observable.domain() + "; use ofChoice, with the share of each");
        }
        if (axis instanceof LearnableAxis learnable && learnable.parameters().isEmpty()) {
            axis = learnable.start();
        }
        if (axis instanceof LearnableAxis && bandwidth == 0) {
            throw new IllegalArgumentException(
                    "region " + name + ": edges that move need a bandwidth, or no gradient reaches them");
        }
    }

    /** A region with an observable of the event. The bandwidth of edges that move is a quarter of a bin; else it is 0. */
    public static Region of(String name, String label, Binning axis, Expr selection, Expr observable) {
        return new Region(name, label, axis, bandwidthOf(axis), selection, observable, Expressions.constant(1));
    }

    /** The same region with a bandwidth. */
    public Region bandwidth(double newBandwidth) {
        return new Region(name, label, axis, newBandwidth, selection, observable, share);
    }

    private static double bandwidthOf(Binning axis) {
        return axis instanceof LearnableAxis ? Bandwidths.ofBinWidth(EDGE_BANDWIDTH, axis) : 0;
    }

    /**
     * A region that fills one of an event's candidates, each with its probability to be the chosen one; or, with the {@code members()}
     * of a collection as the share, each of its objects. The bandwidth is that of {@link #of}.
     */
    public static Region ofChoice(
            String name, String label, Binning axis, Expr selection, Expr observable, Expr share) {
        return new Region(name, label, axis, bandwidthOf(axis), selection, observable, share);
    }

    /** The edges, if they move; else none. */
    List<Expr> movingEdges() {
        return axis instanceof LearnableAxis learnable ? learnable.edges() : List.of();
    }

    /** The bins at some values of the parameters of the analysis. */
    Axis axisAt(List<Parameter> parameters, double[] values) {
        return axis instanceof LearnableAxis learnable ? learnable.at(parameters, values) : (Axis) axis;
    }

    /** How wide the kernel of a soft histogram of an observable is, this region's or a variation of it. */
    double bandwidthFor(Expr varied) {
        return varied.unmasked().isDifferentiable() || axis instanceof LearnableAxis ? bandwidth : 0;
    }

    /** The same region with some expressions replaced. */
    Region substitute(Map<Expr, Expr> replacements) {
        return new Region(
                name,
                label,
                axis instanceof LearnableAxis learnable ? learnable.substitute(replacements) : axis,
                bandwidth,
                selection.substitute(replacements),
                observable.substitute(replacements),
                share.substitute(replacements));
    }

    /** With what probability an event, or each of its candidates, enters the histogram. */
    Expr probability() {
        return share.domain() instanceof Domain.Scalar ? selection : selection.times(share);
    }
}
