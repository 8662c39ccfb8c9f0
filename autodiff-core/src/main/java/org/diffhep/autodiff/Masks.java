package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of a sub-collection, in terms of the collection it is taken from and the flag of its members.
 *
 * <p>A value of a sub-collection is one node, {@link Op.Among}, over a value for all objects and the flag. What is computed from it
 * object by object is again such a node; a reduction becomes one over all objects with the flag in it. So no engine
 * knows of sub-collections, and what an analysis writes with them costs what it costs written with flags.
 *
 * <p>The value for all objects is the one <em>given</em> that the object is a member: the flags of the mask are 1 in it. A flag that an
 * object has only if it is a member, such as to be the leading one of them, is divided by the probability that it is. Where a
 * reduction multiplies by that again, both are left out.
 */
final class Masks {

    /** What no object has: for those that are not members, in an order of all. */
    private static final double BELOW_ALL = -Double.MAX_VALUE;

    private Masks() {}

    // Values of a sub-collection ----------------------------------------------------------------------------------

    /** A value of all objects as one of a sub-collection. */
    static Expr among(ObjectCollection.Masked masked, Expr value) {
        return Interner.intern(
                new Op.Among(), List.of(value.forEach(masked.of()), masked.mask()), new Domain.Objects(masked));
    }

    /** A node with other inputs: a sub-collection has the mask that its values have. */
    static Expr substituted(Expr among, List<Expr> inputs) {
        ObjectCollection of = ((ObjectCollection.Masked) ((Domain.Objects) among.domain()).collection()).of();
        return among(new ObjectCollection.Masked(of, inputs.get(1)), inputs.get(0));
    }

    /** A value of all objects, or of a larger part of them, for the members alone. */
    static Expr given(Expr value, ObjectCollection.Masked masked) {
        return among(masked, given(value.unmasked(), masked.mask()));
    }

    /** Whether all members of a sub-collection are members of another. */
    static boolean contains(ObjectCollection.Masked whole, ObjectCollection.Masked part) {
        return whole.of().equals(part.of()) && Logic.atoms(part.mask()).containsAll(Logic.atoms(whole.mask()));
    }

    /** The value of each object if the mask holds for it. Other objects, and what is computed from all, are left alone. */
    static Expr given(Expr value, Expr mask) {
        ObjectCollection collection = ((Domain.Objects) mask.domain()).collection();
        Set<Expr> atoms = Logic.atoms(mask);
        Map<Expr, Expr> done = new HashMap<>();
        Expr yes = Expressions.constant(1).forEach(collection);
        Expr no = Expressions.constant(0).forEach(collection);
        atoms.forEach(atom -> done.put(atom.not(), no));
        atoms.forEach(atom -> done.put(atom, yes));
        // without recursion: graphs may be deep
        for (Expr node : Graph.inOrder(List.of(value))) {
            if (done.containsKey(node)) {
                continue;
            }
            boolean ofObjects = node.domain().equals(mask.domain());
            if (ofObjects && (node.op() instanceof Op.Choice || node.op() instanceof Op.Leading)) {
                Set<Expr> shared = new LinkedHashSet<>(Logic.atoms(node.inputs().get(1)));
                shared.retainAll(atoms);
                done.put(node, shared.isEmpty() ? node : over(node, Logic.and(List.copyOf(shared))));
            } else if (ofObjects && !(node.op() instanceof Op.Position)) {
                List<Expr> inputs = node.inputs().stream()
                        .map(input -> done.getOrDefault(input, input))
                        .toList();
                done.put(node, inputs.equals(node.inputs()) ? node : simplified(node, inputs, yes, no));
            } else {
                done.put(node, node);
            }
        }
        return done.getOrDefault(value, value);
    }

    private static Expr simplified(Expr node, List<Expr> inputs, Expr yes, Expr no) {
        if (node.op() instanceof Op.And) {
            List<Expr> open = new ArrayList<>(inputs);
            open.removeIf(input -> input == yes);
            return open.contains(no) ? no : open.isEmpty() ? yes : Logic.and(open);
        }
        if (node.op() instanceof Op.Not) {
            Expr flag = inputs.get(0);
            return flag == yes ? no : flag == no ? yes : flag.not();
        }
        if (node.op() instanceof Op.Where && (inputs.get(0) == yes || inputs.get(0) == no)) {
            return inputs.get(inputs.get(0) == yes ? 1 : 2).forEach(((Domain.Objects) node.domain()).collection());
        }
        return Expr.of(node.op(), node.domain(), inputs);
    }

    /** A probability that holds a factor, without it. */
    private static Expr over(Expr joint, Expr factor) {
        return Expressions.where(factor.equalTo(0), Expressions.constant(0), joint.over(factor));
    }

    /** A probability, and what it was divided by. */
    private record Quotient(Expr joint, Expr factor) {

        static Optional<Quotient> of(Expr value) {
            if (value.op() instanceof Op.Where
                    && value.inputs().get(2).op() instanceof Op.Binary binary
                    && binary.function() == BinaryFunction.DIVIDE) {
                Expr joint = value.inputs().get(2).inputs().get(0);
                Expr factor = value.inputs().get(2).inputs().get(1);
                if (value == over(joint, factor)) {
                    return Optional.of(new Quotient(joint, factor));
                }
            }
            return Optional.empty();
        }
    }

    // Values and flags of all objects -----------------------------------------------------------------------------

    /** A flag of a sub-collection, and that the object is a member; any other flag as it is. */
    static Expr flag(Expr flag) {
        if (!(flag.op() instanceof Op.Among)) {
            return flag;
        }
        Product product = new Product(flag.inputs().get(1));
        Logic.atoms(flag.inputs().get(0)).forEach(product::addFlag);
        return product.flag();
    }

    /** A value of a sub-collection where the object is a member, 0 elsewhere; any other value as it is. */
    static Expr value(Expr value) {
        if (!(value.op() instanceof Op.Among)) {
            return value;
        }
        Product product = new Product(value.inputs().get(1));
        List<Expr> open = new ArrayList<>(List.of(value.inputs().get(0)));
        while (!open.isEmpty()) {
            Expr factor = open.remove(0);
            if (factor.op() instanceof Op.Binary binary && binary.function() == BinaryFunction.MULTIPLY) {
                open.addAll(0, factor.inputs());
            } else {
                product.add(factor);
            }
        }
        return product.value();
    }

    /**
     * What orders the objects. An order reads the key of those alone whose flag is not 0; where the key carries a gradient, for what else
     * it is used, an undefined one of an object that cannot be a member would spoil that on the way back, so it is taken out.
     */
    static Expr key(Expr key) {
        return key.op() instanceof Op.Among ? key(key.unmasked(), key.inputs().get(1)) : key;
    }

    private static Expr key(Expr key, Expr mask) {
        return key.isDifferentiable() ? Expressions.where(mask.equalTo(0), Expressions.constant(0), key) : key;
    }

    /** What a value is made of: flags, all of them different, and the rest. */
    private static final class Product {

        private final ObjectCollection collection;
        private final Set<Expr> mask;
        private final Set<Expr> flags = new LinkedHashSet<>();
        private final List<Expr> rest = new ArrayList<>();

        Product(Expr mask) {
            this.collection = ((Domain.Objects) mask.domain()).collection();
            this.mask = new LinkedHashSet<>(Logic.atoms(mask));
        }

        void addFlag(Expr flag) {
            Optional<Quotient> quotient = Quotient.of(flag);
            if (quotient.isPresent()
                    && mask.containsAll(Logic.atoms(quotient.get().factor()))) {
                mask.removeAll(Logic.atoms(quotient.get().factor()));
                flags.add(quotient.get().joint());
            } else {
                flags.add(flag);
            }
        }

        void add(Expr factor) {
            if (!isFlag(factor)) {
                rest.add(factor);
                return;
            }
            Set<Expr> atoms = Logic.atoms(factor);
            Set<Expr> known = new HashSet<>(atoms);
            known.retainAll(flags);
            if (known.isEmpty()) {
                atoms.forEach(this::addFlag);
            } else {
                // a product of numbers: a flag that is there twice is a square
                rest.add(factor);
            }
        }

        Expr flag() {
            List<Expr> all = new ArrayList<>(mask);
            all.addAll(flags);
            all.removeIf(Masks::isOne);
            return all.isEmpty()
                    ? Expressions.constant(1).forEach(collection)
                    : Logic.and(all).forEach(collection);
        }

        Expr value() {
            rest.removeIf(Masks::isOne);
            return rest.stream()
                    .reduce(Expr::times)
                    .map(product -> Expressions.where(flag(), product, Expressions.constant(0)))
                    .orElseGet(this::flag);
        }
    }

    private static boolean isOne(Expr value) {
        Expr inner = value;
        while (inner.op() instanceof Op.Broadcast) {
            inner = inner.inputs().get(0);
        }
        return inner.op() instanceof Op.Constant constant && constant.value() == 1;
    }

    private static boolean isFlag(Expr value) {
        Op op = value.op();
        if (op instanceof Op.Broadcast || op instanceof Op.Member || op instanceof Op.Concatenate) {
            return value.inputs().stream().allMatch(Masks::isFlag);
        }
        return op.makesFlag()
                || op instanceof Op.Choice
                || op instanceof Op.Leading
                || Quotient.of(value).isPresent();
    }

    // Reductions that are more than a sum or a count ----------------------------------------------------------------

    /** Σ value · P(first of the members by value) + P(no members) · ifEmpty. */
    static Expr largest(Expr value, ObjectCollection.Masked masked, double ifEmpty) {
        Expr first = key(value, masked.mask()).leading(1, masked.mask());
        Expr found = Expressions.where(first, value, Expressions.constant(0)).sum();
        return ifEmpty == 0 ? found : found.plus(masked.mask().exactly(0).times(ifEmpty));
    }

    static Expr softLargest(Op op, Expr value, ObjectCollection.Masked masked, double ifEmpty) {
        requireExact("softLargest", masked, "largest, which is smooth in the flags of the mask,");
        Expr ofMembers = Expressions.where(masked.mask(), value, Expressions.constant(BELOW_ALL));
        return Expressions.where(
                masked.mask().atLeast(1), Expr.of(op, Domain.EVENT, ofMembers), Expressions.constant(ifEmpty));
    }

    static Expr position(Expr value, ObjectCollection.Masked masked) {
        requireExact("position", masked, "leading or chooseLargest");
        return among(
                masked,
                Expressions.where(masked.mask(), value, Expressions.constant(BELOW_ALL))
                        .position());
    }

    private static void requireExact(String what, ObjectCollection.Masked masked, String instead) {
        Set<Expr> soft = new HashSet<>();
        for (Expr node : Graph.inOrder(List.of(masked.mask()))) {
            if (!isExact(node, soft)) {
                soft.add(node);
            }
        }
        if (soft.contains(masked.mask())) {
            throw new IllegalArgumentException(what + " over " + new Domain.Objects(masked)
                    + ", of which an object may be a member with a probability between 0 and 1; take " + instead
                    + " or a mask of comparisons without width");
        }
    }

    /** Whether a value is 0 or 1 in every reading, if its inputs are that are not among the soft ones. */
    private static boolean isExact(Expr node, Set<Expr> soft) {
        Op op = node.op();
        if (op instanceof Op.Compare || op instanceof Op.HasBits) {
            return true;
        }
        if (op instanceof Op.Constant constant) {
            return constant.value() == 0 || constant.value() == 1;
        }
        if (op instanceof Op.Choice || op instanceof Op.Leading) {
            return !soft.contains(node.inputs().get(1));
        }
        boolean keepsFlags = op instanceof Op.And
                || op instanceof Op.Not
                || op instanceof Op.Broadcast
                || op instanceof Op.Member
                || op instanceof Op.Concatenate
                || op instanceof Op.Count
                || op instanceof Op.JointCount;
        return keepsFlags && node.inputs().stream().noneMatch(soft::contains);
    }
}
