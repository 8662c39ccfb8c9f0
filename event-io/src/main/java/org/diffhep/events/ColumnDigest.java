package org.diffhep.events;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffhep.events.internal.PrimitiveArrays;

/**
 * A fingerprint of a column that any other program can recompute.
 *
 * @param type the type of the values
 * @param entries the number of entries
 * @param values the number of values of all entries together
 * @param sum the sum of the values as doubles, with compensated rounding; NaN or infinite if a value is
 * @param sha256 SHA-256, in hexadecimal, of all values one after another, each big-endian; a bool is one byte 0 or 1
 * @param countsSha256 SHA-256 of the number of values of each entry as big-endian int32; empty for a flat column. Of a
 *     nested column: the number of lists of each entry, then of each list of the next level, and so on to the values
 */
public record ColumnDigest(
        ColumnType type, long entries, long values, double sum, String sha256, Optional<String> countsSha256) {

    private static final int BLOCK = 1 << 13;

    /** The fingerprint of a column. O(values). */
    public static ColumnDigest of(Column column) {
        return new ColumnDigest(
                column.type(),
                column.entries(),
                column.size(),
                sum(column),
                sha256(column.type(), column.array(), column.size()),
                column.isJagged() ? Optional.of(countsSha256(column)) : Optional.empty());
    }

    private static String countsSha256(Column column) {
        IntStream counts = IntStream.empty();
        for (int level = 0; level < column.depth(); level++) {
            int[] offsets = column.offsets(level);
            counts = IntStream.concat(
                    counts, IntStream.range(0, offsets.length - 1).map(i -> offsets[i + 1] - offsets[i]));
        }
        int[] all = counts.toArray();
        return sha256(ColumnType.INT32, all, all.length);
    }

    private static String sha256(ColumnType type, Object array, int length) {
        MessageDigest digest = newSha256();
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK * type.bytes());
        for (int from = 0; from < length; from += BLOCK) {
            bytes.clear();
            PrimitiveArrays.encode(type, array, from, Math.min(length, from + BLOCK), bytes);
            bytes.flip();
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Neumaier's sum. */
    private static double sum(Column column) {
        double sum = 0;
        double lost = 0;
        for (int i = 0; i < column.size(); i++) {
            double value = column.getDouble(i);
            double next = sum + value;
            lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
            sum = next;
        }
        // The correction is meaningless (inf - inf) once the sum has overflowed.
        return Double.isFinite(sum) ? sum + lost : sum;
    }
}
