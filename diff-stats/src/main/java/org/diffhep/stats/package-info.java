/** HistFactory likelihoods: models, fits, tests, limits, and objectives with exact gradients. Depends on no other module. */
@NullMarked
package org.diffhep.stats;

import org.jspecify.annotations.NullMarked;
