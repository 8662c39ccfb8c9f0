/** Decoded columns kept in files: behind {@link org.diffhep.events.ColumnCache}. */
@NullMarked
package org.diffhep.events.internal.cache;

import org.jspecify.annotations.NullMarked;
