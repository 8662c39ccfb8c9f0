@NullMarked
package org.diffhep.events.internal.npz;

import org.jspecify.annotations.NullMarked;
