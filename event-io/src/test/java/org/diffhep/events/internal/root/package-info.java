@NullMarked
package org.diffhep.events.internal.root;

import org.jspecify.annotations.NullMarked;
