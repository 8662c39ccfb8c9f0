package org.diffhep.stats;

/**
 * One parameter of a model, as configured.
 *
 * @param name {@code name} for a scalar, {@code name[i]} for an element of a set
 * @param init initial value
 * @param lower lower bound
 * @param upper upper bound
 * @param fixed held at its initial value
 * @param constraint its auxiliary measurement
 */
public record Parameter(String name, double init, double lower, double upper, boolean fixed, Constraint constraint) {}
