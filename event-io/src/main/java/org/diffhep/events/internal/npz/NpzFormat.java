package org.diffhep.events.internal.npz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormat;
import org.diffhep.events.internal.SingleTableFile;
import org.jspecify.annotations.Nullable;

/** Zips of numpy arrays. */
public final class NpzFormat implements EventFormat {

    @Override
    public String title() {
        return "npz";
    }

    @Override
    public boolean recognises(byte[] head, String name) {
        // A zip with entries, and one without.
        return EventFormat.startsWith(head, "PK\u0003\u0004") || EventFormat.startsWith(head, "PK\u0005\u0006");
    }

    @Override
    public EventFile open(ByteSource source) {
        ZipFile zip = zip(EventFormat.onDisk(source, "npz"), source);
        try {
            NpzTable table = NpzTable.open(zip, source.name());
            return new SingleTableFile(source.name(), "npz", table, () -> close(zip, source));
        } catch (RuntimeException | Error e) {
            close(zip, null);
            throw e;
        }
    }

    private static ZipFile zip(Path path, ByteSource source) {
        try {
            return new ZipFile(path.toFile());
        } catch (FileSystemException e) {
            throw new UncheckedIOException(source.name() + ": cannot be opened: " + e, e);
        } catch (IOException | IllegalArgumentException e) {
            // Of a damaged directory, with or without a message.
            String problem = e.getMessage() == null ? "it is cut off" : String.valueOf(e.getMessage());
            throw new MalformedFileException(source.name(), "zip directory", problem, e);
        }
    }

    private static void close(ZipFile zip, @Nullable ByteSource source) {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(zip.getName() + ": cannot be closed: " + e, e);
        } finally {
            if (source != null) {
                source.close();
            }
        }
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    public Optional<EventTableWriter> create(Path file, TableSchema schema) {
        return Optional.of(NpzWriter.create(file, schema));
    }
}
