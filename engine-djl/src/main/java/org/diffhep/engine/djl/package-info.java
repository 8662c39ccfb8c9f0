/** The same expression graphs on DJL with its PyTorch engine. */
@NullMarked
package org.diffhep.engine.djl;

import org.jspecify.annotations.NullMarked;
