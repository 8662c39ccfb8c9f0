package org.diffhep.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Other names for the columns of a table: aliases of a user, and the convention of a kind of file. */
public final class ColumnNames {

    private ColumnNames() {}

    /**
     * The table with columns under further names. An alias is that of a whole column, {@code Jet_btagCSVV2} for {@code
     * Jet_btagDeepFlavB}, or that of a part of a collection's columns, {@code btagCSVV2} for {@code btagDeepFlavB}, which
     * then stands for {@code Jet_btagDeepFlavB} and for that of every other collection. An alias may hide a stored name.
     *
     * @param aliases the stored name by the alias
     * @throws UnknownColumnException there is no such stored column
     */
    public static EventTableSource aliased(EventTableSource table, Map<String, String> aliases) {
        if (aliases.isEmpty()) {
            return table;
        }
        List<ColumnInfo> columns = table.columns();
        Map<String, ColumnInfo> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        List<Renaming> renamed = new ArrayList<>();
        aliases.forEach((alias, stored) -> {
            ColumnInfo whole = byName.get(stored);
            if (whole != null) {
                renamed.add(new Renaming(called(alias, whole), stored));
                return;
            }
            String ending = "_" + stored;
            boolean found = false;
            for (ColumnInfo column : columns) {
                if (column.name().endsWith(ending)) {
                    String beginning = column.name().substring(0, column.name().length() - stored.length());
                    renamed.add(new Renaming(called(beginning + alias, column), column.name()));
                    found = true;
                }
            }
            if (!found) {
                table.column(stored);
            }
        });
        return new RenamedTable(table, renamed, true);
    }

    /** The same by another name, which is also that of its collection if it had its own name. */
    static ColumnInfo called(String name, ColumnInfo column) {
        Optional<String> collection = column.collection().map(c -> c.equals(column.name()) ? name : c);
        return new ColumnInfo(name, column.type(), collection, column.depth(), column.dimensions());
    }

    /**
     * ATLAS PHYSLITE by its containers: {@code AnalysisJetsAuxDyn.pt} is {@code AnalysisJets_pt} of the collection {@code
     * AnalysisJets}. Values are as they are stored, energies in MeV. A list in lists keeps a collection of its own, and so does a column whose
     * new name is taken; what is in no auxiliary store keeps its name. Stored names are understood too.
     *
     * <p>Nothing in a file says that the columns of a container have one value for each object: reading several of them together
     * makes sure of it, and otherwise throws an {@link IllegalArgumentException} that names the file, both columns and the entry.
     */
    public static EventTableSource physlite(EventTableSource table) {
        return new RenamedTable(table, PhysliteNames.byContainer(table), false);
    }

    /**
     * ATLAS PHYSLITE as if it were NanoAOD, so that one analysis takes both: {@code AnalysisJetsAuxDyn.pt} is {@code Jet_pt} of the
     * collection {@code Jet}, <b>in GeV</b>; as of {@link #physlite} otherwise.
     *
     * <ul>
     *   <li>Collections: Electron, Muon, Photon, Tau (AnalysisTauJets), Jet, FatJet (AnalysisLargeRJets).
     *   <li>Converted from MeV, to the nearest number of the same type: {@code pt}, and {@code mass} (stored as {@code m}).
     *   <li>All other members keep ATLAS's name, value and unit: {@code Jet_EMFrac}, {@code Jet_JetConstitScaleMomentum_pt} in MeV. So does what is asked for by
     *       its stored name.
     *   <li>{@code nJet} and so on count objects; {@code run}, {@code luminosityBlock} and {@code event} are those of EventInfo, and {@code
     *       genWeight} is the first of its mcEventWeights, the nominal one.
     * </ul>
     */
    public static EventTableSource physliteAsNano(EventTableSource table) {
        return new RenamedTable(table, PhysliteNames.asNano(table), false);
    }

    /**
     * Aliases as users write them, {@code NAME=STORED}.
     *
     * @throws IllegalArgumentException one is not of this form, or two are for the same name
     */
    public static Map<String, String> parseAliases(List<String> texts) {
        Map<String, String> aliases = new HashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw new IllegalArgumentException(
                        text + ": expected NAME=STORED, for example btagCSVV2=btagDeepFlavB");
            }
            if (aliases.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(text + ": there are two aliases for " + text.substring(0, equals));
            }
        }
        return aliases;
    }
}
