package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where expressions begin: columns, collections, constants, parameters. */
public final class Expressions {

    private Expressions() {}

    /** A column with one number for each event. */
    public static Expr column(String name) {
        return Expr.of(new Op.EventColumn(name), Domain.EVENT);
    }

    /** A stored collection of objects. */
    public static Collection collection(String name) {
        return new Collection(new ObjectCollection.Stored(name));
    }

    /** The objects of several stored collections, one collection after another; columns where the names agree. */
    public static Collection collection(String first, String... others) {
        List<ObjectCollection> parts = new ArrayList<>();
        parts.add(new ObjectCollection.Stored(first));
        for (String other : others) {
            parts.add(new ObjectCollection.Stored(other));
        }
        return parts.size() == 1
                ? new Collection(parts.get(0))
                : new Collection(new ObjectCollection.Concatenated(parts));
    }

    /**
     * One value for each object of several collections, one collection after another: for what differs between them, such
     * as the identification of electrons and muons.
     *
     * @throws IllegalArgumentException if an input is no object value
     */
    public static Expr concatenate(Expr... values) {
        List<ObjectCollection> parts = new ArrayList<>();
        for (Expr value : values) {
            if (!(value.domain() instanceof Domain.Objects)) {
                throw new IllegalArgumentException(
                        "concatenate needs object values, got a value of domain " + value.domain());
            }
            parts.add(((Domain.Objects) value.domain()).collection());
        }
        ObjectCollection all = new ObjectCollection.Concatenated(
                parts.stream().map(Expressions::whole).toList());
        Expr ofAll = Expr.of(
                new Op.Concatenate(),
                new Domain.Objects(all),
                Arrays.stream(values).map(Expr::unmasked).toList());
        if (parts.stream().noneMatch(ObjectCollection.Masked.class::isInstance)) {
            return ofAll;
        }
        Expr mask = concatenate(parts.stream().map(Expressions::mask).toArray(Expr[]::new));
        return Masks.among(new ObjectCollection.Masked(all, mask), ofAll);
    }

    /** The collection that a sub-collection is taken from, any other as it is. */
    private static ObjectCollection whole(ObjectCollection collection) {
        return collection instanceof ObjectCollection.Masked masked ? masked.of() : collection;
    }

    /** For each object of the whole collection a flag that members have. */
    private static Expr mask(ObjectCollection collection) {
        return collection instanceof ObjectCollection.Masked masked
                ? masked.mask()
                : constant(1).forEach(collection);
    }

    /** For each object of a collection: it is one. */
    private static Expr members(ObjectCollection collection) {
        return constant(1).forEach(collection);
    }

    private static ObjectCollection.Masked part(ObjectCollection collection, Expr flag) {
        return new ObjectCollection.Masked(whole(collection), Masks.flag(flag.forEach(collection)));
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public static Expr constant(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("constant " + value + " is not finite");
        }
        return Expr.of(new Op.Constant(value), Domain.SCALAR);
    }

    /** The value of a parameter. */
    public static Expr parameter(Parameter parameter) {
        return Expr.of(new Op.ParameterValue(parameter), Domain.SCALAR);
    }

    /** All flags hold; see {@link Expr#and}. */
    public static Expr allOf(Expr... flags) {
        return Logic.and(Arrays.asList(flags));
    }

    /** At least one flag holds. */
    public static Expr anyOf(Expr... flags) {
        List<Expr> negated = new ArrayList<>();
        for (Expr flag : flags) {
            negated.add(flag.not());
        }
        return Logic.and(negated).not();
    }

    /**
     * One of two values, as a flag says: the first where it is 1, the other where it is 0, for a soft flag the mixture flag·a + (1 −
     * flag)·b. What is not taken may have any value, even NaN, and gets no gradient: {@code where(x.above(0), x.log(), zero)}.
     */
    public static Expr where(Expr flag, Expr then, Expr otherwise) {
        Domain common = Expr.common(Expr.common(flag.domain(), then.domain()), otherwise.domain());
        return Expr.of(
                new Op.Where(), common, flag.liftedTo(common), then.liftedTo(common), otherwise.liftedTo(common));
    }

    /**
     * A function of one's own.
     *
     * @throws IllegalArgumentException if it takes another number of values
     */
    public static Expr apply(Primitive primitive, Expr... values) {
        if (values.length != primitive.inputs() || values.length == 0) {
            throw new IllegalArgumentException(
                    primitive.name() + " takes " + primitive.inputs() + " values, got " + values.length);
        }
        Domain common = Domain.SCALAR;
        for (Expr value : values) {
            common = Expr.common(common, value.domain());
        }
        List<Expr> lifted = new ArrayList<>();
        for (Expr value : values) {
            lifted.add(value.liftedTo(common));
        }
        return Expr.of(new Op.Apply(primitive), common, lifted);
    }

    /** A collection and its columns. */
    public record Collection(ObjectCollection objects) {

        /** A column with one number for each object. */
        public Expr column(String name) {
            return column(objects, name);
        }

        private static Expr column(ObjectCollection objects, String name) {
            if (objects instanceof ObjectCollection.Stored stored) {
                return Expr.of(new Op.ObjectColumn(stored.name(), name), new Domain.Objects(objects));
            }
            if (objects instanceof ObjectCollection.Concatenated concatenated) {
                return concatenate(concatenated.parts().stream()
                        .map(part -> column(part, name))
                        .toArray(Expr[]::new));
            }
            if (objects instanceof ObjectCollection.Masked masked) {
                return column(masked.of(), name).forEach(masked);
            }
            throw new IllegalArgumentException(
                    objects.label() + " has no columns of its own; take them from its members: member(0, column)");
        }

        /**
         * The sub-collection of those objects that have a flag, of this collection or of one that it is taken from. Sums, counts,
         * orders, pairs and so on of its values are over its members alone, as if the event had no other objects; an object whose flag is
         * exactly 0 may have any value, even NaN. Soft, each object is a member with its probability, independently of the others.
         *
         * @throws IllegalArgumentException if the flag is one of another collection
         */
        public Collection where(Expr flag) {
            return new Collection(part(objects, flag));
        }

        /** A flag that all its objects have: {@code good.members().atLeast(4)}, {@code pt.leading(2, good.members())}. */
        public Expr members() {
            return Expressions.members(objects);
        }

        /** All pairs of different objects. */
        public Combined pairs() {
            return combinations(2);
        }

        /** All triples of different objects. */
        public Combined triples() {
            return combinations(3);
        }

        private Combined combinations(int size) {
            return Combined.of(
                    new ObjectCollection.Combinations(whole(objects), size), Collections.nCopies(size, objects));
        }

        /**
         * All pairs with an object of another collection: member 0 is of this one, member 1 of the other.
         *
         * @throws IllegalArgumentException if it is the same collection, or both are parts of one
         */
        public Combined with(Collection other) {
            return Combined.product(objects, other.objects);
        }

        /**
         * All triples with an object of each of two other collections: members 0, 1 and 2.
         *
         * @throws IllegalArgumentException if two collections are the same, or parts of one
         */
        public Combined with(Collection second, Collection third) {
            return Combined.product(objects, second.objects, third.objects);
        }
    }

    /**
     * Combinations of objects: members of one collection, or one of each of several; of a sub-collection, those whose members all are
     * its members. Soft, a combination is one with the product of their probabilities. Sums over combinations are exact expectations; counts
     * and choices take combinations as independent, though they may share an object.
     *
     * @param objects tuples, or a sub-collection of them
     */
    public record Combined(ObjectCollection objects) {

        public Combined {
            if (!(whole(objects) instanceof ObjectCollection.Tuples)) {
                throw new IllegalArgumentException(objects.label() + " are no combinations");
            }
        }

        private static Combined product(ObjectCollection... parts) {
            return of(
                    new ObjectCollection.Product(
                            Arrays.stream(parts).map(Expressions::whole).toList()),
                    List.of(parts));
        }

        private static Combined of(ObjectCollection.Tuples tuples, List<ObjectCollection> parts) {
            Combined all = new Combined(tuples);
            List<Expr> flags = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i) instanceof ObjectCollection.Masked masked) {
                    flags.add(all.member(i, masked.mask()));
                }
            }
            return flags.isEmpty() ? all : all.where(allOf(flags.toArray(Expr[]::new)));
        }

        /** Those combinations that have a flag, such as a mass within a window; see {@link Collection#where}. */
        public Combined where(Expr flag) {
            return new Combined(part(objects, flag));
        }

        /** A flag that all combinations have. */
        public Expr members() {
            return Expressions.members(objects);
        }

        /**
         * For each combination the value of its member at a position from 0; members of one collection are in stored order.
         *
         * @throws IllegalArgumentException if the value is not one of the objects that stand at this position
         */
        public Expr member(int position, Expr value) {
            ObjectCollection.Tuples tuples = (ObjectCollection.Tuples) whole(objects);
            Op.Member op = new Op.Member(tuples, position);
            Domain domain = new Domain.Objects(tuples);
            Domain expected = new Domain.Objects(tuples.of(position));
            Expr ofAll = value.unmasked();
            Set<Expr> required = new LinkedHashSet<>();
            for (Expr atom : Logic.atoms(mask(objects))) {
                if (atom.op().equals(op)) {
                    required.addAll(Logic.atoms(atom.inputs().get(0)));
                }
            }
            boolean isMember = value.mask()
                    .map(masked -> required.containsAll(Logic.atoms(masked.mask())))
                    .orElse(true);
            if (!ofAll.domain().equals(expected) || !isMember) {
                throw new IllegalArgumentException("members of " + objects.label() + " are " + expected
                        + ", got a value of domain " + value.domain());
            }
            Expr given = required.isEmpty() ? ofAll : Masks.given(ofAll, Logic.and(List.copyOf(required)));
            Expr each = Expr.of(op, domain, given);
            return objects instanceof ObjectCollection.Masked masked ? Masks.given(each, masked) : each;
        }

        /** For each combination the four-vector of its member at a position. */
        public FourVector member(int position, FourVector value) {
            return new FourVector(
                    member(position, value.px()),
                    member(position, value.py()),
                    member(position, value.pz()),
                    member(position, value.energy()));
        }

        /** These combinations as objects that can be combined again: all pairs of a pair of jets and a lepton. */
        public Combined with(Collection other) {
            return product(objects, other.objects);
        }

        /**
         * For each combination the sum of a value over its members.
         *
         * @param values one value for members of one collection, else one for each position
         */
        public Expr sum(Expr... values) {
            Expr[] members = members(values);
            Expr total = members[0];
            for (int i = 1; i < members.length; i++) {
                total = total.plus(members[i]);
            }
            return total;
        }

        /** For each combination: all members have the flag; flags as values in {@link #sum}. */
        public Expr all(Expr... flags) {
            return allOf(members(flags));
        }

        /** For each combination: at least one member has the flag; flags as values in {@link #sum}. */
        public Expr any(Expr... flags) {
            // negated for each object, not for each combination: there are many more of those
            return all(Arrays.stream(flags).map(Expr::not).toArray(Expr[]::new)).not();
        }

        private Expr[] members(Expr[] values) {
            int size = ((ObjectCollection.Tuples) whole(objects)).size();
            if (values.length != 1 && values.length != size) {
                throw new IllegalArgumentException("combinations " + objects.label() + " have " + size
                        + " members, got " + values.length + " values");
            }
            Expr[] members = new Expr[size];
            for (int i = 0; i < members.length; i++) {
                members[i] = member(i, values[values.length == 1 ? 0 : i]);
            }
            return members;
        }
    }
}
