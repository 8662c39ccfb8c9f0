package org.diffhep.histogram;

/** What becomes of entries beyond an end of an axis. */
public enum Flow {
    /** They are counted in a slot of their own. */
    KEPT,
    /** They are not counted. */
    DROPPED,
    /** They count for the bin beside the end, whose other edge alone is an edge then. */
    FOLDED
}
