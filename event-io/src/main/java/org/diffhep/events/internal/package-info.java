/** What the readers of all formats share: sources of bytes, primitive arrays, suggestions for misspelt names. */
@NullMarked
package org.diffhep.events.internal;

import org.jspecify.annotations.NullMarked;
