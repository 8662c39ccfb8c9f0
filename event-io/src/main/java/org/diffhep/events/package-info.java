/**
 * Columnar event tables with jagged collections, and files of events: ROOT TTrees, npz and CSV are read and written,
 * RNTuples are read, and Parquet is read and written with the module event-parquet. Depends on no other module of the project.
 *
 * <p>Of a TTree are read numbers of every type, one per entry, in arrays of fixed length, counted by another branch (as in CMS
 * NanoAOD), in {@code std::vector}s and other sequences at any depth (as in ATLAS PHYSLITE), and as members of split
 * objects and collections, or of whole objects of numbers such as {@code TLorentzVector}; strings likewise; in all of ROOT's
 * compressions, in trees of any directory, of Geant4 too. Not read are other objects that are not split (listed by
 * {@link org.diffhep.events.EventTableSource#unsupportedColumns} with their C++ type), maps that are not and {@code bitset}s in trees.
 *
 * <p>Of RNTuples (format 1.x) fields of every type are read, in collections, records, arrays and variants at any depth, but
 * not objects that ROOT's streamer wrote; of later versions of the format, whatever they have not changed.
 *
 * <p>Start at {@link org.diffhep.events.EventFile#open}; {@link org.diffhep.events.EventTableSource} reads chosen
 * columns of one table into an {@link org.diffhep.events.EventTable}, {@link org.diffhep.events.EventTableWriter} writes
 * them, {@link org.diffhep.events.EventChain} reads many files as one, {@link org.diffhep.events.FriendTables} joins tables entry by
 * entry, {@link org.diffhep.events.ColumnNaming} says how columns are called; {@link org.diffhep.events.ReadAhead} reads the next block on
 * another thread, {@link org.diffhep.events.ParallelReads} the columns of a block on several. {@link
 * org.diffhep.events.EventTable#builder} makes a table by hand; {@link org.diffhep.events.ColumnDigest} compares columns between programs.
 */
@NullMarked
package org.diffhep.events;

import org.jspecify.annotations.NullMarked;
