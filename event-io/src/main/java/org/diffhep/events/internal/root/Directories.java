package org.diffhep.events.internal.root;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the objects of a file in its directories. */
final class Directories {

    private static final int DIRECTORY = 64;
    // A version of a directory beyond this has positions of 64 bits.
    private static final int WIDE_DIRECTORY = 1000;
    private static final int SMALLEST_KEY = 26;
    private static final int DEEPEST = 50;

    private final RootFile file;
    private final Map<String, Key> objects = new LinkedHashMap<>();
    private final Map<String, Key> cycles = new LinkedHashMap<>();
    private final Set<Long> visited = new HashSet<>();

    private Directories(RootFile file) {
        this.file = file;
    }

    /**
     * Reads all directories.
     *
     * @param topAt where the record of the top directory begins
     */
    static Directories read(RootFile file, long topAt) {
        Directories directories = new Directories(file);
        directories.directory(topAt, "", 0);
        return directories;
    }

    /** The objects by path ({@code dir/sub/tree}), each in its highest cycle; directories come before what they hold. */
    Map<String, Key> objects() {
        return objects;
    }

    /** An object by path, in its highest cycle, or by path and cycle: {@code dir/sub/tree;2}. */
    Optional<Key> find(String name) {
        return Optional.ofNullable(objects.get(name)).or(() -> Optional.ofNullable(cycles.get(name)));
    }

    private void directory(long at, String path, int depth) {
        String what = path.isEmpty() ? "top directory" : "directory " + path.substring(0, path.length() - 1);
        Place place = new Place(file.name(), what, at);
        if (depth > DEEPEST) {
            throw place.failure(0, "directories are nested more than " + DEEPEST + " deep");
        }
        int length = (int) Math.max(0, Math.min(DIRECTORY, file.size() - at));
        Cursor directory = new Cursor(file.read(at, length, place), place);
        boolean wide = directory.u16() > WIDE_DIRECTORY;
        directory.skip(2 * 4); // dates
        int keysBytes = directory.i32();
        directory.skip(4);
        directory.seekPosition(wide); // this directory
        directory.seekPosition(wide); // its parent
        long keysAt = directory.seekPosition(wide);
        if (keysAt == 0 && depth > 0) {
            return; // nothing was ever written to it
        }
        if (keysAt == 0) {
            throw directory.failure("it has no list of keys: the file was not closed by the program that wrote it");
        }
        if (!visited.add(keysAt)) {
            throw directory.failure("its list of keys is that of another directory");
        }
        Map<String, Key> own = keys(keysAt, keysBytes, path);
        own.forEach((name, key) -> {
            objects.put(path + name, key);
            if (isDirectory(key)) {
                directory(key.seek() + key.keyLength(), path + name + "/", depth + 1);
            }
        });
    }

    private Map<String, Key> keys(long at, int bytes, String path) {
        Place place = new Place(file.name(), path.isEmpty() ? "list of keys" : "list of keys of " + path, at);
        Cursor in = new Cursor(file.read(at, bytes, place), place);
        in.seek(Key.read(in).keyLength());
        Map<String, Key> keys = new LinkedHashMap<>();
        int n = in.count(SMALLEST_KEY, "keys");
        for (int i = 0; i < n; i++) {
            Key key = Key.read(in);
            keys.merge(key.name(), key, (a, b) -> b.cycle() > a.cycle() ? b : a);
            cycles.putIfAbsent(path + key.name() + ";" + key.cycle(), key);
        }
        return keys;
    }

    static boolean isDirectory(Key key) {
        return key.className().equals("TDirectory") || key.className().equals("TDirectoryFile");
    }
}
