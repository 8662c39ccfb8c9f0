package org.diffhep.events;

/**
 * What a table says about a friend: another table, whose entries belong to its own one by one.
 *
 * @param name what its columns are called by where their own names are taken: {@code name.column}
 * @param file its file, as it is written in the table's own; empty if it is in the same
 * @param table its name there
 */
public record FriendTable(String name, String file, String table) {}
