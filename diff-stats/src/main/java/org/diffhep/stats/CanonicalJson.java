package org.diffhep.stats;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON text that Python's {@code json.dumps(…, sort_keys=True, ensure_ascii=False)} gives, which pyhf's digests are
 * made of: sorted keys, ", " and ": " between, shortest decimal form of numbers in Python's notation.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static String of(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    /**
     * Digest of that text, as pyhf makes it.
     *
     * @param algorithm {@code sha256}, {@code md5} or {@code sha1}, or another of the Java platform's
     * @return hexadecimal digits
     * @throws IllegalArgumentException if there is no such algorithm
     */
    static String digest(JsonNode node, String algorithm) {
        String name = algorithm.toUpperCase(Locale.ROOT).replaceFirst("^SHA(\\d)", "SHA-$1");
        try {
            byte[] bytes = MessageDigest.getInstance(name).digest(of(node).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("there is no digest '" + algorithm + "': use sha256, md5 or sha1", e);
        }
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            String separator = "";
            out.append('{');
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                out.append(separator);
                text(field.getKey(), out);
                out.append(": ");
                write(field.getValue(), out);
                separator = ", ";
            }
            out.append('}');
        } else if (node.isArray()) {
            String separator = "";
            out.append('[');
            for (JsonNode element : node) {
                out.append(separator);
                write(element, out);
                separator = ", ";
            }
            out.append(']');
        } else if (node.isTextual()) {
            text(node.textValue(), out);
        } else if (node.isFloatingPointNumber()) {
            out.append(number(node.doubleValue()));
        } else {
            out.append(node.asText());
        }
    }

    /** As {@code repr(float)} in Python 3. */
    static String number(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
        // Java writes two digits where one says the same.
        BigDecimal one = decimal.round(new MathContext(1));
        if (one.doubleValue() == value) {
            decimal = one.stripTrailingZeros();
        }
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                    + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
        }
        String plain = decimal.abs().toPlainString();
        return sign + plain + (plain.contains(".") ? "" : ".0");
    }

    private static void text(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
