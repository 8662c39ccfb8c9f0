package org.diffhep.events;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Other names for the columns of a table: aliases of a user, and the convention of a kind of file. */
public final class ColumnNames {

    // The auxiliary store of a container: AnalysisJetsAuxDyn.pt, in an RNTuple AnalysisJetsAuxDyn:pt.
    private static final Pattern AUXILIARY = Pattern.compile("(.+?)Aux(?:Dyn)?[.:](.+)");

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
        Map<ColumnInfo, String> renamed = new LinkedHashMap<>();
        aliases.forEach((alias, stored) -> {
            ColumnInfo whole = byName.get(stored);
            if (whole != null) {
                renamed.put(called(alias, whole), stored);
                return;
            }
            String ending = "_" + stored;
            boolean found = false;
            for (ColumnInfo column : columns) {
                if (column.name().endsWith(ending)) {
                    String beginning = column.name().substring(0, column.name().length() - stored.length());
                    renamed.put(called(beginning + alias, column), column.name());
                    found = true;
                }
            }
            if (!found) {
                table.column(stored);
            }
        });
        return new RenamedTable(table, renamed, true);
    }

    private static ColumnInfo called(String name, ColumnInfo column) {
        Optional<String> collection = column.collection().map(c -> c.equals(column.name()) ? name : c);
        return new ColumnInfo(name, column.type(), collection, column.depth(), column.dimensions());
    }

    /**
     * ATLAS PHYSLITE by its containers: {@code AnalysisJetsAuxDyn.pt} is {@code AnalysisJets_pt} of the collection {@code
     * AnalysisJets}. A list in lists keeps a collection of its own, and so does a column whose new name is taken; what is in
     * no auxiliary store keeps its name. Stored names are understood too.
     */
    public static EventTableSource physlite(EventTableSource table) {
        Map<ColumnInfo, String> renamed = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        table.columns().forEach(column -> taken.add(column.name()));
        for (ColumnInfo column : table.columns()) {
            Matcher matcher = AUXILIARY.matcher(column.name());
            if (!matcher.matches()) {
                continue;
            }
            String name = matcher.group(1) + "_" + matcher.group(2);
            if (!taken.add(name)) {
                continue;
            }
            boolean list = column.depth() == 1
                    && column.type() != ColumnType.CHAR
                    && column.collection().equals(Optional.of(column.name()))
                    && column.dimensions().isEmpty();
            ColumnInfo info = list
                    ? new ColumnInfo(name, column.type(), Optional.of(matcher.group(1)), 1, List.of())
                    : called(name, column);
            renamed.put(info, column.name());
        }
        return new RenamedTable(table, renamed, false);
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
