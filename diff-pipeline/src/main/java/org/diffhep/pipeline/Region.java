package org.diffhep.pipeline;

import java.util.Map;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.histogram.Axis;

/**
 * A selection of events and the histogram that is filled with them.
 *
 * @param name unique within an analysis: {@code 4j1b}
 * @param label of the axis, with its unit: {@code HT [GeV]}
 * @param axis bins of the observable
 * @param bandwidth of the soft histogram at temperature 1, in the unit of the observable. Used only where the observable
 *     depends on a parameter: a fixed observable is binned exactly, since smearing it would add a bias and no gradient
 * @param selection the probability that an event is in the region
 * @param observable what is filled: an event value, or an object value with a share for each object
 * @param share for an object observable the probability that the object is the one filled; 1 for an event value
 */
public record Region(
        String name, String label, Axis axis, double bandwidth, Expr selection, Expr observable, Expr share) {

    /** @throws IllegalArgumentException if the selection is not an event value, or the share is missing for an object observable */
    public Region {
        if (!(selection.domain() instanceof Domain.Event)) {
            throw new IllegalArgumentException(
                    "region " + name + ": the selection has domain " + selection.domain() + ", not event");
        }
        if (observable.domain() instanceof Domain.Objects && !(share.domain() instanceof Domain.Objects)) {
            throw new IllegalArgumentException("region " + name + ": the observable has a value for each of the "
                    + observable.domain() + "; use ofChoice, with the share of each");
        }
    }

    /** A region with an observable of the event. */
    public static Region of(String name, String label, Axis axis, Expr selection, Expr observable) {
        return new Region(name, label, axis, 0, selection, observable, Expressions.constant(1));
    }

    /** The same region with a bandwidth. */
    public Region bandwidth(double newBandwidth) {
        return new Region(name, label, axis, newBandwidth, selection, observable, share);
    }

    /** A region that fills one of an event's candidates, each with its probability to be the chosen one. */
    public static Region ofChoice(String name, String label, Axis axis, Expr selection, Expr observable, Expr share) {
        return new Region(name, label, axis, 0, selection, observable, share);
    }

    /** The same region with some expressions replaced. */
    Region substitute(Map<Expr, Expr> replacements) {
        return new Region(
                name,
                label,
                axis,
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
