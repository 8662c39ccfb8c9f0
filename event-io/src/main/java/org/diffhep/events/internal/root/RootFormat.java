package org.diffhep.events.internal.root;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormat;

/** ROOT files. */
public final class RootFormat implements EventFormat {

    @Override
    public String title() {
        return "ROOT";
    }

    @Override
    public boolean recognises(byte[] head, String name) {
        // One that is cut off in its first word too.
        return EventFormat.startsWith(head, "root".substring(0, Math.min(head.length, 4)));
    }

    @Override
    public EventFile open(ByteSource source) {
        return RootFile.open(source);
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    public Optional<EventTableWriter> create(Path file, TableSchema schema) {
        return Optional.of(TreeWriter.create(file, schema));
    }
}
