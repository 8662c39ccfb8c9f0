package org.diffhep.events;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The naming convention of NanoAOD: the columns of a collection are {@code Jet_pt}, {@code Jet_eta}; {@code nJet} counts
 * its objects. A collection of plain values, such as {@code LHEPdfWeight}, has no second part.
 */
public final class NanoNames {

    private static final List<String> B_TAGS =
            List.of("btagCMVA", "btagCSVV2", "btagDeepB", "btagDeepFlavB", "btagPNetB", "btagUParTAK4B");
    /** Beginnings of names that changed, both ways. */
    private static final List<String[]> RENAMED = List.of(
            new String[] {"MET_", "PFMET_"},
            new String[] {"PFMET_", "MET_"},
            new String[] {"fixedGridRho", "Rho_fixedGridRho"},
            new String[] {"Rho_fixedGridRho", "fixedGridRho"});

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

    /**
     * What a column that is missing may be called in another version of NanoAOD: b-tag discriminants in the order of their
     * appearance (v5 to v15), missing transverse momentum and energy density. The first younger one that is there, else the
     * last older one.
     *
     * @param column a name that is not among {@code columns}
     */
    public static Optional<String> otherVersion(String column, Collection<String> columns) {
        int underscore = column.indexOf('_');
        String prefix = column.substring(0, underscore + 1);
        int age = B_TAGS.indexOf(column.substring(underscore + 1));
        if (age >= 0) {
            Stream<String> younger = B_TAGS.subList(age + 1, B_TAGS.size()).stream();
            Stream<String> older = IntStream.range(0, age).mapToObj(i -> B_TAGS.get(age - 1 - i));
            return Stream.concat(younger, older)
                    .map(prefix::concat)
                    .filter(columns::contains)
                    .findFirst();
        }
        return RENAMED.stream()
                .filter(pair -> column.startsWith(pair[0]))
                .map(pair -> pair[1] + column.substring(pair[0].length()))
                .filter(columns::contains)
                .findFirst();
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
