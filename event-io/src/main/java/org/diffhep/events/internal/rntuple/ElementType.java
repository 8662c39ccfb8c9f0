package org.diffhep.events.internal.rntuple;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.diffhep.events.ColumnType;

/** How the elements of a column are stored (the format's "column types"). */
enum ElementType {
    BIT(0x00, 1, ColumnType.BOOL),
    BYTE(0x01, 8, ColumnType.UINT8),
    CHAR(0x02, 8, ColumnType.CHAR),
    INT8(0x03, 8, ColumnType.INT8),
    UINT8(0x04, 8, ColumnType.UINT8),
    INT16(0x05, 16, ColumnType.INT16),
    UINT16(0x06, 16, ColumnType.UINT16),
    INT32(0x07, 32, ColumnType.INT32),
    UINT32(0x08, 32, ColumnType.UINT32),
    INT64(0x09, 64, ColumnType.INT64),
    UINT64(0x0A, 64, ColumnType.UINT64),
    REAL16(0x0B, 16, ColumnType.FLOAT32),
    REAL32(0x0C, 32, ColumnType.FLOAT32),
    REAL64(0x0D, 64, ColumnType.FLOAT64),
    INDEX32(0x0E, 32, ColumnType.INT64),
    INDEX64(0x0F, 64, ColumnType.INT64),
    /** A 64-bit index, then which of a variant's alternatives it counts, from 1 on. */
    SWITCH(0x10, 96, ColumnType.INT64),
    SPLIT_INT16(0x11, 16, ColumnType.INT16),
    SPLIT_UINT16(0x12, 16, ColumnType.UINT16),
    SPLIT_INT32(0x13, 32, ColumnType.INT32),
    SPLIT_UINT32(0x14, 32, ColumnType.UINT32),
    SPLIT_INT64(0x15, 64, ColumnType.INT64),
    SPLIT_UINT64(0x16, 64, ColumnType.UINT64),
    SPLIT_REAL16(0x17, 16, ColumnType.FLOAT32),
    SPLIT_REAL32(0x18, 32, ColumnType.FLOAT32),
    SPLIT_REAL64(0x19, 64, ColumnType.FLOAT64),
    SPLIT_INDEX32(0x1A, 32, ColumnType.INT64),
    SPLIT_INDEX64(0x1B, 64, ColumnType.INT64),
    /** The highest bits of a float. */
    REAL32_TRUNC(0x1C, 10, 31, ColumnType.FLOAT32),
    /** An integer that counts steps between the two ends of a range. */
    REAL32_QUANT(0x1D, 1, 32, ColumnType.FLOAT32);

    private static final Map<Integer, ElementType> BY_CODE = new HashMap<>();

    static {
        for (ElementType type : values()) {
            BY_CODE.put(type.code, type);
        }
    }

    private final int code;
    private final int leastBits;
    private final int mostBits;
    private final ColumnType type;

    ElementType(int code, int bits, ColumnType type) {
        this(code, bits, bits, type);
    }

    ElementType(int code, int leastBits, int mostBits, ColumnType type) {
        this.code = code;
        this.leastBits = leastBits;
        this.mostBits = mostBits;
        this.type = type;
    }

    /** The type of this number in the format; empty for one that this version does not know. */
    static Optional<ElementType> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Whether an element can have this number of bits. */
    boolean allows(int bits) {
        return bits >= leastBits && bits <= mostBits;
    }

    /** The type of the values that lose nothing; for indices, INT64. */
    ColumnType type() {
        return type;
    }

    /** Whether bytes of the same significance lie together. */
    boolean isSplit() {
        return code >= SPLIT_INT16.code && code <= SPLIT_INDEX64.code;
    }

    /** Whether elements are ends of lists. */
    boolean isIndex() {
        return this == INDEX32 || this == INDEX64 || this == SPLIT_INDEX32 || this == SPLIT_INDEX64;
    }

    /** Whether values of {@code wanted} can be read without loss: of the same bytes, or a float as a double. */
    boolean gives(ColumnType wanted) {
        if (isIndex() || this == SWITCH) {
            return false;
        }
        if (type.isFloating() || wanted.isFloating()) {
            return wanted == type || (type == ColumnType.FLOAT32 && wanted == ColumnType.FLOAT64);
        }
        return type.storage() == wanted.storage();
    }
}
