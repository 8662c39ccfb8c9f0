package org.diffhep.events;

import java.util.Optional;

/**
 * What a file says about a column before it is read.
 *
 * @param name the name of the column, for example {@code Jet_pt}
 * @param type the type of its values
 * @param collection the collection it belongs to, {@code Jet} for a column counted by {@code nJet}; empty for a flat
 *     column, which has one value per entry
 */
public record ColumnInfo(String name, ColumnType type, Optional<String> collection) {}
