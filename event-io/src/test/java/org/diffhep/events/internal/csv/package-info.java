@NullMarked
package org.diffhep.events.internal.csv;

import org.jspecify.annotations.NullMarked;
