/**
 * Parquet, read and written through DuckDB. Nothing here is called by name: {@link org.diffhep.events.EventFile#open} and
 * {@link org.diffhep.events.EventTableWriter#create} find it on the class path.
 */
@NullMarked
package org.diffhep.events.parquet;

import org.jspecify.annotations.NullMarked;
