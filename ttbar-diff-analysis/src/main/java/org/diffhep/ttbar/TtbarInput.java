package org.diffhep.ttbar;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.ColumnCache;
import org.diffhep.pipeline.SampleCatalogue;

/** Which samples are read, and how. */
final class TtbarInput {

    private TtbarInput() {}

    /**
     * @param folder with a {@code samples.json}; empty for the shipped sample
     * @param cache where decoded columns are kept; empty if they are decoded each time
     */
    static SampleCatalogue open(Optional<Path> folder, Optional<Path> cache) {
        SampleCatalogue catalogue = folder.map(SampleCatalogue::read).orElseGet(ShippedSample::open);
        return cache.map(ColumnCache::in).map(catalogue::withCache).orElse(catalogue);
    }
}
