@NullMarked
package org.diffhep.events.parquet;

import org.jspecify.annotations.NullMarked;
