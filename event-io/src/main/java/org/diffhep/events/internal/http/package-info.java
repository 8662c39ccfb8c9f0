/** Files of events on web servers. */
@NullMarked
package org.diffhep.events.internal.http;

import org.jspecify.annotations.NullMarked;
