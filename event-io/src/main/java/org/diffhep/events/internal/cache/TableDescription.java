package org.diffhep.events.internal.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.diffhep.events.internal.PendingFile;

/** The number of entries of a table, in a file beside its columns: with it, a table is known without its source. */
final class TableDescription {

    private TableDescription() {}

    /** Empty if the cache knows nothing of the table, as {@code provenance} describes it. */
    static OptionalLong entries(Path file, String provenance) {
        Optional<FileChannel> opened = CacheFile.open(file);
        if (opened.isEmpty()) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = opened.get()) {
            Optional<CacheFile.Frame> frame = CacheFile.frame(file, channel, provenance);
            return frame.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(frame.get().layout().getLong(0));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }

    static void write(Path file, String provenance, long entries) {
        byte[] head = CacheFile.head(provenance);
        byte[] layout = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(entries)
                .array();
        byte[] tail = CacheFile.tail(head, layout);
        ByteBuffer whole =
                ByteBuffer.allocate(head.length + tail.length).put(head).put(tail);
        try (PendingFile pending = PendingFile.of(file)) {
            Files.write(pending.path(), whole.array());
            pending.publish();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e, e);
        }
    }
}
