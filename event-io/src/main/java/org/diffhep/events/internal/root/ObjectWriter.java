package org.diffhep.events.internal.root;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Streams objects that point to each other into one record. */
class ObjectWriter {

    /** The length of the record's key: tags count from its start. */
    private final int origin;

    private final Map<String, Integer> classTags = new HashMap<>();

    ObjectWriter(int origin) {
        this.origin = origin;
    }

    interface Element<T> {
        void write(ByteWriter w, T element);
    }

    /** A TObjArray. */
    final <T> void array(ByteWriter out, List<T> elements, Element<T> element) {
        out.object(3, w -> {
            w.tobject().string("").i32(elements.size()).i32(0);
            elements.forEach(e -> element.write(w, e));
        });
    }

    /** An object by pointer: its class by name the first time, by its tag later. */
    final void pointer(ByteWriter out, String className, Consumer<ByteWriter> content) {
        out.counted(w -> {
            Integer tag = classTags.get(className);
            if (tag == null) {
                classTags.put(className, tag(w));
                w.i32(0xFFFFFFFF)
                        .bytes(className.getBytes(StandardCharsets.UTF_8))
                        .u8(0);
            } else {
                w.i32(tag | 0x80000000);
            }
            content.accept(w);
        });
    }

    /** The tag of what is written next. */
    final int tag(ByteWriter w) {
        return w.size() + 2 + origin;
    }

    /**
     * How a class is streamed.
     *
     * @param version its version, or 0
     * @param checksum what ROOT tells versions of it apart by
     */
    record ClassSpec(String name, int version, int checksum, List<MemberSpec> members) {}

    /**
     * A member of a class.
     *
     * @param kind the class of its TStreamerElement
     * @param type ROOT's number for its type
     * @param size its bytes in memory
     * @param version of a base class its version; of an array that of the class which has the counter
     * @param checksum of a base class; otherwise 0
     * @param counter what counts an array; otherwise empty
     */
    record MemberSpec(
            String kind,
            String name,
            String title,
            int type,
            int size,
            String typeName,
            int version,
            int checksum,
            String counter) {}

    /** The record of class descriptions, a TList of TStreamerInfo. */
    final ByteWriter classes(List<ClassSpec> classes) {
        return new ByteWriter().object(5, w -> {
            w.tobject().string("").i32(classes.size());
            for (ClassSpec described : classes) {
                pointer(
                        w,
                        "TStreamerInfo",
                        x -> x.object(9, y -> {
                            y.named(described.name).i32(described.checksum).i32(described.version);
                            pointer(
                                    y,
                                    "TObjArray",
                                    z -> array(z, described.members, (a, member) -> member(a, member, described.name)));
                        }));
                w.u8(0);
            }
        });
    }

    private void member(ByteWriter out, MemberSpec member, String owner) {
        pointer(
                out,
                member.kind,
                w -> w.object(member.kind.equals("TStreamerBase") ? 3 : 2, x -> {
                    x.object(4, y -> y.named(member.name, member.title)
                            .i32(member.type)
                            .i32(member.size)
                            .i32(0)
                            .i32(0)
                            // Greatest indices; those of a base have its checksum.
                            .i32(0)
                            .i32(member.checksum)
                            .zeros(3 * 4)
                            .string(member.typeName));
                    switch (member.kind) {
                        case "TStreamerBase" -> x.i32(member.version);
                        case "TStreamerBasicPointer" ->
                            x.i32(member.version).string(member.counter).string(owner);
                        case "TStreamerSTL" -> x.zeros(8); // the kinds of container and element
                        default -> {}
                    }
                }));
    }
}
