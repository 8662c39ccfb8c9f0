package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A modifier of an HS3 sample, as read, with the meaning that pyhf has a word for.
 *
 * @param node its JSON
 * @param path its JSON path
 * @param type pyhf's type, or {@link #POISSON_STAT_ERROR}
 * @param name its own name in HS3
 * @param parameters names of its parameters
 * @param constraint the distribution that it names as its constraint
 * @param constant whether its parameters are constant unless a parameter point says otherwise
 */
record Hs3Modifier(
        JsonNode node,
        String path,
        String type,
        String name,
        List<String> parameters,
        Optional<String> constraint,
        boolean constant) {
    /** A staterror with Poisson constraint. */
    static final String POISSON_STAT_ERROR = "poisson staterror";

    Hs3Modifier ofType(String other) {
        return new Hs3Modifier(node, path, other, name, parameters, constraint, constant);
    }

    boolean isVector() {
        return type.equals("shapefactor")
                || type.equals("shapesys")
                || type.equals("staterror")
                || type.equals(POISSON_STAT_ERROR);
    }
}
