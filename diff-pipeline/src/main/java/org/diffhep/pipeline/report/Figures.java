package org.diffhep.pipeline.report;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them: as many decimals as the uncertainty supports, the same on every machine. */
final class Figures {

    /** What stands where there is no number. */
    static final String NONE = "–";

    private static final int MAX_DECIMALS = 12;

    private Figures() {}

    /** The decimals that show two significant digits of the resolution; 0 at least. */
    static int decimals(double resolution) {
        if (!Double.isFinite(resolution) || resolution <= 0) {
            return 4;
        }
        int decimals = 1 - (int) Math.floor(Math.log10(resolution));
        return Math.max(0, Math.min(MAX_DECIMALS, decimals));
    }

    /** The decimals that show this many significant digits of the value. */
    static int decimalsFor(double value, int significantDigits) {
        if (!Double.isFinite(value) || value == 0) {
            return significantDigits - 1;
        }
        int decimals = significantDigits - 1 - (int) Math.floor(Math.log10(Math.abs(value)));
        return Math.max(0, Math.min(MAX_DECIMALS, decimals));
    }

    /** The value with fixed decimals, a real minus sign, and a dash where it is not finite. */
    static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean negativeZero = text.startsWith("-") && text.chars().noneMatch(c -> c >= '1' && c <= '9');
        return negativeZero ? text.substring(1) : text.replace('-', '−');
    }

    /** Significant digits, in scientific notation where the number is very small or large. */
    static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value)
                    .replaceFirst("e([+-])0*(?=\\d)", "e$1")
                    .replace("e+", "e")
                    .replace('-', '−');
        }
        return fixed(value, decimalsFor(value, digits));
    }

    /** A number that a person chose, as short as it can be written: {@code 25}, {@code 0.05}. */
    static String chosen(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        return new BigDecimal(Double.toString(value))
                .stripTrailingZeros()
                .toPlainString()
                .replace('-', '−');
    }

    /** Whole numbers in groups of three, parted by thin spaces that do not break. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }
}
