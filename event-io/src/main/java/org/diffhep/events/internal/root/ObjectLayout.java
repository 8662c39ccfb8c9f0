package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.internal.root.ClassDescriptions.Member;

/**
 * An object of which all members are numbers or again such objects, such as the ElementLink of xAOD or TLorentzVector.
 *
 * @param parts what it consists of, in the order of the file
 */
record ObjectLayout(List<Part> parts) {

    private static final int DEEPEST_NESTING = 10;
    /** A class that writes itself in another way than its description says. */
    private static final String SPECIAL = "TDatime";

    ObjectLayout {
        parts = List.copyOf(parts);
    }

    /** A part of an object. */
    sealed interface Part {}

    /** The base class TObject, which holds nothing of interest. */
    record Root() implements Part {}

    /** A base class, or a member that is an object. */
    record Inner(ObjectLayout layout) implements Part {}

    /** A number, named by the members that lead to it: {@code fP.fX}. */
    record Value(String name, Encoding encoding) implements Part {}

    /** The layout of a class; empty if the file does not describe it, in one version, or it has members of another kind. */
    static Optional<ObjectLayout> of(String className, ClassDescriptions classes) {
        return of(className, "", classes, 0);
    }

    private static Optional<ObjectLayout> of(String className, String prefix, ClassDescriptions classes, int depth) {
        Optional<List<Member>> members = classes.onlyVersion(className);
        if (members.isEmpty() || depth > DEEPEST_NESTING || className.equals(SPECIAL)) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        for (Member member : members.get()) {
            Optional<? extends Part> part;
            if (member.isBase()) {
                part = member.name().equals("TObject")
                        ? Optional.of(new Root())
                        : of(member.name(), prefix, classes, depth + 1).map(Inner::new);
            } else if (member.isObject()) {
                part = of(member.typeName(), prefix + member.name() + ".", classes, depth + 1)
                        .map(Inner::new);
            } else {
                part = value(member, prefix);
            }
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return Optional.of(new ObjectLayout(parts));
    }

    private static Optional<Value> value(Member member, String prefix) {
        if (member.arrayLength() != 0) {
            return Optional.empty();
        }
        Optional<Encoding> encoding =
                switch (member.typeName()) {
                    case "Double32_t" -> Optional.of(TruncatedFloats.double32(member.title()));
                    case "Float16_t" -> Optional.of(TruncatedFloats.float16(member.title()));
                    default ->
                        CppType.parse(member.typeName())
                                .filter(type -> type.levels().isEmpty())
                                .map(CppType::encoding);
                };
        return encoding.map(e -> new Value(prefix + member.name(), e));
    }

    /** The numbers, in the order of the file. */
    List<Value> values() {
        List<Value> values = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Inner inner) {
                values.addAll(inner.layout().values());
            } else if (part instanceof Value value) {
                values.add(value);
            }
        }
        return values;
    }

    /** Whether it is nothing but numbers, so that many of them can be stored member by member. */
    boolean isPlain() {
        return parts.stream()
                .allMatch(part -> part instanceof Value
                        || (part instanceof Inner inner && inner.layout().isPlain()));
    }
}
