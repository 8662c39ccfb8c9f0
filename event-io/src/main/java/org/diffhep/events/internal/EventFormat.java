package org.diffhep.events.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.TableSchema;

/**
 * A format of files of events. Those of this module are known to {@link EventFormats}; those of others are found by {@link
 * java.util.ServiceLoader}. Stateless.
 */
public interface EventFormat {

    /** What messages call it, {@code Parquet}; without regard to case, also the ending of the names of files to be written. */
    String title();

    /**
     * Whether a file is of this format, damaged or not.
     *
     * @param head the first bytes of the file, {@link EventFormats#HEAD} or all there are
     * @param name the name of the file
     */
    boolean recognises(byte[] head, String name);

    /**
     * Opens a file that was recognised.
     *
     * @param source its content, closed with the file; left open if an exception is thrown
     * @throws MalformedFileException the file is damaged
     */
    EventFile open(ByteSource source);

    /** Writes a file, as {@link EventTableWriter#create} says; empty if this format is only read. */
    default Optional<EventTableWriter> create(Path file, TableSchema schema) {
        return Optional.empty();
    }

    /** Whether {@link #create} writes files. */
    default boolean isWritten() {
        return false;
    }

    /** Whether bytes begin with others. */
    static boolean startsWith(byte[] bytes, String ascii) {
        if (bytes.length < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if ((bytes[i] & 0xFF) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
