@org.jspecify.annotations.NullMarked
package org.diffhep.events.internal.codec;
