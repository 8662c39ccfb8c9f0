/** Flat tables as text: a line of names, then a line for each entry. */
@NullMarked
package org.diffhep.events.internal.csv;

import org.jspecify.annotations.NullMarked;
