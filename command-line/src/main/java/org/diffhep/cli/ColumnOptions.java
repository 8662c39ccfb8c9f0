package org.diffhep.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.diffhep.events.ColumnNames;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.ColumnNaming.Convention;
import org.diffhep.events.UnknownColumnException;
import picocli.CommandLine.Option;

/** {@code --column} and {@code --schema}: how the columns of files are called. */
public final class ColumnOptions {

    @Option(
            names = "--column",
            paramLabel = "NAME=STORED",
            description = "Another name for a column, or for a part of names: btagCSVV2=btagDeepFlavB. Repeatable.")
    private List<String> aliases = List.of();

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description =
                    "How columns are called: stored (default); physlite: AnalysisJetsAuxDyn.pt is AnalysisJets_pt, in MeV"
                            + " as stored; or physlite-as-nano: it is Jet_pt, in GeV.")
    private String schema = Convention.STORED.toString();

    /**
     * What was chosen.
     *
     * @throws UsageException an option is wrong
     */
    public ColumnNaming naming() {
        for (Convention convention : Convention.values()) {
            if (convention.toString().equals(schema)) {
                return new ColumnNaming(convention, parsedAliases());
            }
        }
        throw new UsageException("--schema " + schema + ": expected stored, physlite or physlite-as-nano");
    }

    private Map<String, String> parsedAliases() {
        try {
            return ColumnNames.parseAliases(aliases);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--column " + e.getMessage());
        }
    }

    /**
     * Does something with columns.
     *
     * @throws UsageException a column is missing that goes by another name here: says how to ask for that
     */
    public static <T> T suggesting(Supplier<T> work) {
        try {
            return work.get();
        } catch (UnknownColumnException e) {
            throw e.otherVersion()
                    .<RuntimeException>map(other -> new UsageException(e.getMessage() + ". Try --column "
                            + withoutCollection(e.column(), other) + "=" + withoutCollection(other, e.column())))
                    .orElse(e);
        }
    }

    /** {@code btagCSVV2} for {@code Jet_btagCSVV2}, if the other name is of the same collection. */
    private static String withoutCollection(String name, String other) {
        int underscore = name.indexOf('_') + 1;
        return underscore > 0 && other.startsWith(name.substring(0, underscore)) ? name.substring(underscore) : name;
    }
}
