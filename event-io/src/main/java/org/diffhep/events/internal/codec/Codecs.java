package org.diffhep.events.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The libraries for LZ4 and Zstandard. Those in C are taken where they are on the class path and work on this machine;
 * those in Java are always there. {@code -Ddiffhep.codecs=java} takes the latter in any case.
 */
public final class Codecs {

    private static final String PROPERTY = "diffhep.codecs";

    private Codecs() {}

    // A library in C is unpacked and loaded when the first block of its kind is met, not before.

    private static final class Lz4 {
        static final List<Supplier<Codec>> AVAILABLE = available(NativeLz4::new, JavaLz4::new);
    }

    private static final class Zstd {
        static final List<Supplier<Codec>> AVAILABLE = available(NativeZstd::new, JavaZstd::new);
    }

    /** A decompressor of raw LZ4 blocks. Close it after use. */
    public static Codec lz4() {
        return Lz4.AVAILABLE.get(0).get();
    }

    /** A decompressor of Zstandard frames. Close it after use. */
    public static Codec zstd() {
        return Zstd.AVAILABLE.get(0).get();
    }

    /** All that work here, the one that is taken first. */
    static List<Supplier<Codec>> allLz4() {
        return Lz4.AVAILABLE;
    }

    /** All that work here, the one that is taken first. */
    static List<Supplier<Codec>> allZstd() {
        return Zstd.AVAILABLE;
    }

    private static List<Supplier<Codec>> available(Supplier<Codec> inC, Supplier<Codec> inJava) {
        List<Supplier<Codec>> codecs = new ArrayList<>();
        if (!System.getProperty(PROPERTY, "").equals("java") && works(inC)) {
            codecs.add(inC);
        }
        codecs.add(inJava);
        return List.copyOf(codecs);
    }

    /** Whether the library is there, and its native part for this machine too. */
    private static boolean works(Supplier<Codec> codec) {
        try (Codec tried = codec.get()) {
            return !tried.library().isEmpty();
        } catch (LinkageError | RuntimeException e) {
            return false; // the libraries report a missing native part in either way
        }
    }
}
