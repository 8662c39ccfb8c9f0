package org.diffhep.events.internal.root;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.StoredHistogram;
import org.diffhep.events.StoredText;
import org.diffhep.events.UnknownTableException;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.rntuple.NtupleSource;
import org.jspecify.annotations.Nullable;

/** A ROOT file, and the TTrees, RNTuples, histograms and texts in its directories. */
public final class RootFile implements EventFile {

    private static final int MAGIC = 0x726F6F74; // "root"
    private static final int HEADER = 64;
    // A version of a file beyond this has positions of 64 bits.
    private static final int WIDE_FILE = 1_000_000;
    /** The classes of trees; a TNtuple is a TTree and a number. */
    private static final Set<String> TREES = Set.of("TTree", "TNtuple", "TNtupleD");

    private static final String NTUPLE = "ROOT::RNTuple";
    /** What ATLAS writes as trees beside the RNTuples of its events. */
    private static final Pattern METADATA = Pattern.compile("(.*/)?(##|MetaData).*");

    private final ByteSource source;
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong bytesDecompressed = new AtomicLong();
    private @Nullable Directories directories;
    private long descriptionsAt;
    private int descriptionsBytes;
    private @Nullable ClassDescriptions classes;
    private final Map<String, EventTableSource> tables = new ConcurrentHashMap<>();
    private final Map<String, EventTableSource> joined = new ConcurrentHashMap<>();
    private final FriendFiles friends;
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private RootFile(ByteSource source) {
        this.source = source;
        this.friends = new FriendFiles(this, source);
    }

    /**
     * Opens a file.
     *
     * @param source its content, closed with the file; left open if an exception is thrown
     */
    public static RootFile open(ByteSource source) {
        RootFile file = new RootFile(source);
        file.readHeader();
        return file;
    }

    private void readHeader() {
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

        in.skip(1 + 4); // size of positions; compression
        descriptionsAt = in.seekPosition(wide);
        descriptionsBytes = in.i32();
        directories = Directories.read(this, (long) begin + nameBytes);
    }

    private Directories directories() {
        return Objects.requireNonNull(directories, "read when the file was opened");
    }

    /** The classes that the file describes; read when first asked for. */
    private synchronized ClassDescriptions classes() {
        if (classes == null) {
            classes = descriptionsAt == 0 ? ClassDescriptions.none() : readClasses();
        }
        return classes;
    }

    private ClassDescriptions readClasses() {
        Place place = new Place(source.name(), "class descriptions", descriptionsAt);
        byte[] record = read(descriptionsAt, descriptionsBytes, place);
        Content content = content(record, place);
        return ClassDescriptions.parse(content.body, content.origin);
    }

    /**
     * The content of a record.
     *
     * @param origin what is to be added to a position in it to get a tag: those count from the start of the key, whether
     *     the key lies before the content or not
     */
    private record Content(Cursor body, int origin) {}

    private Content content(byte[] record, Place place) {
        Cursor in = new Cursor(record, place);
        Key own = Key.read(in);
        try (Decompressor decompressor = new Decompressor()) {
            Cursor body = own.content(in, decompressor);
            countDecompressed(own.objectLength());
            return new Content(body, own.keyLength() - body.position());
        }
    }

    /** Bytes of the file, if they can be there. */
    public byte[] read(long position, int length, Place place) {
        requireThere(position, length, place);
        return source.read(position, length);
    }

    /** The same in the workspace's record. */
    Cursor read(long position, int length, Workspace workspace, Place place) {
        requireThere(position, length, place);
        byte[] record = workspace.record(length);
        source.read(position, length, record);
        return new Cursor(record, 0, length, place);
    }

    private void requireThere(long position, int length, Place place) {
        if (position < 0 || length < 0 || position > source.size() - length) {
            throw place.failure(0, length + " bytes from " + position + " are wanted; the file has " + source.size());
        }
        bytesRead.addAndGet(length);
    }

    /** A workspace for one thread, to be given back. */
    Workspace borrow() {
        Workspace free = workspaces.poll();
        return free == null ? new Workspace() : free;
    }

    void giveBack(Workspace workspace) {
        workspaces.add(workspace);
        if (closed) {
            endWorkspaces();
        }
    }

    private void endWorkspaces() {
        for (Workspace free = workspaces.poll(); free != null; free = workspaces.poll()) {
            free.close();
        }
    }

    /** Adds to {@link #bytesDecompressed}. */
    public void countDecompressed(long bytes) {
        bytesDecompressed.addAndGet(bytes);
    }

    /** What messages call the file. */
    @Override
    public String name() {
        return source.name();
    }

    /** The number of its bytes. */
    public long size() {
        return source.size();
    }

    @Override
    public String format() {
        boolean ntuples = directories().objects().values().stream().anyMatch(RootFile::isNtuple);
        boolean trees = directories().objects().entrySet().stream()
                .anyMatch(object -> isTree(object.getValue())
                        && !METADATA.matcher(object.getKey()).matches());
        return ntuples && !trees ? "rntuple" : "ttree";
    }

    @Override
    public List<String> tables() {
        return paths(RootFile::isTable);
    }

    private List<String> paths(Predicate<Key> wanted) {
        return directories().objects().entrySet().stream()
                .filter(object -> wanted.test(object.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isTree(Key key) {
        return TREES.contains(key.className());
    }

    private static boolean isNtuple(Key key) {
        return key.className().equals(NTUPLE);
    }

    private static boolean isTable(Key key) {
        return isTree(key) || isNtuple(key);
    }

    @Override
    public EventTableSource table(String name) {
        EventTableSource own = tableWithoutFriends(name);
        return own.friends().isEmpty() ? own : joined.computeIfAbsent(name, n -> friends.join(own));
    }

    @Override
    public EventTableSource tableWithoutFriends(String name) {
        Key key = directories().find(name).orElse(null);
        if (key == null || !isTable(key)) {
            String kind = directories().objects().values().stream().anyMatch(RootFile::isNtuple) ? "table" : "tree";
            throw new UnknownTableException(
                    name, unknown(name, key != null, kind, "TTree or RNTuple", RootFile::isTable));
        }
        return tables.computeIfAbsent(name, n -> isTree(key) ? openTree(n, key) : openNtuple(n, key));
    }

    private String unknown(String name, boolean exists, String kind, String classNames, Predicate<Key> wanted) {
        List<String> there = paths(wanted);
        String known = there.isEmpty() ? "it has no " + kind + "s" : "its " + kind + "s: " + String.join(", ", there);
        String others = directories().objects().entrySet().stream()
                .filter(object -> !wanted.test(object.getValue()) && !Directories.isDirectory(object.getValue()))
                .limit(10)
                .map(object -> object.getKey() + " (" + object.getValue().className() + ")")
                .collect(Collectors.joining(", "));
        String message = source.name()
                + (exists ? ": " + name + " is not a " + classNames + "; " : " has no " + kind + " " + name + "; ")
                + known;
        return others.isEmpty() ? message : message + "; other objects: " + others;
    }

    private static boolean isHistogram(Key key) {
        return HistogramParser.CLASSES.contains(key.className());
    }

    @Override
    public List<String> histograms() {
        return paths(RootFile::isHistogram);
    }

    @Override
    public StoredHistogram histogram(String path) {
        Key key = directories().find(path).orElse(null);
        if (key == null || !isHistogram(key)) {
            throw new UnknownTableException(
                    path, unknown(path, key != null, "histogram", "TH1, TH2 or TH3", RootFile::isHistogram));
        }
        Place place = new Place(source.name(), "histogram " + path, key.seek());
        Content content = content(read(key.seek(), key.bytes(), place), place);
        return HistogramParser.parse(content.body, key.className());
    }

    private static boolean isText(Key key) {
        return TextParser.CLASSES.contains(key.className());
    }

    @Override
    public List<String> texts() {
        return paths(RootFile::isText);
    }

    @Override
    public StoredText text(String path) {
        Key key = directories().find(path).orElse(null);
        if (key == null || !isText(key)) {
            throw new UnknownTableException(
                    path, unknown(path, key != null, "text", "TObjString or TNamed", RootFile::isText));
        }
        Place place = new Place(source.name(), "text " + path, key.seek());
        return TextParser.parse(content(read(key.seek(), key.bytes(), place), place).body, key);
    }

    private EventTableSource openTree(String path, Key key) {
        Place place = new Place(source.name(), "tree " + path, key.seek());
        Content content = content(read(key.seek(), key.bytes(), place), place);
        if (!key.className().equals("TTree")) {
            content.body.header(key.className());
        }
        return new TreeSource(this, path, TreeParser.parse(content.body, content.origin, this::classes));
    }

    private EventTableSource openNtuple(String path, Key key) {
        Place place = new Place(source.name(), "RNTuple " + path, key.seek());
        Cursor in = content(read(key.seek(), key.bytes(), place), place).body;
        in.header("anchor");
        // A checksum follows the object.
        byte[] anchor = new byte[in.end() - in.position()];
        Place anchorPlace = new Place(
                in.place().file(), in.place().what() + ", anchor", in.place().base() + in.position());
        in.slice(anchor.length).get(anchor);
        return NtupleSource.open(this, path, anchor, anchorPlace);
    }

    @Override
    public long bytesRead() {
        return bytesRead.get() + friends.sum(EventFile::bytesRead);
    }

    @Override
    public long bytesDecompressed() {
        return bytesDecompressed.get() + friends.sum(EventFile::bytesDecompressed);
    }

    @Override
    public void close() {
        closed = true;
        friends.close();
        endWorkspaces();
        source.close();
    }
}
