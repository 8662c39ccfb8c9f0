/** JMH suites and the programs behind ./benchmarks/run. */
@NullMarked
package org.diffhep.bench;

import org.jspecify.annotations.NullMarked;
