package org.diffhep.histogram.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A float64 array in numpy's format, version 1.0 (numpy.lib.format): little-endian, in rows.
 *
 * @param shape length of each dimension
 * @param numbers in rows, the last dimension fastest
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NpyArray(int[] shape, double[] numbers) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '<f8', 'fortran_order': False, 'shape': \\(((?:\\d{1,9}, ?)*(?:\\d{1,9})?)\\), ?\\} *\n");

    static NpyArray of(double... numbers) {
        return new NpyArray(new int[] {numbers.length}, numbers);
    }

    byte[] bytes() {
        String lengths = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + lengths
                + (shape.length == 1 ? ",)" : ")") + ", }";
        int prefix = MAGIC.length + Short.BYTES;
        int padding = ALIGNMENT - (prefix + header.length() + 1) % ALIGNMENT;
        String padded = header + " ".repeat(padding % ALIGNMENT) + "\n";
        ByteBuffer buffer = ByteBuffer.allocate(prefix + padded.length() + Double.BYTES * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).putShort((short) padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII));
        for (double number : numbers) {
            buffer.putDouble(number);
        }
        return buffer.array();
    }

    /** @throws InvalidHistogramException if the bytes are no float64 array in rows */
    static NpyArray read(String name, byte[] bytes) {
        int prefix = MAGIC.length + Short.BYTES;
        if (bytes.length < prefix || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw new InvalidHistogramException(name + " is no array of numpy's format 1.0");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = Short.toUnsignedInt(buffer.getShort(MAGIC.length));
        String header = new String(bytes, prefix, Math.min(length, bytes.length - prefix), StandardCharsets.US_ASCII);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new InvalidHistogramException(
                    name + " must be a float64 array in rows ('<f8', not in Fortran order), its header is "
                            + header.strip());
        }
        int[] shape = Arrays.stream(matcher.group(1).split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        buffer.position(prefix + length);
        double size = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (size * Double.BYTES != buffer.remaining()) {
            throw new InvalidHistogramException(name + " of shape " + Arrays.toString(shape) + " must have "
                    + (long) (size * Double.BYTES) + " bytes of numbers, has " + buffer.remaining());
        }
        double[] numbers = new double[(int) size];
        buffer.asDoubleBuffer().get(numbers);
        return new NpyArray(shape, numbers);
    }
}
