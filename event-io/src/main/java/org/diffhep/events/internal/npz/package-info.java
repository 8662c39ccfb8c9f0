/**
 * Tables as numpy's {@code .npz}: a zip of arrays. {@link org.diffhep.events.internal.npz.NpzTable} says how arrays make
 * jagged columns.
 */
@NullMarked
package org.diffhep.events.internal.npz;

import org.jspecify.annotations.NullMarked;
