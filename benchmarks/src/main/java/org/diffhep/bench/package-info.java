/**
 * Benchmarks: what {@code ./benchmarks/run} runs. Start at {@link org.diffhep.bench.Main} for the programs that print figures, at
 * {@link org.diffhep.bench.jmh} for the suites of JMH.
 *
 * <p>{@link org.diffhep.bench.ProblemE1} is the problem that other libraries and languages were timed on too.
 */
@NullMarked
package org.diffhep.bench;

import org.jspecify.annotations.NullMarked;
