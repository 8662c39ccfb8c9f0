package org.diffhep.events;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * One table of an {@link EventFile}. Only the columns asked for are read and decompressed. Safe for use by several
 * threads; usable until the file is closed.
 */
public interface EventTableSource {

    /** The name of the table, for example {@code Events}. */
    String name();

    /** The number of entries (events, or runs in a table of runs). */
    long entries();

    /**
     * The columns that can be read, in the order of the file. A column goes by the name of its branch; a leaf of a branch
     * with several by {@code branch.leaf}; if a name is taken, by its path, {@code parent/name}. In an RNTuple it goes by the
     * path of its field, {@code jets.pt}; {@link #read} also understands {@code jets_pt}, {@code njets} for the number of
     * objects, and a dot where a field's name has a colon, and returns the column with the name asked for.
     */
    List<ColumnInfo> columns();

    /** The columns that the file holds and this library cannot read, in the order of the file. */
    List<UnsupportedColumn> unsupportedColumns();

    /** The friends that the table names in its file; none but in ROOT trees. */
    default List<FriendTable> friends() {
        return List.of();
    }

    /**
     * What is known about a column.
     *
     * @throws UnknownColumnException there is no such column, or it cannot be read
     */
    default ColumnInfo column(String column) {
        for (ColumnInfo candidate : columns()) {
            if (candidate.name().equals(column)) {
                return candidate;
            }
        }
        for (UnsupportedColumn candidate : unsupportedColumns()) {
            if (candidate.name().equals(column)) {
                throw UnknownColumnException.unsupported(toString(), "column", candidate);
            }
        }
        throw UnknownColumnException.missing(
                toString(),
                "column",
                column,
                columns().stream().map(ColumnInfo::name).toList());
    }

    /**
     * Reads all entries of the given columns.
     *
     * @throws UnknownColumnException a column does not exist or cannot be read
     * @throws MalformedFileException the file is damaged where the columns lie
     */
    default EventTable read(Collection<String> columns) {
        return read(columns, 0, entries());
    }

    /**
     * Reads the entries {@code first} (inclusive) to {@code end} (exclusive) of the given columns. Columns of one
     * collection share their offsets. Takes memory for the result and one basket or page of one column.
     *
     * @throws UnknownColumnException a column does not exist or cannot be read
     * @throws MalformedFileException the file is damaged where the columns lie
     * @throws IllegalArgumentException the range does not lie within the table, or holds more entries or values than a
     *     Java array can
     */
    EventTable read(Collection<String> columns, long first, long end);

    /**
     * The entries at which every readable column starts a block of its own, ascending from 0. Ranges that start and end
     * there (or at {@link #entries}) decompress nothing twice. Empty for an empty table.
     */
    List<Long> clusterStarts();

    /**
     * The entries at which all of the given columns start a block of their own, as {@link #clusterStarts()}: those of all
     * columns, or more.
     *
     * @throws UnknownColumnException a column does not exist or cannot be read
     */
    default List<Long> clusterStarts(Collection<String> columns) {
        return clusterStarts();
    }

    /**
     * Reads all entries of the given columns block by block: {@link #blocks(Collection, EntryRange, int)}.
     */
    default Iterator<EventBlock> blocks(Collection<String> columns, int entries) {
        return blocks(columns, new EntryRange(0, entries()), entries);
    }

    /**
     * Reads some entries of the given columns block by block, each when it is asked for; with {@link ReadAhead} on another
     * thread. Blocks begin and end where clusters do, as near to the length wanted as that allows; only clusters more than
     * four times as long are cut. Memory holds what the caller keeps.
     *
     * @param entries the number of entries wanted in a block, at least 1
     * @return the blocks, in order; none for an empty range. Its {@code next} throws as {@link #read(Collection, long, long)}
     * @throws UnknownColumnException a column does not exist or cannot be read
     * @throws IllegalArgumentException fewer than one entry is wanted
     */
    default Iterator<EventBlock> blocks(Collection<String> columns, EntryRange range, int entries) {
        return new BlockIterator(this, columns, range, entries);
    }
}
