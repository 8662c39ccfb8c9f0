package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diffhep.events.internal.root.Cursor.Header;
import org.diffhep.events.internal.root.Cursor.Pointer;

/**
 * The members of the classes that a file describes (its list of TStreamerInfo). Needed for members of split objects only:
 * their branches do not tell their C++ types.
 */
final class ClassDescriptions {

    private static final int DEEPEST_INHERITANCE = 50;
    private static final int MAX_INDEX = 5 * Integer.BYTES;

    /**
     * A member, or a base class.
     *
     * @param name its name; of a base class, that class
     * @param title its comment in the source
     * @param typeName its C++ type; of a base class {@code BASE}
     * @param kind how it is stored: TStreamerInfo's EReadWrite
     * @param arrayLength the number of elements of an array of fixed length; otherwise 0
     */
    record Member(String name, String title, String typeName, int kind, int arrayLength) {
        private static final int OBJECT = 61;
        private static final int OTHER_OBJECT = 62;

        boolean isBase() {
            return typeName.equals("BASE");
        }

        /** Whether it is an object of a class, neither a string nor a collection. */
        boolean isObject() {
            return kind == OBJECT || kind == OTHER_OBJECT;
        }
    }

    private final Map<String, TreeMap<Integer, List<Member>>> classes = new HashMap<>();

    private ClassDescriptions() {}

    /** Descriptions of no class. */
    static ClassDescriptions none() {
        return new ClassDescriptions();
    }

    /**
     * @param in the content of the record of descriptions, a TList
     * @param origin the length of the record's key
     */
    static ClassDescriptions parse(Cursor in, int origin) {
        ClassDescriptions result = new ClassDescriptions();
        in.list("class descriptions", origin, pointer -> {
            if (pointer.className().equals("TStreamerInfo")) {
                result.add(in.part(pointer.start(), pointer.end(), "class description"), origin);
            }
        });
        return result;
    }

    private void add(Cursor in, int origin) {
        in.header("TStreamerInfo");
        String name = in.named()[0];
        in.skip(4); // checksum
        int version = in.i32();
        Pointer elements = in.pointer(origin);
        if (elements.isNull() || elements.isReference()) {
            return;
        }
        List<Member> members = new ArrayList<>();
        Cursor array = in.part(elements.start(), elements.end(), "class " + name);
        array.objects("members", origin, pointer -> {
            if (!pointer.isReference()) {
                members.add(member(
                        array.part(pointer.start(), pointer.end(), "member " + members.size()), pointer.className()));
            }
        });
        classes.computeIfAbsent(key(name), k -> new TreeMap<>()).put(version, members);
    }

    private static Member member(Cursor in, String className) {
        in.header(className);
        if (className.equals("TStreamerSTLstring")) {
            in.header("TStreamerSTL");
        }
        Header header = in.header("TStreamerElement");
        String[] names = in.named();
        int kind = in.i32();
        in.skip(4); // size
        int arrayLength = in.i32();
        in.skip(4); // dimensions
        in.skip(header.version() == 1 ? in.count(Integer.BYTES, "dimensions") * Integer.BYTES : MAX_INDEX);
        String type = in.string();
        return new Member(names[0], names[1], className.equals("TStreamerBase") ? "BASE" : type, kind, arrayLength);
    }

    /**
     * A member of a class, or of its base classes.
     *
     * @param version the version of the class; if it is not described, the newest is taken
     */
    Optional<Member> member(String className, int version, String member) {
        return member(className, version, member, 0);
    }

    private Optional<Member> member(String className, int version, String member, int depth) {
        TreeMap<Integer, List<Member>> versions = classes.get(key(className));
        if (versions == null || depth > DEEPEST_INHERITANCE) {
            return Optional.empty();
        }
        List<Member> newest = versions.lastEntry().getValue();
        List<Member> members = versions.getOrDefault(version, newest);
        for (Member candidate : members) {
            if (!candidate.isBase() && candidate.name().equals(member)) {
                return Optional.of(candidate);
            }
        }
        return members.stream()
                .filter(Member::isBase)
                .flatMap(base -> member(base.name(), -1, member, depth + 1).stream())
                .findFirst();
    }

    /** The members of a class in a version; empty if the file does not describe it. */
    Optional<List<Member>> members(String className, int version) {
        return Optional.ofNullable(classes.get(key(className))).map(versions -> versions.get(version));
    }

    /** The members of a class that the file describes in one version; empty if it does not. */
    Optional<List<Member>> onlyVersion(String className) {
        TreeMap<Integer, List<Member>> versions = classes.get(key(className));
        return versions == null || versions.size() > 1
                ? Optional.empty()
                : Optional.of(versions.lastEntry().getValue());
    }

    /** Spaces in the names of templates come and go. */
    private static String key(String className) {
        return className.replace(" ", "");
    }
}
