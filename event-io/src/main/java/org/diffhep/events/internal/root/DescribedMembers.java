package org.diffhep.events.internal.root;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.root.ClassDescriptions.Member;

/**
 * The members of an object, taken from where the file's own description of the class says that they are: for old classes and
 * those of other writers, such as Geant4's, whose layout is not built in.
 */
final class DescribedMembers {

    // Kinds of members: TStreamerInfo's EReadWrite.
    private static final int BASE = 0;
    private static final int OBJECT = 61;
    private static final int TSTRING = 65;
    private static final int TOBJECT = 66;
    private static final int TNAMED = 67;

    private final Place place;
    private final Map<String, Long> numbers = new HashMap<>();

    private DescribedMembers(Place place) {
        this.place = place;
    }

    /**
     * Reads members up to one, or up to the first of a kind that is not known; {@code in} then stands there.
     *
     * @param in stands after the header of the object
     * @param members of its class
     * @param until the name of the member before which reading ends; empty for none
     */
    static DescribedMembers read(Cursor in, List<Member> members, String until) {
        DescribedMembers read = new DescribedMembers(in.place());
        for (Member member : members) {
            if (member.name().equals(until) || !read.read(in, member)) {
                break;
            }
        }
        return read;
    }

    private boolean read(Cursor in, Member member) {
        Optional<Long> number =
                switch (member.kind()) {
                    case 1, 11, 18 -> Optional.of((long) in.u8());
                    case 2, 12 -> Optional.of((long) in.u16());
                    case 3, 6, 13 -> Optional.of((long) in.i32());
                    case 4, 14, 16, 17 -> Optional.of(in.i64()); // a long of ROOT takes 8 bytes in files
                    case 5 -> Optional.of((long) Float.intBitsToFloat(in.i32()));
                    case 8 -> Optional.of((long) in.f64());
                    default -> Optional.empty();
                };
        if (number.isPresent()) {
            numbers.put(member.name(), number.get());
            return true;
        }
        switch (member.kind()) {
            case BASE, OBJECT, TNAMED -> in.skipObject(member.name());
            case TOBJECT -> in.skipTObject();
            case TSTRING -> in.string();
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * A number, whole.
     *
     * @throws MalformedFileException the object has no such number where it could be read
     */
    long number(String name) {
        Long number = numbers.get(name);
        if (number == null) {
            throw place.failure(0, "its class is described without a number " + name);
        }
        return number;
    }
}
