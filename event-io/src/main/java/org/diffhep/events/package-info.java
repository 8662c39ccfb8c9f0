/** Columnar event tables and their readers: ROOT TTree. Depends on no other module. */
@NullMarked
package org.diffhep.events;

import org.jspecify.annotations.NullMarked;
