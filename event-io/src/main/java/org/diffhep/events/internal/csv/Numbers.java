package org.diffhep.events.internal.csv;

import java.util.Locale;

/** What text in a table is a number, and which. */
final class Numbers {

    private Numbers() {}

    /** An optional sign, then digits. */
    static boolean isInteger(String text) {
        int start = hasSign(text) ? 1 : 0;
        return start < text.length() && digits(text, start) == text.length();
    }

    /** Whether an integer is one of 64 bits with sign. */
    static boolean isLong(String integer) {
        if (integer.length() <= 18) {
            return true;
        }
        try {
            Long.parseLong(integer);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether an integer is one of 64 bits without sign. */
    static boolean isUnsignedLong(String integer) {
        if (integer.charAt(0) == '-') {
            return false;
        }
        if (integer.length() <= 18) {
            return true;
        }
        try {
            Long.parseUnsignedLong(integer);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A number in decimal notation, with or without an exponent; nan and inf in any case. Not all that Java's parser takes. */
    static boolean isDecimal(String text) {
        int start = hasSign(text) ? 1 : 0;
        int at = digits(text, start);
        int count = at - start;
        if (at < text.length() && text.charAt(at) == '.') {
            int end = digits(text, at + 1);
            count += end - at - 1;
            at = end;
        }
        if (count == 0) {
            return isSpecial(text.substring(start));
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < text.length() && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
                exponent++;
            }
            at = digits(text, exponent);
            return at > exponent && at == text.length();
        }
        return at == text.length();
    }

    /** The value of what {@link #isDecimal} accepts. */
    static double decimal(String text) {
        char last = text.charAt(text.length() - 1);
        if (last == '.' || (last >= '0' && last <= '9')) {
            return Double.parseDouble(text);
        }
        String name = text.toLowerCase(Locale.ROOT);
        return name.endsWith("nan")
                ? Double.NaN
                : name.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private static boolean isSpecial(String text) {
        return text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("infinity");
    }

    /** Whether the text is true or false, in any case. */
    static boolean isBool(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    private static boolean hasSign(String text) {
        return !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+');
    }

    /** Where the digits from {@code from} on end. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
