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
 * @param parameters names of its parameters, those of bins in the order of bins
 * @param order for each bin, where its parameter stands in the document; empty without bins
 * @param constraint the distribution that it names as its constraint
 * @param constant whether its parameters are constant unless a parameter point says otherwise
 */
record Hs3Modifier(
        JsonNode node,
        String path,
        String type,
        String name,
        List<String> parameters,
        List<Integer> order,
        Optional<String> constraint,
        boolean constant) {
    /** A staterror with Poisson constraint. */
    static final String POISSON_STAT_ERROR = "poisson staterror";

    Hs3Modifier ofType(String other) {
        return new Hs3Modifier(node, path, other, name, parameters, order, constraint, constant);
    }

    /** Whether HS3 calls it a staterror: then its uncertainties are those of the samples. */
    boolean isStatError() {
        return node.path("type").asText().equals("staterror");
    }

    boolean isVector() {
        return type.equals("shapefactor")
                || type.equals("shapesys")
                || type.equals("staterror")
                || type.equals(POISSON_STAT_ERROR);
    }
}
