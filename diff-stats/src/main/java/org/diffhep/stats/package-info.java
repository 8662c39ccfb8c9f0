/**
 * HistFactory likelihoods: models, fits, tests, limits, and objectives with exact gradients. Depends on no other module.
 *
 * <p>Start at {@link org.diffhep.stats.Workspace} to read a pyhf workspace, or at {@link
 * org.diffhep.stats.HistFactoryModel#of} to build a model from templates in memory; use {@link
 * org.diffhep.stats.Objectives} for an objective with its derivative with respect to every template, {@link
 * org.diffhep.stats.ObjectiveEvaluator} where templates change step by step, and {@link org.diffhep.stats.Fitter} for
 * maximum-likelihood fits.
 *
 * <p>Definitions: CERN-OPEN-2012-016 (HistFactory), pyhf's documentation for orders, names and defaults, and Cowan,
 * Cranmer, Gross, Vitells, arXiv:1007.1727 for test statistics.
 */
@NullMarked
package org.diffhep.stats;

import org.jspecify.annotations.NullMarked;
