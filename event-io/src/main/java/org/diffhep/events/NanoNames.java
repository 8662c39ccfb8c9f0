package org.diffhep.events;

import java.util.Collection;
import java.util.Optional;

/**
 * The naming convention of NanoAOD: the columns of a collection are {@code Jet_pt}, {@code Jet_eta}; {@code nJet} counts
 * its objects. A collection of plain values, such as {@code LHEPdfWeight}, has no second part.
 */
public final class NanoNames {

    private NanoNames() {}

    /**
     * The collection of a column by its name alone: what precedes the first underscore, if {@code columns} has a counter
     * for it. Empty for {@code MET_pt}, as there is no {@code nMET}.
     */
    public static Optional<String> collection(String column, Collection<String> columns) {
        int underscore = column.indexOf('_');
        String prefix = underscore < 0 ? column : column.substring(0, underscore);
        return columns.contains(counter(prefix)) ? Optional.of(prefix) : Optional.empty();
    }

    /** The counter of a collection: {@code nJet} for {@code Jet}. */
    public static String counter(String collection) {
        return "n" + collection;
    }

    /** The collection that a counter counts: {@code Jet} for {@code nJet} or {@code NJet}; other names stand for themselves. */
    public static String countedBy(String counter) {
        return counter.length() > 1 && (counter.charAt(0) == 'n' || counter.charAt(0) == 'N')
                ? counter.substring(1)
                : counter;
    }
}
