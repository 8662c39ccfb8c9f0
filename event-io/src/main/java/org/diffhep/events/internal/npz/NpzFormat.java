package org.diffhep.events.internal.npz;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormat;
import org.diffhep.events.internal.SingleTableFile;

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
        NpzTable table = NpzTable.open(ZipArchive.open(source), source.name());
        return new SingleTableFile(source.name(), "npz", table, () -> {
            table.close();
            source.close();
        });
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
