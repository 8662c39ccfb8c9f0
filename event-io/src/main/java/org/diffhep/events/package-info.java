/**
 * Columnar event tables with jagged collections, and readers for files of events: ROOT TTree in the layout of CMS
 * NanoAOD. Depends on no other module of the project.
 *
 * <p>Start at {@link org.diffhep.events.EventFile#open}; {@link org.diffhep.events.EventTableSource} reads chosen
 * columns of one table into an {@link org.diffhep.events.EventTable}. {@link org.diffhep.events.EventTable#builder}
 * makes a table by hand; {@link org.diffhep.events.ColumnDigest} compares columns between programs.
 */
@NullMarked
package org.diffhep.events;

import org.jspecify.annotations.NullMarked;
