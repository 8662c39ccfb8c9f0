package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.root.Layout.Level;

/**
 * A C++ type whose objects are values, strings, or sequences of such.
 *
 * @param encoding how its values are stored
 * @param levels how its lists are, the outermost first; empty for a number
 */
record CppType(Encoding encoding, List<Level> levels) {

    private static final int DEEPEST = 8;
    /** Containers that are all streamed as a count and the elements. */
    private static final Set<String> SEQUENCES =
            Set.of("vector", "list", "deque", "set", "multiset", "unordered_set", "ROOT::VecOps::RVec");

    private static final Pattern TEMPLATE = Pattern.compile("([\\w:]+)<(.*)>");

    private static final Map<String, ColumnType> NUMBERS = Map.ofEntries(
            Map.entry("bool", ColumnType.BOOL),
            Map.entry("Bool_t", ColumnType.BOOL),
            Map.entry("char", ColumnType.INT8),
            Map.entry("signed char", ColumnType.INT8),
            Map.entry("Char_t", ColumnType.INT8),
            Map.entry("int8_t", ColumnType.INT8),
            Map.entry("unsigned char", ColumnType.UINT8),
            Map.entry("UChar_t", ColumnType.UINT8),
            Map.entry("uint8_t", ColumnType.UINT8),
            Map.entry("short", ColumnType.INT16),
            Map.entry("Short_t", ColumnType.INT16),
            Map.entry("int16_t", ColumnType.INT16),
            Map.entry("unsigned short", ColumnType.UINT16),
            Map.entry("UShort_t", ColumnType.UINT16),
            Map.entry("uint16_t", ColumnType.UINT16),
            Map.entry("int", ColumnType.INT32),
            Map.entry("Int_t", ColumnType.INT32),
            Map.entry("int32_t", ColumnType.INT32),
            Map.entry("unsigned int", ColumnType.UINT32),
            Map.entry("unsigned", ColumnType.UINT32),
            Map.entry("UInt_t", ColumnType.UINT32),
            Map.entry("uint32_t", ColumnType.UINT32),
            // Of 64 bits in every file, whatever the machine.
            Map.entry("long", ColumnType.INT64),
            Map.entry("Long_t", ColumnType.INT64),
            Map.entry("long long", ColumnType.INT64),
            Map.entry("Long64_t", ColumnType.INT64),
            Map.entry("int64_t", ColumnType.INT64),
            Map.entry("unsigned long", ColumnType.UINT64),
            Map.entry("ULong_t", ColumnType.UINT64),
            Map.entry("unsigned long long", ColumnType.UINT64),
            Map.entry("ULong64_t", ColumnType.UINT64),
            Map.entry("uint64_t", ColumnType.UINT64),
            Map.entry("float", ColumnType.FLOAT32),
            Map.entry("Float_t", ColumnType.FLOAT32),
            Map.entry("double", ColumnType.FLOAT64),
            Map.entry("Double_t", ColumnType.FLOAT64));

    /** The type of this name; empty if it is of another kind. */
    static Optional<CppType> parse(String name) {
        return parse(name, new ArrayList<>());
    }

    private static Optional<CppType> parse(String name, List<Level> levels) {
        String plain = name.replace("std::", "").trim();
        if (plain.equals("string") || plain.equals("TString")) {
            levels.add(Level.TEXT);
            return Optional.of(new CppType(new Encoding.Plain(ColumnType.CHAR), List.copyOf(levels)));
        }
        ColumnType number = NUMBERS.get(plain);
        if (number != null) {
            return Optional.of(new CppType(new Encoding.Plain(number), List.copyOf(levels)));
        }
        Matcher template = TEMPLATE.matcher(plain);
        if (levels.size() == DEEPEST || !template.matches() || !SEQUENCES.contains(template.group(1))) {
            return Optional.empty();
        }
        levels.add(Level.COUNTED);
        return parse(firstArgument(template.group(2)), levels);
    }

    /** Sequences of objects of a class that is none of the types here. */
    record Objects(List<Level> levels, String className) {}

    /** The type of this name, if it is a sequence of objects, or of sequences of such. */
    static Optional<Objects> parseObjects(String name) {
        List<Level> levels = new ArrayList<>();
        String plain = name.replace("std::", "").trim();
        Matcher template = TEMPLATE.matcher(plain);
        while (levels.size() < DEEPEST && template.matches() && SEQUENCES.contains(template.group(1))) {
            levels.add(Level.COUNTED);
            plain = firstArgument(template.group(2)).trim();
            template = TEMPLATE.matcher(plain);
        }
        return levels.isEmpty() || parse(plain).isPresent()
                ? Optional.empty()
                : Optional.of(new Objects(List.copyOf(levels), plain));
    }

    /** What precedes the allocator and the like. */
    private static String firstArgument(String arguments) {
        int depth = 0;
        for (int i = 0; i < arguments.length(); i++) {
            switch (arguments.charAt(i)) {
                case '<' -> depth++;
                case '>' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        return arguments.substring(0, i);
                    }
                }
                default -> {}
            }
        }
        return arguments;
    }

    /** Whether it is a string and not a list of any. */
    boolean isText() {
        return levels.equals(List.of(Level.TEXT));
    }
}
