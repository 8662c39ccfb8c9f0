package org.diffhep.events.internal.root;

import java.util.Set;
import org.diffhep.events.StoredText;

/** Reads the records of TObjString and TNamed. */
final class TextParser {

    private static final String STRING = "TObjString";

    /** The classes that are read. */
    static final Set<String> CLASSES = Set.of(STRING, "TNamed");

    private TextParser() {}

    /** @param key that of the record */
    static StoredText parse(Cursor in, Key key) {
        if (key.className().equals(STRING)) {
            in.header(STRING);
            in.skipTObject();
            return new StoredText(key.name(), in.string());
        }
        String[] names = in.named();
        return new StoredText(names[0], names[1]);
    }
}
