package org.diffhep.events.internal.root;

import org.diffhep.events.MalformedFileException;
import org.jspecify.annotations.Nullable;

/**
 * What is being read, for messages.
 *
 * @param file the file as the user named it
 * @param what the key, tree, branch or basket
 * @param base what to add to a position in a buffer so that it counts from the start of the file; 0 if the buffer was
 *     decompressed, when offsets count within the record
 */
public record Place(String file, String what, long base) {

    /** A part of it. */
    public Place in(String part) {
        return new Place(file, what + ", " + part, base);
    }

    /** What is thrown when something is wrong at {@code position}, counted from {@link #base}. */
    public MalformedFileException failure(long position, String problem) {
        return failure(position, problem, null);
    }

    /** As above, with the exception of the library that refused the bytes. */
    public MalformedFileException failure(long position, String problem, @Nullable Throwable cause) {
        return new MalformedFileException(file, what, base + position, problem, cause);
    }
}
