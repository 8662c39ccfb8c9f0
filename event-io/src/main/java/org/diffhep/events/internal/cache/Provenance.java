package org.diffhep.events.internal.cache;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HexFormat;
import org.diffhep.events.internal.ByteSource;

/**
 * What tells one state of a file of events from another: where it lies, its size, its version (when it was last written), and
 * a digest of its first and last bytes, where formats describe their content.
 *
 * @param source the file, absolute
 * @param size in bytes
 * @param version as {@link ByteSource#version} says
 * @param ends XXH3 of the first {@value #HEAD} and the last {@value #TAIL} bytes, in hexadecimal
 */
record Provenance(String source, long size, String version, String ends) {

    private static final int HEAD = 4096;
    private static final int TAIL = 16384;

    static Provenance of(ByteSource source) {
        long size = source.size();
        byte[] head = source.read(0, (int) Math.min(HEAD, size));
        int tail = (int) Math.min(TAIL, size);
        long ends = Hashing.xxh3_64()
                .hashStream()
                .putBytes(head)
                .putBytes(source.read(size - tail, tail))
                .getAsLong();
        return new Provenance(
                source.location(), size, source.version(), HexFormat.of().toHexDigits(ends));
    }

    /** One JSON object that says what an entry of the cache was made of: equal texts, equal content. */
    String json(String table, String column) {
        return "{\"source\":" + quoted(source) + ",\"size\":" + size + ",\"version\":" + quoted(version)
                + ",\"xxh3_of_ends\":" + quoted(ends) + ",\"table\":" + quoted(table) + ",\"column\":" + quoted(column)
                + "}";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
