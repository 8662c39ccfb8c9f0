package org.diffhep.autodiff;

import java.util.List;
import java.util.stream.Collectors;

/** A set of objects in each event: the jets, the leptons, all triples of jets. */
public sealed interface ObjectCollection {

    /** What people call it: {@code Jet}, {@code Electron+Muon}, {@code Jet^3}. */
    String label();

    /** Objects that are stored: all columns of the collection have the same number of values in an event. */
    record Stored(String name) implements ObjectCollection {

        public Stored {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a collection needs a name");
            }
        }

        @Override
        public String label() {
            return name;
        }
    }

    /** The objects of several collections, one collection after another. */
    record Concatenated(List<ObjectCollection> parts) implements ObjectCollection {

        public Concatenated {
            parts = List.copyOf(parts);
            if (parts.size() < 2) {
                throw new IllegalArgumentException("concatenate two collections or more");
            }
        }

        @Override
        public String label() {
            return parts.stream().map(ObjectCollection::label).collect(Collectors.joining("+"));
        }
    }

    /**
     * All sets of {@code size} different objects, positions ascending, in lexicographic order: (0,1,2), (0,1,3), …
     *
     * @param of whose objects are combined
     * @param size 2 or 3
     */
    record Combinations(ObjectCollection of, int size) implements ObjectCollection {

        public Combinations {
            if (size < 2 || size > 3) {
                throw new IllegalArgumentException(
                        "combinations of " + size + " objects; only pairs and triples are offered");
            }
        }

        @Override
        public String label() {
            return of.label() + "^" + size;
        }
    }
}
