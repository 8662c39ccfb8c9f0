/**
 * Kernels of the JVM engine on the JDK's Vector API, which is still incubating: found as a service, used where the JVM was
 * started with {@code --add-modules jdk.incubator.vector}.
 */
@NullMarked
package org.diffhep.autodiff.vector;

import org.jspecify.annotations.NullMarked;
