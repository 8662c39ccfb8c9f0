package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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
    }

    /** Combinations of objects. */
    public record Combined(ObjectCollection.Combinations objects) {

        /**
         * For each combination the value of its member at a position from 0; members are in stored order.
         *
         * @throws IllegalArgumentException if the value is not one of the combined objects
         */
        public Expr member(int position, Expr value) {
            Domain expected = new Domain.Objects(objects.of());
            if (!value.domain().equals(expected)) {
                throw new IllegalArgumentException("members of " + objects.label() + " are " + expected
                        + ", got a value of domain " + value.domain());
            }
            return Expr.of(new Op.Member(objects, position), new Domain.Objects(objects), value);
        }

        /** For each combination the sum of a value over its members. */
        public Expr sum(Expr value) {
            Expr total = member(0, value);
            for (int i = 1; i < objects.size(); i++) {
                total = total.plus(member(i, value));
            }
            return total;
        }

        /** For each combination: all members have the flag. */
        public Expr all(Expr flag) {
            return allOf(each(member -> member(member, flag)));
        }

        /** For each combination: at least one member has the flag. */
        public Expr any(Expr flag) {
            // negated for each object, not for each combination: there are many more of those
            return all(flag.not()).not();
        }

        private Expr[] each(Function<Integer, Expr> value) {
            Expr[] members = new Expr[objects.size()];
            for (int i = 0; i < members.length; i++) {
                members[i] = value.apply(i);
            }
            return members;
        }
    }
}
