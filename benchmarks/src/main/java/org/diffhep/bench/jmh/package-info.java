/** Suites of JMH, for figures that are kept: {@code ./benchmarks/run jmh [regex]}. */
@NullMarked
package org.diffhep.bench.jmh;

import org.jspecify.annotations.NullMarked;
