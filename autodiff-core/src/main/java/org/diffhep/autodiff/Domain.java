package org.diffhep.autodiff;

/** What an expression has a value for: nothing (one number), each event, or each object of a collection. */
public sealed interface Domain {

    /** One number for all events. */
    Domain SCALAR = new Scalar();

    /** One number for each event. */
    Domain EVENT = new Event();

    /** One number for all events. */
    record Scalar() implements Domain {
        @Override
        public String toString() {
            return "scalar";
        }
    }

    /** One number for each event. */
    record Event() implements Domain {
        @Override
        public String toString() {
            return "event";
        }
    }

    /** One number for each object of a collection, in each event. */
    record Objects(ObjectCollection collection) implements Domain {
        @Override
        public String toString() {
            return "objects of " + collection.label();
        }
    }
}
