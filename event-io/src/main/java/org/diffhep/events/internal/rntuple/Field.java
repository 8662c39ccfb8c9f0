package org.diffhep.events.internal.rntuple;

import java.util.OptionalLong;

/**
 * A field of the schema.
 *
 * @param parent the number of the field it is part of; its own, if it is part of none
 * @param role what it is
 * @param name its name
 * @param typeName its C++ type; empty for untyped collections and records
 * @param repetition the length of an array of fixed length
 * @param projected whether it shows the data of other fields
 */
record Field(int parent, Role role, String name, String typeName, OptionalLong repetition, boolean projected) {

    private static final int REPETITIVE = 1;
    private static final int PROJECTED = 2;
    private static final int HAS_CHECKSUM = 4;

    /** What a field is. */
    enum Role {
        LEAF,
        COLLECTION,
        RECORD,
        VARIANT,
        STREAMER,
        /** Of a later version of the format. */
        UNKNOWN;

        static Role of(int code) {
            return switch (code) {
                case 0 -> LEAF;
                case 1 -> COLLECTION;
                case 2 -> RECORD;
                case 3 -> VARIANT;
                case 4 -> STREAMER;
                default -> UNKNOWN;
            };
        }
    }

    static Field read(EnvelopeCursor in) {
        in.skip(4 + 4); // versions of the field and its type
        int parent = in.i32();
        int role = in.u16();
        int flags = in.u16();
        String name = in.string();
        String typeName = in.string();
        in.string(); // the type as it was spelled
        in.string(); // description
        OptionalLong repetition = (flags & REPETITIVE) != 0 ? OptionalLong.of(in.i64()) : OptionalLong.empty();
        if ((flags & PROJECTED) != 0) {
            in.skip(4); // the field whose data it shows: its columns say more
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            in.skip(4);
        }
        return new Field(parent, Role.of(role), name, typeName, repetition, (flags & PROJECTED) != 0);
    }
}
