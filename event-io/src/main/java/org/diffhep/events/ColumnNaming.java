package org.diffhep.events;

import java.util.Locale;
import java.util.Map;

/**
 * How the columns of files are called: the convention of a kind of file, and then other names by choice.
 *
 * @param convention how columns get their names
 * @param aliases the name by that convention by the alias, as {@link ColumnNames#aliased} takes them
 */
public record ColumnNaming(Convention convention, Map<String, String> aliases) {

    private static final String EVENTS = "Events";
    private static final String PHYSLITE_TREE = "CollectionTree";
    private static final String PHYSLITE_NTUPLE = "EventData";

    /** Copies the aliases. */
    public ColumnNaming {
        aliases = Map.copyOf(aliases);
    }

    /** The convention of a kind of file. */
    public enum Convention {
        /** Names as they are stored. */
        STORED,
        /** {@link ColumnNames#physlite}: by containers, energies in MeV. */
        PHYSLITE,
        /** {@link ColumnNames#physliteAsNano}: by the names of NanoAOD, in GeV. */
        PHYSLITE_AS_NANO;

        /** The name users write: {@code physlite-as-nano}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** All names as they are stored. */
    public static ColumnNaming asStored() {
        return new ColumnNaming(Convention.STORED, Map.of());
    }

    /** The table with columns by these names; throws what {@link ColumnNames#aliased} does. */
    public EventTableSource of(EventTableSource table) {
        EventTableSource named =
                switch (convention) {
                    case STORED -> table;
                    case PHYSLITE -> ColumnNames.physlite(table);
                    case PHYSLITE_AS_NANO -> ColumnNames.physliteAsNano(table);
                };
        return ColumnNames.aliased(named, aliases);
    }

    /**
     * The name of the table of events in a file where nobody named one: {@code Events}; in files of PHYSLITE that of the tree or the
     * RNTuple, {@code CollectionTree} or {@code EventData}.
     */
    public String eventsTable(EventFile file) {
        if (convention == Convention.STORED) {
            return EVENTS;
        }
        return file.tables().contains(PHYSLITE_NTUPLE) ? PHYSLITE_NTUPLE : PHYSLITE_TREE;
    }
}
