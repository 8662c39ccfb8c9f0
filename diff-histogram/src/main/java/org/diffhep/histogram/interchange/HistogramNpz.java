package org.diffhep.histogram.interchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.Histogram;

/**
 * A histogram as float64 arrays in numpy's archive, for {@code numpy.load}: {@code values} and {@code variances}, one dimension an axis, with the slots
 * of kept flows at their ends; {@code edges_0}, {@code edges_1} …; {@code flows}, [axes, 2], for each axis below and above 1 for kept, 0 for
 * dropped, 2 for folded.
 *
 * <p>The same histogram gives the same bytes. Regular axes are read as axes of those edges.
 */
public final class HistogramNpz {

    private static final double DROPPED = 0;
    private static final double KEPT = 1;
    private static final double FOLDED = 2;

    /** The earliest time an archive can hold: files carry no time of their making. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** So that a small archive cannot unpack to more than memory. */
    private static final int MOST_BYTES = 1 << 29;

    private HistogramNpz() {}

    /** The bytes of an archive. */
    public static byte[] write(Histogram histogram) {
        KeptSlots slots = new KeptSlots(histogram.axes());
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("values", new NpyArray(slots.shape(), slots.of(histogram.slotValues())));
        arrays.put("variances", new NpyArray(slots.shape(), slots.of(histogram.slotVariances())));
        int dimensions = histogram.axes().size();
        double[] flows = new double[2 * dimensions];
        for (int d = 0; d < dimensions; d++) {
            Axis axis = histogram.axes().get(d);
            arrays.put("edges_" + d, NpyArray.of(axis.edges()));
            flows[2 * d] = number(axis.underflow());
            flows[2 * d + 1] = number(axis.overflow());
        }
        arrays.put("flows", new NpyArray(new int[] {dimensions, 2}, flows));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
                byte[] content = array.getValue().bytes();
                CRC32 checksum = new CRC32();
                checksum.update(content);
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                entry.setTimeLocal(NO_TIME);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static double number(Flow flow) {
        return switch (flow) {
            case KEPT -> KEPT;
            case DROPPED -> DROPPED;
            case FOLDED -> FOLDED;
        };
    }

    /**
     * Reads what {@link #write} wrote, or a script of the same names.
     *
     * @throws InvalidHistogramException if an array is missing, none of float64 in rows, or does not suit the others
     */
    public static Histogram read(byte[] bytes) {
        Map<String, NpyArray> arrays = arrays(bytes);
        NpyArray flows = array(arrays, "flows");
        if (flows.shape().length != 2 || flows.shape()[1] != 2 || flows.shape()[0] < 1) {
            throw new InvalidHistogramException("flows must be [axes, 2], is " + Arrays.toString(flows.shape()));
        }
        List<Axis> axes = new ArrayList<>();
        for (int d = 0; d < flows.shape()[0]; d++) {
            Flow underflow = flow(flows.numbers()[2 * d]);
            Flow overflow = flow(flows.numbers()[2 * d + 1]);
            axes.add(KeptSlots.axis("edges_" + d, array(arrays, "edges_" + d).numbers(), underflow, overflow));
        }
        KeptSlots slots = new KeptSlots(axes);
        return slots.histogram(numbers(arrays, "values", slots), numbers(arrays, "variances", slots));
    }

    private static double[] numbers(Map<String, NpyArray> arrays, String name, KeptSlots slots) {
        NpyArray array = array(arrays, name);
        if (!Arrays.equals(array.shape(), slots.shape())) {
            throw new InvalidHistogramException(name + " must be " + Arrays.toString(slots.shape())
                    + " as the axes and their flows are, is " + Arrays.toString(array.shape()));
        }
        return array.numbers();
    }

    private static Flow flow(double number) {
        if (number == KEPT) {
            return Flow.KEPT;
        }
        if (number == DROPPED) {
            return Flow.DROPPED;
        }
        if (number == FOLDED) {
            return Flow.FOLDED;
        }
        throw new InvalidHistogramException("flows must be 0, 1 or 2, got " + number);
    }

    private static NpyArray array(Map<String, NpyArray> arrays, String name) {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new InvalidHistogramException("the archive has no array " + name + ", only " + arrays.keySet());
        }
        return array;
    }

    private static Map<String, NpyArray> arrays(byte[] bytes) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        int left = MOST_BYTES;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes(left);
                left -= content.length;
                if (left == 0) {
                    throw new InvalidHistogramException("the archive unpacks to more than " + MOST_BYTES + " bytes");
                }
                String name = entry.getName();
                arrays.put(name.replaceFirst("\\.npy$", ""), NpyArray.read(name, content));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidHistogramException("the archive is broken: " + e.getMessage(), e);
        }
        return arrays;
    }
}
