package org.diffhep.events.internal.root;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.UnknownTableException;
import org.diffhep.events.internal.ByteSource;

/** A ROOT file, and the TTrees in its top directory. */
public final class RootFile implements EventFile {

    private static final int MAGIC = 0x726F6F74; // "root"
    private static final int HEADER = 64;
    // A version of a file beyond this has positions of 64 bits; so has a version of a directory beyond the other.
    private static final int WIDE_FILE = 1_000_000;
    private static final int WIDE_DIRECTORY = 1000;
    private static final int DIRECTORY = 64;

    private final Path path;
    private final ByteSource source;
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong bytesDecompressed = new AtomicLong();
    private final Map<String, Key> objects = new LinkedHashMap<>();
    private final Map<String, EventTableSource> tables = new ConcurrentHashMap<>();

    private RootFile(Path path, ByteSource source) {
        this.path = path;
        this.source = source;
    }

    /**
     * Opens a file.
     *
     * @param path what {@link #path} returns
     * @param source its content, closed with the file; left open if an exception is thrown
     */
    public static RootFile open(Path path, ByteSource source) {
        RootFile file = new RootFile(path, source);
        file.readKeys();
        return file;
    }

    private void readKeys() {
        Place place = new Place(source.name(), "header", 0);
        Cursor in = new Cursor(read(0, (int) Math.min(HEADER, source.size()), place), place);
        if (source.size() == 0) {
            throw in.failure("the file is empty");
        }
        if (source.size() < Integer.BYTES || in.i32() != MAGIC) {
            throw place.failure(0, "this is not a ROOT file (it does not begin with 'root')");
        }
        boolean wide = in.i32() >= WIDE_FILE;
        int begin = in.i32();
        long end = in.seekPosition(wide);
        if (end > source.size()) {
            throw in.failure("cut off: the file should have " + end + " bytes and has " + source.size());
        }
        in.seekPosition(wide); // free space
        in.skip(2 * 4); // bytes and number of free segments
        int nameBytes = in.i32();

        long directoryAt = (long) begin + nameBytes;
        Place directoryPlace = new Place(source.name(), "top directory", directoryAt);
        int length = (int) Math.max(0, Math.min(DIRECTORY, source.size() - directoryAt));
        Cursor directory = new Cursor(read(directoryAt, length, directoryPlace), directoryPlace);
        boolean wideDirectory = directory.u16() > WIDE_DIRECTORY;
        directory.skip(2 * 4); // dates
        int keysBytes = directory.i32();
        directory.skip(4);
        directory.seekPosition(wideDirectory); // this directory
        directory.seekPosition(wideDirectory); // its parent
        long keysAt = directory.seekPosition(wideDirectory);
        if (keysAt == 0) {
            throw directory.failure("it has no list of keys: the file was not closed by the program that wrote it");
        }

        Place keysPlace = new Place(source.name(), "list of keys", keysAt);
        Cursor keys = new Cursor(read(keysAt, keysBytes, keysPlace), keysPlace);
        Key own = Key.read(keys);
        keys.seek(own.keyLength());
        int n = keys.count(26, "keys");
        for (int i = 0; i < n; i++) {
            Key key = Key.read(keys);
            objects.merge(key.name(), key, (a, b) -> b.cycle() > a.cycle() ? b : a);
        }
    }

    /** Bytes of the file, if they can be there. */
    byte[] read(long position, int length, Place place) {
        if (position < 0 || length < 0 || position > source.size() - length) {
            throw place.failure(0, length + " bytes from " + position + " are wanted; the file has " + source.size());
        }
        bytesRead.addAndGet(length);
        return source.read(position, length);
    }

    /** Adds to {@link #bytesDecompressed}. */
    void countDecompressed(long bytes) {
        bytesDecompressed.addAndGet(bytes);
    }

    String name() {
        return source.name();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String format() {
        return "ttree";
    }

    @Override
    public List<String> tables() {
        return objects.values().stream()
                .filter(key -> key.className().equals("TTree"))
                .map(Key::name)
                .toList();
    }

    @Override
    public EventTableSource table(String name) {
        Key key = objects.get(name);
        if (key == null || !key.className().equals("TTree")) {
            throw new UnknownTableException(name, unknownTable(name, key != null));
        }
        return tables.computeIfAbsent(name, n -> openTree(key));
    }

    private String unknownTable(String name, boolean exists) {
        String trees = tables().isEmpty() ? "it has no trees" : "its trees: " + String.join(", ", tables());
        String others = objects.values().stream()
                .filter(key -> !key.className().equals("TTree"))
                .limit(10)
                .map(key -> key.name() + " (" + key.className() + ")")
                .collect(Collectors.joining(", "));
        String message =
                source.name() + (exists ? ": " + name + " is not a TTree; " : " has no tree " + name + "; ") + trees;
        return others.isEmpty() ? message : message + "; other objects, which cannot be read: " + others;
    }

    private EventTableSource openTree(Key key) {
        Place place = new Place(source.name(), "tree " + key.name(), key.seek());
        byte[] record = read(key.seek(), key.bytes(), place);
        Cursor in = new Cursor(record, place);
        Key own = Key.read(in);
        try (Decompressor decompressor = new Decompressor()) {
            Cursor body = own.content(record, in.position(), decompressor, place);
            countDecompressed(own.objectLength());
            // Tags in the record count from the start of the key, whether the key lies before the content or not.
            return new TreeSource(this, key.name(), TreeParser.parse(body, own.keyLength() - body.position()));
        }
    }

    @Override
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public long bytesDecompressed() {
        return bytesDecompressed.get();
    }

    @Override
    public void close() {
        source.close();
    }
}
