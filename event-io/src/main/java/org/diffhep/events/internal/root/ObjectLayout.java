package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.internal.root.ClassDescriptions.Member;

/**
 * An object of which all members are numbers, in base classes too, such as the ElementLink of xAOD.
 *
 * @param parts what it consists of, in the order of the file
 */
record ObjectLayout(List<Part> parts) {

    private static final int DEEPEST_INHERITANCE = 10;

    ObjectLayout {
        parts = List.copyOf(parts);
    }

    /** A part of an object. */
    sealed interface Part {}

    /** A base class. */
    record Base(ObjectLayout layout) implements Part {}

    /** A member. */
    record Value(String name, Encoding encoding) implements Part {}

    /** The layout of a class; empty if the file does not describe it, in one version, or it has members of another kind. */
    static Optional<ObjectLayout> of(String className, ClassDescriptions classes) {
        return of(className, classes, 0);
    }

    private static Optional<ObjectLayout> of(String className, ClassDescriptions classes, int depth) {
        Optional<List<Member>> members = classes.onlyVersion(className);
        if (members.isEmpty() || depth > DEEPEST_INHERITANCE) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        for (Member member : members.get()) {
            Optional<? extends Part> part =
                    member.isBase() ? of(member.name(), classes, depth + 1).map(Base::new) : value(member);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return Optional.of(new ObjectLayout(parts));
    }

    private static Optional<Value> value(Member member) {
        return CppType.parse(member.typeName())
                .filter(type -> type.levels().isEmpty() && member.arrayLength() == 0)
                .map(type -> new Value(member.name(), type.encoding()));
    }

    /** The members, those of base classes where these stand. */
    List<Value> values() {
        List<Value> values = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Base base) {
                values.addAll(base.layout().values());
            } else {
                values.add((Value) part);
            }
        }
        return values;
    }
}
