@NullMarked
package org.diffhep.events.internal.http;

import org.jspecify.annotations.NullMarked;
