package org.diffhep.events.internal.root;

import java.util.Locale;
import org.diffhep.events.ColumnType;

/** How Float16_t and Double32_t are stored, which the title of the leaf or member says: {@code pt [0,100,12]}. */
final class TruncatedFloats {

    private static final int FLOAT16_BITS = 12;

    private TruncatedFloats() {}

    /** The encoding of a Float16_t (a float in memory). */
    static Encoding float16(String title) {
        return encoding(title, ColumnType.FLOAT32);
    }

    /** The encoding of a Double32_t (a double in memory). */
    static Encoding double32(String title) {
        return encoding(title, ColumnType.FLOAT64);
    }

    /** As GetRange in ROOT's TStreamerElement.cxx reads the title. */
    private static Encoding encoding(String title, ColumnType type) {
        Encoding unranged =
                type == ColumnType.FLOAT64 ? new Encoding.Widened() : new Encoding.Truncated(type, FLOAT16_BITS);
        int left = title.indexOf('[');
        int right = title.indexOf(']', left + 1);
        // The first bracket may be a dimension.
        while (left >= 0 && right >= 0 && title.substring(left, right).indexOf(',') < 0) {
            left = title.indexOf('[', right);
            right = title.indexOf(']', left + 1);
        }
        if (left < 0 || right < 0) {
            return unranged;
        }
        String[] parts = title.substring(left + 1, right).split(",", -1);
        double low = bound(parts[0]);
        double high = bound(parts[1]);
        int bits = parts.length > 2 ? bits(parts[2]) : 32;
        if (low < high) {
            double steps = bits < 32 ? 1L << bits : 0xFFFFFFFFL;
            return new Encoding.Scaled(type, low, steps / (high - low));
        }
        return bits < 15 ? new Encoding.Truncated(type, bits) : unranged;
    }

    private static int bits(String text) {
        int bits = (int) number(text);
        return bits < 2 || bits > 32 ? 32 : bits;
    }

    private static double bound(String text) {
        String bound = text.toLowerCase(Locale.ROOT).replace(" ", "");
        if (!bound.contains("pi")) {
            return number(bound);
        }
        double value = Math.PI;
        if (bound.contains("2pi") || bound.contains("2*pi") || bound.contains("twopi")) {
            value = 2 * Math.PI;
        } else if (bound.contains("pi/2")) {
            value = Math.PI / 2;
        } else if (bound.contains("pi/4")) {
            value = Math.PI / 4;
        }
        return bound.contains("-") ? -value : value;
    }

    /** What cannot be read counts as 0, as in ROOT. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
