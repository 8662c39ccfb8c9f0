/**
 * Libraries that decompress LZ4 and Zstandard blocks: {@link org.diffhep.events.internal.codec.Codecs} says which is there.
 */
@NullMarked
package org.diffhep.events.internal.codec;

import org.jspecify.annotations.NullMarked;
