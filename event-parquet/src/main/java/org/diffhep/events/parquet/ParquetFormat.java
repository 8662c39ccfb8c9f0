package org.diffhep.events.parquet;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormat;
import org.diffhep.events.internal.LocalCopy;
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
        LocalCopy copy = LocalCopy.of(source, "Parquet");
        try {
            Database database = Database.inMemory(source.name());
            try {
                ParquetTable table = ParquetTable.open(database, copy.path(), source);
                return new SingleTableFile(source.name(), "parquet", table, () -> {
                    database.close();
                    copy.close();
                    source.close();
                });
            } catch (RuntimeException | Error e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            copy.close();
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
