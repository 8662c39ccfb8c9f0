package org.diffhep.events.internal.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.StoredHistogram;
import org.diffhep.events.StoredText;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormats;
import org.jspecify.annotations.Nullable;

/** A file of events whose columns come from the cache; its own content is looked at only where the cache lacks something. */
public final class CachedFile implements EventFile {

    private final ByteSource source;
    private final CacheFolder folder;
    private final Provenance provenance;
    private final Map<String, CachedTable> tables = new ConcurrentHashMap<>();
    private final AtomicLong bytesFromCache = new AtomicLong();
    private @Nullable EventFile stored;
    private volatile boolean closed;

    /** @param source closed with this file */
    public CachedFile(Path cache, ByteSource source) {
        this.source = source;
        this.folder = CacheFolder.of(cache, source.location());
        this.provenance = Provenance.of(source);
    }

    /** The file itself, opened when it is first asked for. */
    synchronized EventFile stored() {
        if (stored == null) {
            stored = EventFormats.open(source);
        }
        return stored;
    }

    CacheFolder folder() {
        return folder;
    }

    Provenance provenance() {
        return provenance;
    }

    boolean isClosed() {
        return closed;
    }

    /** Adds to what was read. */
    void count(long bytes) {
        bytesFromCache.addAndGet(bytes);
    }

    /** Makes sure that the file still is what it was when it was opened. */
    void requireUnchanged() {
        source.requireUnchanged();
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public String format() {
        return stored().format();
    }

    @Override
    public List<String> tables() {
        return stored().tables();
    }

    @Override
    public EventTableSource table(String name) {
        return tables.computeIfAbsent(name, this::open);
    }

    private CachedTable open(String name) {
        OptionalLong entries = TableDescription.entries(folder.description(name), provenance.json(name, ""));
        return new CachedTable(this, name, entries.orElseGet(() -> stored().tableWithoutFriends(name)
                .entries()));
    }

    @Override
    public List<String> histograms() {
        return stored().histograms();
    }

    @Override
    public StoredHistogram histogram(String histogram) {
        return stored().histogram(histogram);
    }

    @Override
    public List<String> texts() {
        return stored().texts();
    }

    @Override
    public StoredText text(String text) {
        return stored().text(text);
    }

    @Override
    public long bytesRead() {
        return bytesFromCache.get() + storedBytes(EventFile::bytesRead);
    }

    @Override
    public long bytesDecompressed() {
        return bytesFromCache.get() + storedBytes(EventFile::bytesDecompressed);
    }

    private synchronized long storedBytes(ToLongFunction<EventFile> of) {
        return stored == null ? 0 : of.applyAsLong(stored);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (stored != null) {
            stored.close();
        }
        source.close();
    }
}
