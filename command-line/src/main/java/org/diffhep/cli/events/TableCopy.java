package org.diffhep.cli.events;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.diffhep.cli.Console;
import org.diffhep.cli.OutputFile;
import org.diffhep.events.EntryRange;
import org.diffhep.events.EventBlock;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.ReadAhead;
import org.diffhep.events.TableSchema;
import org.diffhep.pipeline.NoAnswerException;

/** Copies entries of a table to a file, block by block. */
final class TableCopy {

    // Of flat columns; a block of NanoAOD with all its columns takes some 200 MB.
    private static final int VALUES_AT_ONCE = 8_000_000;
    private static final int MOST_ENTRIES = 1 << 16;

    private TableCopy() {}

    /**
     * What was done.
     *
     * @param read entries looked at
     * @param written entries kept
     */
    record Counts(long read, long written) {}

    /**
     * Copies.
     *
     * @throws NoAnswerException a selection keeps no entry; no file is written then
     */
    static Counts copy(
            EventTableSource source,
            List<String> columns,
            EntryRange range,
            Optional<RowSelection> selection,
            OutputFile out,
            Console console) {
        List<String> compared = selection.map(s -> s.columns(source)).orElse(List.of());
        int most = Math.max(1, Math.min(MOST_ENTRIES, VALUES_AT_ONCE / Math.max(1, columns.size())));
        EntryProgress progress = new EntryProgress(console, range.size());
        long written = 0;
        try (EventTableWriter writer = EventTableWriter.create(out.path(), TableSchema.of(source, columns))) {
            if (selection.isPresent()) {
                Iterator<EventBlock> blocks = source.blocks(compared, range, most);
                while (blocks.hasNext()) {
                    EventBlock block = blocks.next();
                    written += writeSelected(source, columns, block, selection.get(), writer);
                    progress.reached(block.end() - range.first());
                }
            } else {
                try (ReadAhead<EventBlock> blocks = new ReadAhead<>(source.blocks(columns, range, most))) {
                    while (blocks.hasNext()) {
                        EventBlock block = blocks.next();
                        writer.write(block.events());
                        written += block.events().entries();
                        progress.reached(written);
                    }
                }
            }
            if (selection.isPresent() && written == 0) {
                throw new NoAnswerException("no event passes --where " + selection.get() + ", of " + range.size()
                        + "; nothing was written");
            }
            writer.finish();
        } finally {
            progress.end();
        }
        return new Counts(range.size(), written);
    }

    /** What is compared was read: where nothing passes, nothing else is. */
    private static long writeSelected(
            EventTableSource source,
            List<String> columns,
            EventBlock block,
            RowSelection selection,
            EventTableWriter writer) {
        boolean[] keep = selection.keep(block.events());
        for (boolean any : keep) {
            if (any) {
                EventTable kept =
                        source.read(columns, block.first(), block.end()).filterEntries(keep);
                writer.write(kept);
                return kept.entries();
            }
        }
        return 0;
    }
}
