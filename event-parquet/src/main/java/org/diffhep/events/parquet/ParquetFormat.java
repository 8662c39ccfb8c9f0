package org.diffhep.events.parquet;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormat;
import org.diffhep.events.internal.SingleTableFile;

/** Parquet files. */
public final class ParquetFormat implements EventFormat {

    @Override
    public String title() {
        return "Parquet";
    }

    @Override
    public boolean recognises(byte[] head, String name) {
        return EventFormat.startsWith(head, "PAR1");
    }

    @Override
    public EventFile open(ByteSource source) {
        Path path = EventFormat.onDisk(source, "Parquet");
        Database database = Database.inMemory(source.name());
        try {
            ParquetTable table = ParquetTable.open(database, path, source);
            return new SingleTableFile(source.name(), "parquet", table, () -> {
                database.close();
                source.close();
            });
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    public Optional<EventTableWriter> create(Path file, TableSchema schema) {
        return Optional.of(ParquetWriter.create(file, schema));
    }
}
