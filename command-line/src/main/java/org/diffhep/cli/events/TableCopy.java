package org.diffhep.cli.events;

import java.util.List;
import java.util.Optional;
import org.diffhep.cli.Console;
import org.diffhep.cli.OutputFile;
import org.diffhep.events.EntryRange;
import org.diffhep.events.EventBlocks;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.pipeline.NoAnswerException;

/** Copies entries of a table to a file, block by block. */
final class TableCopy {

    // Of flat columns; a block of NanoAOD with all its columns takes some 200 MB.
    private static final int VALUES_AT_ONCE = 16_000_000;
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
                for (EntryRange block : range.blocks(source.clusterStarts(), most)) {
                    written += writeSelected(source, columns, compared, block, selection.get(), writer);
                    progress.reached(block.end() - range.first());
                }
            } else {
                try (EventBlocks blocks = EventBlocks.of(source, columns, range, most)) {
                    while (blocks.hasNext()) {
                        EventTable block = blocks.next();
                        writer.write(block);
                        written += block.entries();
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

    /** Reads what is compared first: where nothing passes, nothing else is read. */
    private static long writeSelected(
            EventTableSource source,
            List<String> columns,
            List<String> compared,
            EntryRange block,
            RowSelection selection,
            EventTableWriter writer) {
        boolean[] keep = selection.keep(source.read(compared, block.first(), block.end()));
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
