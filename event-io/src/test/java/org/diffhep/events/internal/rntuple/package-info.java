@NullMarked
package org.diffhep.events.internal.rntuple;

import org.jspecify.annotations.NullMarked;
