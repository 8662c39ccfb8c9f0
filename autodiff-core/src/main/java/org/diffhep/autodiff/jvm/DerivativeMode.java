package org.diffhep.autodiff.jvm;

/** Which way derivatives go through a graph. All give the same up to rounding. */
public enum DerivativeMode {
    /** The one that costs less by {@link DerivativeCost}: forward where parameters are few. */
    AUTOMATIC,
    /** Tangents for each parameter in the sweep that makes the sums. */
    FORWARD,
    /** Adjoints in a second sweep, whatever the number of parameters. */
    REVERSE
}
