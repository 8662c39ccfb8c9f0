@NullMarked
package org.diffhep.events;

import org.jspecify.annotations.NullMarked;
