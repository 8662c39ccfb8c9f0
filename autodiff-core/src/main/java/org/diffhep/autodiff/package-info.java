/** Parameters, expressions, relaxations, the engines' contract and the JVM engine. No native code. */
@NullMarked
package org.diffhep.autodiff;

import org.jspecify.annotations.NullMarked;
