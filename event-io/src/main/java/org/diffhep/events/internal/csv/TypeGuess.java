package org.diffhep.events.internal.csv;

import java.util.Optional;
import org.diffhep.events.ColumnType;

/** The narrowest type that all values of a column have. */
final class TypeGuess {

    private boolean integers = true;
    private boolean unsigned = true;
    private boolean decimals = true;
    private boolean bools = true;
    private boolean seen;
    private long firstEmpty = -1;

    /** Takes a value into account that stands on this line. */
    void add(String text, long line) {
        if (text.isEmpty()) {
            firstEmpty = firstEmpty < 0 ? line : firstEmpty;
            return;
        }
        seen = true;
        if (decimals) {
            if ((integers || unsigned) && Numbers.isInteger(text)) {
                integers &= Numbers.isLong(text);
                unsigned &= Numbers.isUnsignedLong(text);
            } else {
                integers = false;
                unsigned = false;
                decimals = Numbers.isDecimal(text);
            }
        }
        bools = bools && Numbers.isBool(text);
    }

    /** int64, uint64 if only that is wide enough, float64, bool, or {@link ColumnType#CHAR} for strings. */
    ColumnType type() {
        if (!seen || !(decimals || bools)) {
            return ColumnType.CHAR;
        }
        if (bools) {
            return ColumnType.BOOL;
        }
        return integers ? ColumnType.INT64 : unsigned ? ColumnType.UINT64 : ColumnType.FLOAT64;
    }

    /** The first line without a value, in a column that otherwise is not of strings. */
    Optional<Long> missing() {
        return type() == ColumnType.CHAR || firstEmpty < 0 ? Optional.empty() : Optional.of(firstEmpty);
    }
}
