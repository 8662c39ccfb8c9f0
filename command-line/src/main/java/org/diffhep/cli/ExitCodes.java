package org.diffhep.cli;

/** What the process tells its caller. */
public final class ExitCodes {

    /** Done. */
    public static final int DONE = 0;

    /** The computation has no answer: a fit that did not converge, an objective that is undefined. */
    public static final int NO_ANSWER = 1;

    /** Wrong use or bad input. */
    public static final int BAD_INPUT = 2;

    /** Stopped by Ctrl-C; the best result so far is written. */
    public static final int STOPPED = 130;

    private ExitCodes() {}
}
