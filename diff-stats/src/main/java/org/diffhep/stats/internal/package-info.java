/** The numerical work behind {@code org.diffhep.stats}: not part of the public interface. */
@NullMarked
package org.diffhep.stats.internal;

import org.jspecify.annotations.NullMarked;
