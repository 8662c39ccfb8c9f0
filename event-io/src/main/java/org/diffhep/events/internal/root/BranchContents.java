package org.diffhep.events.internal.root;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.root.Branch.Content;
import org.diffhep.events.internal.root.Branch.Row;
import org.diffhep.events.internal.root.Layout.Level;

/** Finds out what a branch holds, from its leaves and, if it is a TBranchElement, from what that adds. */
final class BranchContents {

    // Kinds of branches: fType of TBranchElement.
    private static final int PLAIN = 0;
    private static final int CLONES = 3;
    private static final int COLLECTION = 4;
    private static final int OF_CLONES = 31;
    private static final int OF_COLLECTION = 41;
    // Kinds of members: fStreamerType, TStreamerInfo's EReadWrite.
    private static final int BASE = 0;
    private static final int ARRAY = 20;
    private static final int POINTED_ARRAY = 40;
    private static final int POINTED_OBJECTS = 60;
    private static final int DOUBLE32 = 9;
    private static final int FLOAT16 = 19;
    private static final int OBJECT = 61;
    private static final int OTHER_OBJECT = 62;
    private static final int TSTRING = 65;
    private static final int STL = 300;
    private static final int STL_STRING = 365;

    /**
     * What a TBranchElement adds to a TBranch.
     *
     * @param className the class of the object, or the class that the member belongs to
     * @param parentName the class at the top of which the member lies, possibly in a base class; may be empty
     * @param version the version of the class
     * @param id the number of the member in its class; negative if the branch holds a whole object
     * @param type the kind of the branch
     * @param memberType the kind of the member; negative if the branch holds a whole object
     */
    record Element(String className, String parentName, int version, int id, int type, int memberType) {

        boolean isMaster() {
            return type == CLONES || type == COLLECTION;
        }

        boolean isOfObjects() {
            return type == OF_CLONES || type == OF_COLLECTION;
        }
    }

    /** Why a branch cannot be read. */
    static final class UnsupportedException extends Exception {

        private static final long serialVersionUID = 1L;

        UnsupportedException(String reason) {
            super(reason);
        }
    }

    private final Supplier<ClassDescriptions> classes;

    /** @param classes asked only if a branch needs it */
    BranchContents(Supplier<ClassDescriptions> classes) {
        this.classes = classes;
    }

    /** The content of a plain branch with one leaf. */
    static Content ofLeaf(Leaf leaf) throws UnsupportedException {
        if (leaf.className().equals("TLeafC")) {
            return new Content(new Encoding.Plain(ColumnType.CHAR), Layout.of(Level.TEXT));
        }
        return values(leaf, encoding(leaf));
    }

    /** The content of leaf {@code i} of a plain branch that has several. */
    static Content ofLeaf(List<Leaf> leaves, int i) throws UnsupportedException {
        long stride = 0;
        long offset = 0;
        for (int k = 0; k < leaves.size(); k++) {
            Leaf leaf = leaves.get(k);
            if (leaf.counter().isPresent()) {
                throw new UnsupportedException(
                        "it shares a branch with the leaf " + leaf.name() + ", which has any number of values");
            }
            if (k == i) {
                offset = stride;
            }
            stride += (long) encoding(leaf).bytes() * leaf.length();
            if (stride > Integer.MAX_VALUE || leaf.length() < 1) {
                throw new UnsupportedException("leaf " + leaf.name() + " has the length " + leaf.length());
            }
        }
        Content alone = ofLeaf(leaves.get(i));
        int length = alone.encoding().bytes() * leaves.get(i).length();
        return new Content(
                alone.encoding(),
                alone.layout(),
                Optional.empty(),
                alone.dimensions(),
                Optional.of(new Row((int) offset, length, (int) stride)));
    }

    private static Encoding encoding(Leaf leaf) throws UnsupportedException {
        return leaf.encoding()
                .orElseThrow(() -> new UnsupportedException("its leaf " + leaf.name() + " is a " + leaf.className()));
    }

    /** One value or array per entry, or per element that another leaf counts. */
    private static Content values(Leaf leaf, Encoding encoding) throws UnsupportedException {
        List<Integer> dimensions = leaf.dimensions();
        if (leaf.length() < 1) {
            throw new UnsupportedException("it has arrays of the fixed length " + leaf.length());
        }
        if (leaf.length() > Integer.MAX_VALUE / encoding.bytes()) {
            throw new UnsupportedException("it has arrays of the fixed length " + leaf.length() + ", too long to read");
        }
        Layout layout = dimensions.isEmpty() ? Layout.FLAT : Layout.of(Level.fixed(leaf.length()));
        return new Content(
                encoding,
                leaf.counter().isPresent() ? layout.repeated() : layout,
                leaf.counter(),
                dimensions,
                Optional.empty());
    }

    /** The content of a TBranchElement with one leaf and no branches below it. */
    Content ofElement(Element element, Leaf leaf, String branchName) throws UnsupportedException {
        if (element.isMaster()) {
            return count();
        }
        int member = element.memberType();
        if (member > BASE && member != ARRAY && member < POINTED_ARRAY) {
            return values(leaf, basic(element, member % ARRAY, branchName));
        }
        if (member > POINTED_ARRAY && member < POINTED_OBJECTS && !element.isOfObjects() && leaf.length() == 1) {
            return new Content(basic(element, member % ARRAY, branchName), Layout.of(Level.POINTED));
        }
        if (element.id() < 0) {
            CppType type = CppType.parse(element.className())
                    .filter(t -> !t.levels().isEmpty())
                    .orElseThrow(() -> new UnsupportedException("it is an object of the class " + element.className()));
            Layout layout = new Layout(!type.isText(), type.levels());
            return new Content(type.encoding(), layout);
        }
        if (member == BASE) {
            throw new UnsupportedException("it is a base class of " + element.className());
        }
        String typeName = typeName(element, branchName);
        CppType type = CppType.parse(typeName)
                .filter(t -> !t.levels().isEmpty() && leaf.dimensions().isEmpty())
                .filter(t -> member == STL || member == STL_STRING || member == TSTRING)
                .orElseThrow(() -> new UnsupportedException(notRead(typeName)));
        if (member == TSTRING) {
            if (element.isOfObjects()) {
                throw new UnsupportedException(notRead("TString"));
            }
            return new Content(type.encoding(), Layout.of(Level.TEXT));
        }
        Layout layout = new Layout(true, type.levels());
        return new Content(type.encoding(), element.isOfObjects() ? layout.repeated() : layout);
    }

    /**
     * The contents of a TBranchElement that holds objects whose members are all numbers, or sequences of them: one of each
     * member, by its name. Empty if it holds something else.
     */
    Map<String, Content> ofObjects(Element element, Leaf leaf, String branchName) {
        boolean whole = element.id() < 0;
        boolean object = element.memberType() == OBJECT || element.memberType() == OTHER_OBJECT;
        boolean sequence = element.memberType() == STL && !element.isOfObjects();
        if (element.isMaster() || !leaf.dimensions().isEmpty() || !(whole || object || sequence)) {
            return Map.of();
        }
        String className = whole ? element.className() : typeName(element, branchName);
        Optional<CppType.Objects> objects = CppType.parseObjects(className);
        boolean one = object || (whole && objects.isEmpty());
        Optional<ObjectLayout> layout = (one ? Optional.of(className) : objects.map(CppType.Objects::className))
                .flatMap(c -> ObjectLayout.of(c, classes.get()));
        if (layout.isEmpty()) {
            return Map.of();
        }
        // a class without a streamer of its own is written without a header, as members
        boolean bare = one && whole && element.type() == PLAIN;
        Layout around =
                one ? Layout.FLAT : new Layout(true, objects.orElseThrow().levels());
        if (element.isOfObjects()) {
            around = around.repeated();
        }
        Map<String, Content> contents = new LinkedHashMap<>();
        List<ObjectLayout.Value> numbers = layout.get().values();
        for (int i = 0; i < numbers.size(); i++) {
            Encoding encoding =
                    new Encoding.OfObjects(layout.get(), i, numbers.get(i).encoding(), bare);
            contents.put(numbers.get(i).name(), new Content(encoding, around));
        }
        return contents.size() == numbers.size() ? contents : Map.of(); // two members of one name: not told apart
    }

    /** The content of the branch that heads the members of the objects of a collection: how many there are. */
    static Content count() {
        return new Content(new Encoding.Plain(ColumnType.INT32), Layout.FLAT);
    }

    private static String notRead(String typeName) {
        return "it is a member of the type " + typeName;
    }

    private Encoding basic(Element element, int type, String branchName) throws UnsupportedException {
        return switch (type) {
            case 1 -> new Encoding.Plain(ColumnType.INT8);
            case 2 -> new Encoding.Plain(ColumnType.INT16);
            case 3, 6 -> new Encoding.Plain(ColumnType.INT32);
            case 4, 16 -> new Encoding.Plain(ColumnType.INT64);
            case 5 -> new Encoding.Plain(ColumnType.FLOAT32);
            case 8 -> new Encoding.Plain(ColumnType.FLOAT64);
            case DOUBLE32 -> TruncatedFloats.double32(title(element, branchName));
            case 11 -> new Encoding.Plain(ColumnType.UINT8);
            case 12 -> new Encoding.Plain(ColumnType.UINT16);
            case 13, 15 -> new Encoding.Plain(ColumnType.UINT32);
            case 14, 17 -> new Encoding.Plain(ColumnType.UINT64);
            case 18 -> new Encoding.Plain(ColumnType.BOOL);
            case FLOAT16 -> TruncatedFloats.float16(title(element, branchName));
            default -> throw new UnsupportedException(notRead(typeName(element, branchName)));
        };
    }

    private String typeName(Element element, String branchName) {
        return member(element, branchName)
                .map(ClassDescriptions.Member::typeName)
                .orElse("number " + element.memberType() + ", in the class " + element.className()
                        + ", which the file does not describe");
    }

    private String title(Element element, String branchName) throws UnsupportedException {
        return member(element, branchName)
                .map(ClassDescriptions.Member::title)
                .orElseThrow(() -> new UnsupportedException("it is a truncated number of the class "
                        + element.className() + ", which the file does not describe"));
    }

    private Optional<ClassDescriptions.Member> member(Element element, String branchName) {
        ClassDescriptions known = classes.get();
        String name = memberName(branchName);
        return known.member(element.className(), element.version(), name)
                .or(() -> known.member(element.parentName(), -1, name));
    }

    /** {@code fX} of {@code points.fX[3]}. */
    private static String memberName(String branchName) {
        int bracket = branchName.indexOf('[');
        String plain = bracket < 0 ? branchName : branchName.substring(0, bracket);
        return plain.substring(plain.lastIndexOf('.') + 1);
    }
}
