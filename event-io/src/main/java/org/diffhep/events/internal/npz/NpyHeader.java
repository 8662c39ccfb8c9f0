package org.diffhep.events.internal.npz;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.events.ColumnType;

/**
 * The header of an array in a file of numpy, versions 1 to 3 (numpy.lib.format).
 *
 * @param dtype numpy's name of the type, {@code <f4}
 * @param fortranOrder whether the first index runs fastest
 * @param shape the dimensions; none for a scalar
 * @param dataStart where the values begin
 */
record NpyHeader(String dtype, boolean fortranOrder, List<Long> shape, int dataStart) {

    /** The bytes before the text: magic, version, length of the text. */
    static final int PREFIX = 12;
    /** Longer texts than this are not those of numbers; numpy itself stops at 10000. */
    static final int LONGEST = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[))");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\sL]*)\\)");
    private static final Pattern DTYPE = Pattern.compile("([<>|=])([a-zA-Z])(\\d{1,9})?.*");

    /** Copies the shape. */
    NpyHeader {
        shape = List.copyOf(shape);
    }

    /** The length of a header that begins with these (at least {@link #PREFIX}) bytes; 0 if it is none. */
    static int length(byte[] prefix) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (prefix[i] != MAGIC[i]) {
                return 0;
            }
        }
        int low = (prefix[8] & 0xFF) | ((prefix[9] & 0xFF) << 8);
        if (prefix[6] == 1) {
            return 10 + low;
        }
        long length = (prefix[6] == 2 || prefix[6] == 3)
                ? low | ((prefix[10] & 0xFFL) << 16) | ((prefix[11] & 0xFFL) << 24)
                : Long.MAX_VALUE;
        return length > LONGEST ? 0 : 12 + (int) length;
    }

    /**
     * Reads a whole header.
     *
     * @throws IllegalArgumentException says what is wrong with it
     */
    static NpyHeader parse(byte[] header) {
        int start = header[6] == 1 ? 10 : 12;
        String text = new String(
                header,
                start,
                header.length - start,
                header[6] == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        Matcher descr = DESCR.matcher(text);
        Matcher fortran = FORTRAN.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !fortran.find() || !shape.find()) {
            throw new IllegalArgumentException("its header lacks descr, fortran_order or shape: " + text.strip());
        }
        List<Long> dimensions = new ArrayList<>();
        for (String number : shape.group(1).split(",", -1)) {
            String digits = number.replace("L", "").strip();
            if (!digits.isEmpty()) {
                try {
                    dimensions.add(Long.parseLong(digits));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("its shape is not a tuple of numbers: " + shape.group(1), e);
                }
            }
        }
        return new NpyHeader(
                descr.group(2) != null ? "a structure" : descr.group(1),
                fortran.group(1).equals("True"),
                dimensions,
                header.length);
    }

    /** How one element is stored: its type here, its bytes, and what they mean. */
    record Element(ColumnType type, int bytes, Kind kind, ByteOrder order) {}

    /** What the bytes of an element mean. */
    enum Kind {
        /** A number as Java has it. */
        NUMBER,
        /** A floating-point number of two bytes. */
        HALF,
        /** Bytes up to a fixed length, filled up with zeros. */
        BYTES,
        /** Code points of four bytes up to a fixed length, filled up with zeros. */
        TEXT
    }

    /** How elements of the type are stored; empty if they cannot be columns. */
    Optional<Element> element() {
        Matcher matcher = DTYPE.matcher(dtype);
        if (!matcher.matches() || matcher.group(3) == null) {
            return Optional.empty();
        }
        int size;
        try {
            size = Integer.parseInt(matcher.group(3));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        boolean big = matcher.group(1).equals(">");
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return switch (matcher.group(2)) {
            case "b" -> number(ColumnType.BOOL, size, order);
            case "i" -> number("INT", size, order);
            case "u" -> number("UINT", size, order);
            case "f" ->
                size == 2
                        ? Optional.of(new Element(ColumnType.FLOAT32, size, Kind.HALF, order))
                        : number("FLOAT", size, order);
            case "S" ->
                size > LONGEST ? Optional.empty() : Optional.of(new Element(ColumnType.CHAR, size, Kind.BYTES, order));
            case "U" ->
                size > LONGEST
                        ? Optional.empty()
                        : Optional.of(new Element(ColumnType.CHAR, 4 * size, Kind.TEXT, order));
            default -> Optional.empty();
        };
    }

    private static Optional<Element> number(String family, int size, ByteOrder order) {
        for (ColumnType type : ColumnType.values()) {
            if (type.name().equals(family + 8L * size)) {
                return number(type, size, order);
            }
        }
        return Optional.empty();
    }

    private static Optional<Element> number(ColumnType type, int size, ByteOrder order) {
        return size == type.bytes() ? Optional.of(new Element(type, size, Kind.NUMBER, order)) : Optional.empty();
    }

    /** The header of an array of one dimension or more in C order, padded as numpy does so that values are aligned to 64 bytes. */
    static byte[] encode(String dtype, List<Long> shape) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': (", dtype));
        for (int i = 0; i < shape.size(); i++) {
            text.append(i == 0 ? "" : " ")
                    .append(shape.get(i))
                    .append(shape.size() == 1 || i + 1 < shape.size() ? "," : "");
        }
        text.append("), }");
        int padding = 64 - (10 + text.length() + 1) % 64;
        text.append(" ".repeat(padding % 64)).append('\n');
        byte[] header = new byte[10 + text.length()];
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[6] = 1;
        header[8] = (byte) text.length();
        header[9] = (byte) (text.length() >> 8);
        System.arraycopy(text.toString().getBytes(StandardCharsets.US_ASCII), 0, header, 10, text.length());
        return header;
    }

    /** Numpy's name, little-endian, for values of a type; {@link ColumnType#CHAR} has none without a length. */
    static String dtype(ColumnType type) {
        return switch (type) {
            case BOOL -> "|b1";
            case INT8 -> "|i1";
            case UINT8 -> "|u1";
            case FLOAT32, FLOAT64 -> "<f" + type.bytes();
            case INT16, INT32, INT64 -> "<i" + type.bytes();
            case UINT16, UINT32, UINT64 -> "<u" + type.bytes();
            case CHAR -> throw new IllegalArgumentException("a string has a length");
        };
    }
}
