package org.diffhep.autodiff.engine;

import java.util.Set;

/** An expression uses a column that the events do not have. */
public final class MissingColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingColumnException(String name, Set<String> known) {
        super("the events have no " + name + "; they have "
                + (known.isEmpty() ? "nothing of this kind" : String.join(", ", known)));
    }
}
