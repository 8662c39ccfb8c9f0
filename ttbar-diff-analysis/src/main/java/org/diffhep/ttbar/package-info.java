/** The demonstrator: the AGC ttbar task, its model, its shipped sample. */
@NullMarked
package org.diffhep.ttbar;

import org.jspecify.annotations.NullMarked;
