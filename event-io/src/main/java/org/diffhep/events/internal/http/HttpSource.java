package org.diffhep.events.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.MemorySource;

/**
 * A file on a web server, read in aligned blocks by range requests (RFC 9110, section 14), more at once while reading goes on. The blocks used last stay in memory. Every
 * answer must be of the same file, by its size and its entity tag or date. Safe for use by several threads, which wait for each other.
 */
public final class HttpSource implements ByteSource {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
    private static final int WHOLE = 200;
    private static final int PARTIAL = 206;

    private final URI uri;
    private final HttpSettings settings;
    private final HttpRequests requests;
    private final long size;
    private final String version;
    private final Map<Long, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;
    // The block after those of the last request, and how many blocks that one had at least.
    private long next = 1;
    private int run = 1;

    private HttpSource(
            URI uri, HttpSettings settings, HttpRequests requests, long size, String version, byte[] firstBlock) {
        this.uri = uri;
        this.settings = settings;
        this.requests = requests;
        this.size = size;
        this.version = version;
        this.blocks.put(0L, firstBlock);
    }

    /**
     * Opens a file on a server.
     *
     * @throws UncheckedIOException with a message that names the file: it is not there, the server refuses or fails at each
     *     attempt, or it cannot send parts and the file is large
     */
    public static ByteSource open(URI uri, HttpSettings settings) {
        HttpRequests requests = new HttpRequests(uri, settings);
        HttpResponse<byte[]> response = requests.get(0, settings.block() - 1L);
        if (response.statusCode() == WHOLE) {
            return whole(uri, settings, response);
        }
        if (response.statusCode() != PARTIAL) { // there is no first byte
            return new MemorySource(uri.toString(), new byte[0]);
        }
        long size = size(uri, response, 0, Long.MAX_VALUE);
        return new HttpSource(uri, settings, requests, size, version(response), response.body());
    }

    private static ByteSource whole(URI uri, HttpSettings settings, HttpResponse<byte[]> response) {
        if (response.body().length > settings.whole()) {
            String size = response.headers()
                    .firstValue("Content-Length")
                    .map(length -> length + " bytes")
                    .orElse("more than " + settings.whole() + " bytes");
            throw new UncheckedIOException(
                    uri
                            + ": the server cannot send parts of a file (it answers range requests with HTTP 200), and this one has "
                            + size + "; download it first",
                    new IOException("no range requests"));
        }
        return new MemorySource(uri.toString(), response.body());
    }

    /** The size of the file, of an answer that holds the bytes {@code first} to {@code last}, or to the end of the file. */
    private static long size(URI uri, HttpResponse<byte[]> response, long first, long last) {
        String range = response.headers().firstValue("Content-Range").orElse("none");
        Matcher matcher = CONTENT_RANGE.matcher(range);
        try {
            if (matcher.matches()) {
                long begin = Long.parseLong(matcher.group(1));
                long end = Long.parseLong(matcher.group(2));
                long size = Long.parseLong(matcher.group(3));
                boolean asked = begin == first && (last == Long.MAX_VALUE || end == Math.min(last, size - 1));
                if (asked && response.body().length == end - begin + 1) {
                    return size;
                }
            }
        } catch (NumberFormatException e) {
            throw wrongRange(uri, range, first, e);
        }
        throw wrongRange(uri, range, first, new IOException("Content-Range: " + range));
    }

    private static UncheckedIOException wrongRange(URI uri, String range, long first, Exception cause) {
        return new UncheckedIOException(
                uri + ": the server was asked for the bytes from " + first + " on and answers with the Content-Range "
                        + range,
                cause instanceof IOException e ? e : new IOException(cause));
    }

    /** A strong entity tag, or when the file was last changed; empty if the server says neither. */
    private static String version(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .map(tag -> "ETag " + tag)
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    @Override
    public String name() {
        return uri.toString();
    }

    @Override
    public String location() {
        return uri.toString();
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public String version() {
        return version;
    }

    /** Each answer was compared. */
    @Override
    public void requireUnchanged() {}

    @Override
    public long size() {
        return size;
    }

    @Override
    public byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        read(position, length, bytes);
        return bytes;
    }

    @Override
    public synchronized void read(long position, int length, byte[] target) {
        if (closed) {
            throw new UncheckedIOException(uri + ": is closed", new ClosedChannelException());
        }
        for (int done = 0; done < length; ) {
            long number = (position + done) / settings.block();
            byte[] block = blocks.get(number);
            if (block == null) {
                fetch(number, (position + length - 1) / settings.block());
                continue;
            }
            int from = (int) (position + done - number * settings.block());
            int count = Math.min(block.length - from, length - done);
            System.arraycopy(block, from, target, done, count);
            done += count;
        }
    }

    /**
     * Gets a block that is missing, and those after it that are wanted and missing too, as far as one request goes. Who goes on where the
     * last request ended, from basket to basket, will do so again: each such request brings twice as many.
     */
    private void fetch(long number, long lastWanted) {
        run = number == next ? Math.min(2 * run, settings.blocksAtOnce()) : 1;
        long lastBlock = (size - 1) / settings.block();
        long lastUseful = Math.min(lastBlock, Math.max(lastWanted, number + run - 1));
        long end = number + 1;
        while (end <= lastUseful && end - number < settings.blocksAtOnce() && !blocks.containsKey(end)) {
            end++;
        }
        long first = number * settings.block();
        long last = Math.min(size, end * settings.block()) - 1;
        HttpResponse<byte[]> response = requests.get(first, last);
        String now = version(response);
        if (response.statusCode() != PARTIAL || !now.equals(version)) {
            throw changed(response.statusCode() + ", " + now);
        }
        if (size(uri, response, first, last) != size) {
            throw changed("another size");
        }
        next = end;
        // The first comes last, so that it is not what has to make room for the others.
        for (long each = end - 1; each >= number; each--) {
            int from = Math.toIntExact((each - number) * settings.block());
            byte[] body = response.body();
            blocks.put(each, Arrays.copyOfRange(body, from, Math.min(body.length, from + settings.block())));
        }
        blocks.keySet()
                .removeAll(blocks.keySet().stream()
                        .limit(Math.max(0, blocks.size() - settings.blocksKept()))
                        .toList());
    }

    private UncheckedIOException changed(String found) {
        return new UncheckedIOException(
                uri + ": has changed on the server while it was read; read it again",
                new IOException("it had " + size + " bytes, " + version + "; now " + found));
    }

    @Override
    public synchronized void close() {
        closed = true;
        blocks.clear();
    }
}
