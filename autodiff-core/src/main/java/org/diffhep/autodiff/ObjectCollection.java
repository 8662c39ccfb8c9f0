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
     * A sub-collection: those objects that have a flag. Which ones they are depends on values, so that engines know nothing of it:
     * what is asked of a sub-collection is computed over all objects.
     *
     * @param of whose objects; itself no sub-collection and not made of any
     * @param mask a flag of each of them
     */
    record Masked(ObjectCollection of, Expr mask) implements ObjectCollection {

        public Masked {
            if (of instanceof Masked || !mask.domain().equals(new Domain.Objects(of))) {
                throw new IllegalArgumentException("the mask of " + of.label() + " is a value of " + mask.domain());
            }
        }

        @Override
        public String label() {
            return of.label() + " where " + ExprText.of(mask, 2);
        }
    }

    /** Objects that are made of others, their members. */
    sealed interface Tuples extends ObjectCollection {

        /** How many members each has: 2 or 3. */
        int size();

        /** Whose objects stand at a position from 0. */
        ObjectCollection of(int position);
    }

    /**
     * All sets of {@code size} different objects, positions ascending, in lexicographic order: (0,1,2), (0,1,3), …
     *
     * @param of whose objects are combined
     * @param size 2 or 3
     */
    record Combinations(ObjectCollection of, int size) implements Tuples {

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

        @Override
        public ObjectCollection of(int position) {
            return of;
        }
    }

    /**
     * All pairs, or triples, with one object of each of some collections: jets and leptons. The last collection runs fastest:
     * (0,0), (0,1), …, (1,0), …
     *
     * @param parts two or three different collections
     */
    record Product(List<ObjectCollection> parts) implements Tuples {

        public Product {
            parts = List.copyOf(parts);
            if (parts.size() < 2 || parts.size() > 3) {
                throw new IllegalArgumentException(
                        "a product of " + parts.size() + " collections; only pairs and triples are offered");
            }
            if (parts.stream().distinct().count() < parts.size()) {
                throw new IllegalArgumentException(parts.stream()
                                .map(ObjectCollection::label)
                                .collect(Collectors.joining(" and ", "a product of ", ""))
                        + " would pair objects with themselves; take pairs() or triples() of the collection");
            }
        }

        @Override
        public int size() {
            return parts.size();
        }

        @Override
        public ObjectCollection of(int position) {
            return parts.get(position);
        }

        @Override
        public String label() {
            return parts.stream()
                    .map(part -> part instanceof Concatenated ? "(" + part.label() + ")" : part.label())
                    .collect(Collectors.joining("×"));
        }
    }
}
