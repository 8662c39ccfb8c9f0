package org.diffhep.events.internal.root;

import java.nio.ByteBuffer;
import java.util.List;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.root.Layout.Level;

/** Takes the entries of one basket apart: headers, counts and lengths of strings, lists in lists. */
final class EntryParser {

    private static final int BYTE_COUNT = 0x40000000;
    private static final int MEMBERWISE = 0x4000;
    private static final int HEADER = 6;
    private static final int ROOT_OBJECT = 10;
    private static final int REFERENCED = 0x10;

    private final Layout layout;
    private final Encoding encoding;
    private final ByteBuffer bytes;
    private final Place place;
    /** Whether the objects of the current entry are streamed member by member. */
    private boolean memberwise;
    /** Of the current object. */
    private int numbersPassed;

    /**
     * @param bytes the content of the basket
     * @param place the basket
     */
    EntryParser(Layout layout, Encoding encoding, ByteBuffer bytes, Place place) {
        this.layout = layout;
        this.encoding = encoding;
        this.bytes = bytes;
        this.place = place;
    }

    /** Appends the entry that takes the bytes {@code from} to {@code end} (exclusive), neither more nor fewer. */
    void entry(int from, int end, ColumnBuilder target) {
        int stop = content(header(from, end, true), end, target);
        if (stop != end) {
            throw failure(stop, "an entry ends here, at byte " + end + " according to the basket");
        }
    }

    /** Appends the entry that begins at byte {@code from} and ends by itself; where that is. */
    int entry(int from, ColumnBuilder target) {
        int limit = bytes.capacity();
        int end = layout.header() && from <= limit - HEADER ? from + 4 + byteCount(from) : limit;
        if (end > limit || end < from) {
            throw failure(from, "an entry cannot end at byte " + end + " of " + limit);
        }
        int stop = content(header(from, end, layout.header()), end, target);
        if (layout.header() && stop != end) {
            throw failure(stop, "an entry ends here, at byte " + end + " according to its header");
        }
        return stop;
    }

    /** Appends what follows the header; where it ends. */
    private int content(int from, int end, ColumnBuilder target) {
        return layout.levels().isEmpty() ? values(from, end, 1, target) : list(0, from, end, target);
    }

    private int byteCount(int at) {
        return bytes.getInt(at) & ~BYTE_COUNT;
    }

    /** Checks the header, if there should be one; where what follows begins. */
    private int header(int from, int end, boolean bounded) {
        if (!layout.header()) {
            return from;
        }
        require(from, end, HEADER, "a header");
        if ((bytes.getInt(from) & BYTE_COUNT) == 0 || (bounded && byteCount(from) != end - from - 4)) {
            throw failure(from, "the header of an entry of " + (end - from) + " bytes gives another length");
        }
        memberwise = (bytes.getShort(from + 4) & MEMBERWISE) != 0;
        if (!memberwise) {
            return from + HEADER;
        }
        if (!(encoding instanceof Encoding.OfObjects objects)
                || !objects.object().isPlain()
                || layout.levels().size() > 1) {
            throw failure(from + 4, "objects streamed member by member are not supported");
        }
        return classVersion(from + HEADER, end);
    }

    /** Skips the version of a class; a class without one has 0 and a checksum. */
    private int classVersion(int from, int end) {
        require(from, end, 2, "a version");
        if (bytes.getShort(from) != 0) {
            return from + 2;
        }
        require(from + 2, end, 4, "a checksum");
        return from + 2 + 4;
    }

    /** Appends a list of the given level, from byte {@code from} on; where it ends. */
    private int list(int number, int from, int end, ColumnBuilder target) {
        Level level = layout.levels().get(number);
        boolean last = number == layout.levels().size() - 1;
        int at = from;
        long n =
                switch (level.kind()) {
                    case REST -> -1;
                    case POINTED -> {
                        require(at, end, 1, "a mark");
                        yield bytes.get(at++) == 0 ? 0 : -1;
                    }
                    case FIXED -> level.length();
                    case COUNTED -> {
                        require(at, end, 4, "a count");
                        at += 4;
                        yield bytes.getInt(at - 4);
                    }
                    case TEXT -> {
                        require(at, end, 1, "a length");
                        int length = bytes.get(at++) & 0xFF;
                        if (length == 255) {
                            require(at, end, 4, "a length");
                            length = bytes.getInt(at);
                            at += 4;
                        }
                        yield length;
                    }
                };
        if (!level.isOpen() && (n < 0 || n > end - at)) {
            throw failure(at, "there cannot be " + n + " elements in the " + (end - at) + " bytes left");
        }
        if (last && n < 0 && encoding instanceof Encoding.OfObjects objects) {
            while (at < end) {
                at = objectOf(objects, at, end, target);
            }
        } else if (last) {
            int left = end - at;
            if (n < 0 && left % encoding.bytes() != 0) {
                throw failure(at, left + " bytes are no whole number of values of " + encoding.bytes() + " bytes");
            }
            int count = (int) (n < 0 ? left / encoding.bytes() : n);
            if ((long) count * encoding.bytes() > left) {
                throw failure(at, count + " values of " + encoding.bytes() + " bytes in the " + left + " bytes left");
            }
            at = values(at, end, count, target);
        } else {
            // Elements take at least a byte each, so that a wrong count ends soon.
            for (long i = 0; n < 0 ? at < end : i < n; i++) {
                at = list(number + 1, at, end, target);
            }
        }
        target.endList(number);
        return at;
    }

    /** Appends {@code count} values from byte {@code from} on; where they end. */
    private int values(int from, int end, int count, ColumnBuilder target) {
        if (!(encoding instanceof Encoding.OfObjects member)) {
            target.append(bytes, from, count);
            return from + count * encoding.bytes();
        }
        if (memberwise) {
            return memberByMember(member, from, end, count, target);
        }
        int at = from;
        for (int i = 0; i < count; i++) {
            at = objectOf(member, at, end, target);
        }
        return at;
    }

    private int objectOf(Encoding.OfObjects member, int from, int end, ColumnBuilder target) {
        numbersPassed = 0;
        return member.bare()
                ? members(member.object(), member.number(), from, end, target)
                : object(member.object(), member.number(), from, end, target);
    }

    /** The first member of all objects, then the second of all, and so on. */
    private int memberByMember(Encoding.OfObjects wanted, int from, int end, int count, ColumnBuilder target) {
        int at = from;
        List<ObjectLayout.Value> numbers = wanted.object().values();
        for (int i = 0; i < numbers.size(); i++) {
            long size = (long) count * numbers.get(i).encoding().bytes();
            if (size > end - at) {
                throw failure(at, count + " members do not fit in the " + (end - at) + " bytes left");
            }
            if (i == wanted.number()) {
                target.append(bytes, at, count);
            }
            at += (int) size;
        }
        return at;
    }

    /** One object with its headers, of which the number {@code wanted} is appended. */
    private int object(ObjectLayout object, int wanted, int from, int end, ColumnBuilder target) {
        require(from, end, HEADER, "a header");
        int stop = from + 4 + byteCount(from);
        if ((bytes.getInt(from) & BYTE_COUNT) == 0 || stop < from + HEADER || stop > end) {
            throw failure(from, "an object cannot end at byte " + stop + " of " + end);
        }
        int at = members(object, wanted, classVersion(from + 4, stop), stop, target);
        if (at != stop) {
            throw failure(at, "an object ends here, at byte " + stop + " according to its header");
        }
        return stop;
    }

    /** The members of one object, without a header before them. */
    private int members(ObjectLayout object, int wanted, int from, int stop, ColumnBuilder target) {
        int at = from;
        for (ObjectLayout.Part part : object.parts()) {
            if (part instanceof ObjectLayout.Inner inner) {
                at = object(inner.layout(), wanted, at, stop, target);
            } else if (part instanceof ObjectLayout.Value value) {
                int size = value.encoding().bytes();
                require(at, stop, size, "a member");
                if (numbersPassed++ == wanted) {
                    target.append(bytes, at, 1);
                }
                at += size;
            } else {
                at = rootObject(at, stop);
            }
        }
        return at;
    }

    /** Skips the base class TObject: its version, number and bits, and the process that a referenced one belongs to. */
    private int rootObject(int from, int end) {
        require(from, end, ROOT_OBJECT, "a TObject");
        int process = (bytes.getInt(from + ROOT_OBJECT - 4) & REFERENCED) != 0 ? 2 : 0;
        return from + ROOT_OBJECT + process;
    }

    private void require(int at, int end, int wanted, String what) {
        if (end - at < wanted) {
            throw failure(at, "cut off: " + what + " is wanted and " + (end - at) + " bytes are left");
        }
    }

    private MalformedFileException failure(int at, String problem) {
        return place.failure(0, "at byte " + at + " of its values: " + problem);
    }
}
