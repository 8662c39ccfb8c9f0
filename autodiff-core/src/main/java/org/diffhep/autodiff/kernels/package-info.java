/**
 * Loops over arrays that take most of the time, behind one interface: scalar everywhere, on wide registers where the module
 * autodiff-vector is on the class path and the JVM allows it.
 */
@NullMarked
package org.diffhep.autodiff.kernels;

import org.jspecify.annotations.NullMarked;
