package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.root.Cursor.Pointer;

/**
 * A TLeaf.
 *
 * @param className its class
 * @param name its name
 * @param title its title, which has the dimensions of arrays
 * @param length the number of values per entry, or per element that the counter counts
 * @param bytes the bytes of a value
 * @param unsigned whether integers have no sign
 * @param counter the name of the leaf that counts its values
 */
record Leaf(
        String className,
        String name,
        String title,
        int length,
        int bytes,
        boolean unsigned,
        Optional<String> counter) {

    private static final Pattern DIMENSION = Pattern.compile("\\[(\\d{1,9})]");

    /**
     * Reads the leaf that a pointer, at which {@code array} stands, leads to.
     *
     * @param origin the length of the enclosing key
     */
    static Leaf read(Cursor array, Pointer pointer, int origin) {
        Pointer target = pointer;
        Cursor in = array;
        if (pointer.isReference()) {
            in = referenced(array, pointer);
            target = in.pointer(origin);
        }
        String className = target.className();
        if (!className.startsWith("TLeaf")) {
            throw in.failure("a leaf is expected, not an object of class " + className);
        }
        in = in.part(target.start(), target.end(), "leaf");
        in.header(className);
        in.header("TLeaf");
        String[] names = in.named();
        int length = in.i32();
        int bytes = in.i32();
        in.skip(4 + 1); // offset; whether the range is stored
        boolean unsigned = in.u8() != 0;
        Pointer counter = in.pointer(origin);
        Leaf leaf = new Leaf(
                className,
                names[0],
                names[1],
                length,
                bytes,
                unsigned,
                counter.isNull() ? Optional.empty() : Optional.of(nameOf(in, counter, origin)));
        Optional<ColumnType> type = leaf.plainType();
        if (type.isPresent() && type.get().bytes() != bytes) {
            throw in.failure("values of leaf " + names[0] + " (" + className + ") cannot take " + bytes + " bytes");
        }
        return leaf;
    }

    /** The name of the leaf that a pointer leads to. */
    private static String nameOf(Cursor from, Pointer pointer, int origin) {
        Cursor in = from;
        Pointer target = pointer;
        if (pointer.isReference()) {
            in = referenced(from, pointer);
            target = in.pointer(origin);
        }
        in = in.part(target.start(), target.end(), "counter");
        in.header("counter");
        in.header("TLeaf");
        return in.named()[0];
    }

    /** Stands at the pointer with which an object was streamed, somewhere before. */
    private static Cursor referenced(Cursor from, Pointer reference) {
        return new Cursor(from.bytes(), reference.start(), from.bytes().length, from.place());
    }

    private Optional<ColumnType> plainType() {
        return Optional.ofNullable(
                switch (className) {
                    case "TLeafF" -> ColumnType.FLOAT32;
                    case "TLeafD" -> ColumnType.FLOAT64;
                    case "TLeafB" -> unsigned ? ColumnType.UINT8 : ColumnType.INT8;
                    case "TLeafS" -> unsigned ? ColumnType.UINT16 : ColumnType.INT16;
                    case "TLeafI" -> unsigned ? ColumnType.UINT32 : ColumnType.INT32;
                    case "TLeafL", "TLeafG" -> unsigned ? ColumnType.UINT64 : ColumnType.INT64;
                    case "TLeafO" -> ColumnType.BOOL;
                    default -> null;
                });
    }

    /** How its values are stored; empty if its class is of another kind. */
    Optional<Encoding> encoding() {
        return switch (className) {
            case "TLeafF16" -> Optional.of(TruncatedFloats.float16(title));
            case "TLeafD32" -> Optional.of(TruncatedFloats.double32(title));
            default -> plainType().map(Encoding.Plain::new);
        };
    }

    /** The dimensions of the array of fixed length that an entry, or an element, is; empty for one value. */
    List<Integer> dimensions() {
        if (length == 1 && title.indexOf('[') < 0) {
            return List.of();
        }
        List<Integer> dimensions = new ArrayList<>();
        long product = 1;
        Matcher matcher = DIMENSION.matcher(title);
        while (matcher.find() && product <= Integer.MAX_VALUE) {
            int n = Integer.parseInt(matcher.group(1));
            dimensions.add(n);
            product *= n;
        }
        if (product == length && !dimensions.isEmpty()) {
            return List.copyOf(dimensions);
        }
        return length == 1 ? List.of() : List.of(length);
    }
}
