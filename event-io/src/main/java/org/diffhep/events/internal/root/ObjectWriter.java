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

    /** A member that the file describes; {@code kind} is the class of its TStreamerElement. */
    record MemberSpec(String kind, String name, String title, String typeName) {}

    /** The record of class descriptions, a TList of TStreamerInfo. */
    final byte[] classes(Map<String, List<MemberSpec>> classes) {
        ByteWriter out = new ByteWriter();
        out.object(5, w -> {
            w.tobject().string("").i32(classes.size());
            classes.forEach((name, members) -> {
                pointer(
                        w,
                        "TStreamerInfo",
                        x -> x.object(9, y -> {
                            y.named(name, "").i32(0).i32(1);
                            pointer(y, "TObjArray", z -> array(z, members, this::member));
                        }));
                w.u8(0);
            });
        });
        return out.toBytes();
    }

    private void member(ByteWriter out, MemberSpec member) {
        pointer(
                out,
                member.kind(),
                w -> w.object(member.kind().equals("TStreamerBase") ? 3 : 2, x -> {
                    x.object(4, y -> y.named(member.name(), member.title())
                            .zeros(4 * 4)
                            .zeros(5 * 4)
                            .string(member.typeName()));
                    switch (member.kind()) {
                        case "TStreamerBase" -> x.i32(1); // its version
                        case "TStreamerSTL" -> x.zeros(8); // the kinds of container and element
                        default -> {}
                    }
                }));
    }
}
