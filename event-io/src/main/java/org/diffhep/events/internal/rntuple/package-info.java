/**
 * ROOT's RNTuple, in its format 1.0 ("RNTuple Binary Format Specification", 1.0.0.x). Start at {@link
 * org.diffhep.events.internal.rntuple.NtupleSource}: {@link org.diffhep.events.internal.rntuple.SchemaParser} reads the
 * tree of fields, {@link org.diffhep.events.internal.rntuple.ColumnFinder} finds what of it can be a column of a table,
 * and {@link org.diffhep.events.internal.rntuple.ColumnReader} turns pages into these. The file around it, compression
 * and places in messages are those of {@link org.diffhep.events.internal.root}.
 */
@NullMarked
package org.diffhep.events.internal.rntuple;

import org.jspecify.annotations.NullMarked;
