package org.diffhep.events;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormats;
import org.diffhep.events.internal.FileSource;
import org.diffhep.events.internal.http.HttpSettings;
import org.diffhep.events.internal.http.HttpSource;
import org.jspecify.annotations.Nullable;

/** Where a file of events lies: on disk, or on a web server. */
public final class EventLocation {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

    private static final int PIECE = 1 << 20;

    private final String name;
    private final @Nullable Path path;
    private final @Nullable URI uri;

    private EventLocation(String name, @Nullable Path path, @Nullable URI uri) {
        this.name = name;
        this.path = path;
        this.uri = uri;
    }

    /** A file on disk. */
    public static EventLocation of(Path file) {
        return new EventLocation(file.toString(), file, null);
    }

    /**
     * A file on a web server, or a {@code file:} address.
     *
     * @throws IllegalArgumentException files of this scheme cannot be read, or the address holds a password
     */
    public static EventLocation of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        if (scheme.equalsIgnoreCase("file")) {
            return of(Path.of(uri));
        }
        if (scheme.equalsIgnoreCase("root") || scheme.equalsIgnoreCase("xroot")) {
            throw new IllegalArgumentException(
                    uri + ": XRootD is not supported. Most servers offer the same files over HTTP: try https://"
                            + uri.getRawAuthority() + uri.getRawPath()
                            + ", if need be with the port 1094, or ask the provider of the data");
        }
        if ((!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    uri + ": files are read from disk, http://SERVER/FILE and https://SERVER/FILE");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "http address of " + uri.getHost() + ": names and passwords in addresses are not supported");
        }
        return new EventLocation(uri.toString(), null, uri);
    }

    /**
     * As a user writes it: an address if it begins as {@code https://} does, else a path.
     *
     * @throws IllegalArgumentException the address is not well formed, or as of {@link #of(URI)}
     */
    public static EventLocation of(String text) {
        if (!isAddress(text)) {
            return of(Path.of(text));
        }
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    text + ": is no address: " + e.getReason() + " at character " + e.getIndex(), e);
        }
    }

    /** Whether a text is an address, not a path. */
    public static boolean isAddress(String text) {
        return SCHEME.matcher(text).matches();
    }

    /** The place on disk; empty for a file on a server. */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /**
     * Opens the file, as {@link EventFile#open(Path)} and {@link EventFile#open(URI)} do.
     *
     * @throws java.io.UncheckedIOException it does not exist or cannot be read
     * @throws MalformedFileException the file is of no known format, or damaged
     */
    public EventFile open() {
        ByteSource source = source();
        try {
            return EventFormats.open(source);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /**
     * SHA-256 of all bytes of the file, in hexadecimal; of a file on a server all are fetched.
     *
     * @throws java.io.UncheckedIOException it does not exist or cannot be read
     */
    public String sha256() {
        try (ByteSource bytes = source()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < bytes.size(); at += PIECE) {
                digest.update(bytes.read(at, (int) Math.min(PIECE, bytes.size() - at)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The bytes; close it after use. */
    ByteSource source() {
        return uri != null
                ? HttpSource.open(uri, HttpSettings.ofDefaults())
                : FileSource.open(Objects.requireNonNull(path, name));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventLocation location
                && name.equals(location.name)
                && Objects.equals(path, location.path);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return name;
    }
}
