package org.diffhep.ttbar;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.ColumnCache;
import org.diffhep.events.ColumnNaming;
import org.diffhep.pipeline.SampleCatalogue;

/**
 * Which samples are read, and how.
 *
 * @param folder with a {@code samples.json}; empty for the sample that ships with the project
 * @param cache where decoded columns are kept; empty if they are decoded each time
 * @param naming how the columns are called in the files
 */
public record TtbarInput(Optional<Path> folder, Optional<Path> cache, ColumnNaming naming) {

    /** The sample that ships with the project. */
    public static TtbarInput shipped() {
        return new TtbarInput(Optional.empty(), Optional.empty(), ColumnNaming.asStored());
    }

    /** The samples of a folder. */
    public static TtbarInput of(Path folder) {
        return shipped().withFolder(folder);
    }

    /** The same from the samples of a folder. */
    public TtbarInput withFolder(Path newFolder) {
        return new TtbarInput(Optional.of(newFolder), cache, naming);
    }

    /** The same with decoded columns kept in a folder. */
    public TtbarInput withCache(Path newCache) {
        return new TtbarInput(folder, Optional.of(newCache), naming);
    }

    SampleCatalogue open() {
        SampleCatalogue catalogue =
                folder.map(SampleCatalogue::read).orElseGet(ShippedSample::open).withNaming(naming);
        return cache.map(ColumnCache::in).map(catalogue::withCache).orElse(catalogue);
    }
}
