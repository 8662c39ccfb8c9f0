@NullMarked
package org.diffhep.events.internal;

import org.jspecify.annotations.NullMarked;
