package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        Domain domain = new Domain.Objects(new ObjectCollection.Concatenated(parts));
        return Expr.of(new Op.Concatenate(), domain, values);
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
            throw new IllegalArgumentException(
                    objects.label() + " has no columns of its own; take them from its members: member(0, column)");
        }

        /** All pairs of different objects. */
        public Combined pairs() {
            return new Combined(new ObjectCollection.Combinations(objects, 2));
        }

        /** All triples of different objects. */
        public Combined triples() {
            return new Combined(new ObjectCollection.Combinations(objects, 3));
        }

        /**
         * All pairs with an object of another collection: member 0 is of this one, member 1 of the other.
         *
         * @throws IllegalArgumentException if it is the same collection
         */
        public Combined with(Collection other) {
            return new Combined(new ObjectCollection.Product(List.of(objects, other.objects)));
        }

        /**
         * All triples with an object of each of two other collections: members 0, 1 and 2.
         *
         * @throws IllegalArgumentException if two collections are the same
         */
        public Combined with(Collection second, Collection third) {
            return new Combined(new ObjectCollection.Product(List.of(objects, second.objects, third.objects)));
        }
    }

    /** Combinations of objects: members of one collection, or one of each of several. */
    public record Combined(ObjectCollection.Tuples objects) {

        /**
         * For each combination the value of its member at a position from 0; members of one collection are in stored order.
         *
         * @throws IllegalArgumentException if the value is not one of the objects that stand at this position
         */
        public Expr member(int position, Expr value) {
            Op.Member op = new Op.Member(objects, position);
            Domain expected = new Domain.Objects(objects.of(position));
            if (!value.domain().equals(expected)) {
                throw new IllegalArgumentException("members of " + objects.label() + " are " + expected
                        + ", got a value of domain " + value.domain());
            }
            return Expr.of(op, new Domain.Objects(objects), value);
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
            return new Combined(new ObjectCollection.Product(List.of(objects, other.objects)));
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
            if (values.length != 1 && values.length != objects.size()) {
                throw new IllegalArgumentException("combinations " + objects.label() + " have " + objects.size()
                        + " members, got " + values.length + " values");
            }
            Expr[] members = new Expr[objects.size()];
            for (int i = 0; i < members.length; i++) {
                members[i] = member(i, values[values.length == 1 ? 0 : i]);
            }
            return members;
        }
    }
}
