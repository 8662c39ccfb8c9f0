package org.diffhep.events.internal.root;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.events.internal.root.ObjectWriter.ClassSpec;
import org.diffhep.events.internal.root.ObjectWriter.MemberSpec;

/**
 * How the classes of written objects are streamed, in the versions of ROOT 6.24. Versions of ROOT that have the same need
 * no description; others read the objects by it.
 */
final class WrittenClasses {

    private static final String TABLE = "classes.txt";
    private static final int CLASS_FIELDS = 4;

    private WrittenClasses() {}

    /** All of them, from a table that src/test/scripts/describe_classes.py makes. */
    static List<ClassSpec> all() {
        List<ClassSpec> classes = new ArrayList<>();
        for (String line : lines()) {
            String[] fields = line.split("\t", -1);
            if (fields.length == CLASS_FIELDS) {
                classes.add(
                        new ClassSpec(fields[0], Integer.parseInt(fields[1]), checksum(fields[2]), new ArrayList<>()));
            } else {
                classes.get(classes.size() - 1).members().add(member(fields));
            }
        }
        return classes;
    }

    private static MemberSpec member(String[] fields) {
        boolean base = fields[0].equals("Base");
        return new MemberSpec(
                "TStreamer" + fields[0],
                fields[1],
                fields[5],
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                fields[4],
                Integer.parseInt(fields[6]),
                base ? checksum(fields[7]) : 0,
                base ? "" : fields[7]);
    }

    private static int checksum(String text) {
        return Integer.parseUnsignedInt(text, 16);
    }

    private static List<String> lines() {
        try (InputStream in = WrittenClasses.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + " is missing from the jar of event-io");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
