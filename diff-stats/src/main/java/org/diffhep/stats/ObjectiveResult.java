package org.diffhep.stats;

/**
 * An objective's value and derivative.
 *
 * @param objective name of the objective
 * @param value its value
 * @param gradient its derivative with respect to every template
 */
public record ObjectiveResult(String objective, double value, TemplateGradient gradient) {}
