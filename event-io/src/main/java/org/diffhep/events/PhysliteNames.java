package org.diffhep.events;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the columns of ATLAS PHYSLITE are called. */
final class PhysliteNames {

    // The auxiliary store of a container: AnalysisJetsAuxDyn.pt, in an RNTuple AnalysisJetsAuxDyn:pt.
    private static final Pattern AUXILIARY = Pattern.compile("(.+?)Aux(?:Dyn)?[.:](.+)");

    private static final float MEGA_PER_GIGA = 1000;

    /** NanoAOD's collections by the containers of calibrated objects. */
    private static final Map<String, String> COLLECTIONS = Map.of(
            "AnalysisElectrons", "Electron",
            "AnalysisMuons", "Muon",
            "AnalysisPhotons", "Photon",
            "AnalysisTauJets", "Tau",
            "AnalysisJets", "Jet",
            "AnalysisLargeRJets", "FatJet");

    /** Members that are stored in MeV and have a name in NanoAOD, where they are in GeV. */
    private static final Map<String, String> ENERGIES = Map.of("pt", "pt", "m", "mass");

    private static final String EVENT = "EventInfo";
    private static final Map<String, String> OF_EVENT =
            Map.of("runNumber", "run", "lumiBlock", "luminosityBlock", "eventNumber", "event");
    private static final String WEIGHTS = "mcEventWeights";
    private static final String COUNTED = "pt";

    private PhysliteNames() {}

    /** Each column of an auxiliary store by its container, unless that name is taken. */
    static List<Renaming> byContainer(EventTableSource table) {
        List<Renaming> renamed = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        table.columns().forEach(column -> taken.add(column.name()));
        for (ColumnInfo column : table.columns()) {
            Matcher matcher = AUXILIARY.matcher(column.name());
            if (matcher.matches()) {
                add(renamed, taken, column, matcher.group(1), matcher.group(2));
            }
        }
        return renamed;
    }

    /** The containers that NanoAOD has too by its names and in its units, the others as {@link #byContainer}. */
    static List<Renaming> asNano(EventTableSource table) {
        List<Renaming> renamed = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        table.columns().forEach(column -> taken.add(column.name()));
        for (ColumnInfo column : table.columns()) {
            Matcher matcher = AUXILIARY.matcher(column.name());
            if (!matcher.matches()) {
                continue;
            }
            String container = matcher.group(1);
            String member = matcher.group(2);
            String collection = COLLECTIONS.get(container);
            if (collection != null) {
                addObject(renamed, taken, column, collection, member);
            } else if (container.equals(EVENT)) {
                addOfEvent(renamed, taken, column, member);
            } else {
                add(renamed, taken, column, container, member);
            }
        }
        return renamed;
    }

    private static void addObject(
            List<Renaming> renamed, Set<String> taken, ColumnInfo column, String collection, String member) {
        if (!isList(column)) {
            add(renamed, taken, column, collection, member);
            return;
        }
        String counter = NanoNames.counter(collection);
        if (member.equals(COUNTED) && taken.add(counter)) {
            ColumnInfo counts = new ColumnInfo(counter, ColumnType.UINT32, Optional.empty());
            renamed.add(new Renaming(
                    counts,
                    column.name(),
                    (objects, file, entry) -> EventTable.counter(counter, ColumnType.UINT32, objects.offsets())));
        }
        String energy = ENERGIES.get(member);
        if (energy == null) {
            add(renamed, taken, column, collection, member);
        } else if (column.type().isFloating() && taken.add(collection + "_" + energy)) {
            renamed.add(new Renaming(
                    ofCollection(collection + "_" + energy, column, collection),
                    column.name(),
                    (mega, file, entry) -> toGiga(mega)));
        }
    }

    private static void addOfEvent(List<Renaming> renamed, Set<String> taken, ColumnInfo column, String member) {
        String name = OF_EVENT.get(member);
        if (name != null && column.depth() == 0 && taken.add(name)) {
            renamed.add(new Renaming(new ColumnInfo(name, column.type(), Optional.empty()), column.name()));
        } else {
            add(renamed, taken, column, EVENT, member);
        }
        if (member.equals(WEIGHTS) && isList(column) && taken.add("genWeight")) {
            ColumnInfo weight = new ColumnInfo("genWeight", ColumnType.FLOAT64, Optional.empty());
            renamed.add(new Renaming(weight, column.name(), PhysliteNames::first));
        }
    }

    private static void add(
            List<Renaming> renamed, Set<String> taken, ColumnInfo column, String collection, String member) {
        String name = collection + "_" + member;
        if (taken.add(name)) {
            renamed.add(new Renaming(
                    isList(column) ? ofCollection(name, column, collection) : ColumnNames.called(name, column),
                    column.name()));
        }
    }

    /** Whether a column has one value for each object, so that others of its container have as many. */
    private static boolean isList(ColumnInfo column) {
        return column.depth() == 1
                && column.type() != ColumnType.CHAR
                && column.collection().equals(Optional.of(column.name()))
                && column.dimensions().isEmpty();
    }

    private static ColumnInfo ofCollection(String name, ColumnInfo column, String collection) {
        return new ColumnInfo(name, column.type(), Optional.of(collection), 1, List.of());
    }

    /** From MeV to GeV: the nearest number of the same type. */
    private static Column toGiga(Column column) {
        String collection = column.collection().orElseThrow();
        if (column.array() instanceof float[] mega) {
            float[] giga = new float[mega.length];
            for (int i = 0; i < giga.length; i++) {
                giga[i] = mega[i] / MEGA_PER_GIGA;
            }
            return Column.jagged(column.name(), column.type(), giga, column.offsets(), collection);
        }
        double[] giga = column.toDoubles();
        for (int i = 0; i < giga.length; i++) {
            giga[i] /= MEGA_PER_GIGA;
        }
        return Column.jagged(column.name(), ColumnType.FLOAT64, giga, column.offsets(), collection);
    }

    /** The first value of each entry: of an event's weights, the nominal one. */
    private static Column first(Column column, String table, long firstEntry) {
        double[] firsts = new double[column.entries()];
        for (int e = 0; e < firsts.length; e++) {
            if (column.count(e) == 0) {
                throw new IllegalArgumentException(table + ": column " + column.name() + " is empty in entry "
                        + (firstEntry + e) + ", which thus has no genWeight");
            }
            firsts[e] = column.getDouble(column.offsets()[e]);
        }
        return Column.flat(column.name(), ColumnType.FLOAT64, firsts);
    }
}
