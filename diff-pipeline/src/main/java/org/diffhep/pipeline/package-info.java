/** Samples, regions, systematics and an objective, as one optimisable analysis. */
@NullMarked
package org.diffhep.pipeline;

import org.jspecify.annotations.NullMarked;
