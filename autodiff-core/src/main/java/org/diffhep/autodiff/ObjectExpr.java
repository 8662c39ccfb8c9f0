package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.List;

/**
 * What an expression offers over the objects of a collection: sums, extremes, counts, orders and choices.
 *
 * <p>Over a sub-collection ({@link Expressions.Collection#where}) only its members count, as if the event had no other objects. Where
 * membership is soft, each object is a member with its probability, independently of the others: sums, counts, the
 * largest and the smallest, selections and choices are expectations over who the members are; a mean is what {@link #mean(Expr, double)}
 * says. What is computed from them further, such as a cut on a sum, reads the expectation.
 */
abstract sealed class ObjectExpr extends ElementwiseExpr permits Expr {

    // From objects to the event -----------------------------------------------------------------------------------

    /** The sum over the objects. */
    public Expr sum() {
        objects("sum");
        return Expr.of(new Op.Sum(), Domain.EVENT, self().withMask());
    }

    /** The sum over the objects whose flag holds: Σ flag·value. */
    public Expr sum(Expr flag) {
        return times(flag).sum();
    }

    /**
     * The largest value among the objects, or a value for events without objects. Over a sub-collection that is soft, the expectation
     * of that: Σ value · P(it is the largest of the members) + P(no members) · {@code ifEmpty}.
     */
    public Expr largest(double ifEmpty) {
        return objects("largest") instanceof ObjectCollection.Masked masked
                ? Masks.largest(self().unmasked(), masked, ifEmpty)
                : Expr.of(new Op.Maximum(ifEmpty), Domain.EVENT, self());
    }

    /** The smallest value among the objects, or a value for events without objects; see {@link #largest}. */
    public Expr smallest(double ifEmpty) {
        return negate().largest(-ifEmpty).negate();
    }

    /**
     * The largest value among the objects, shared smoothly between those close to it where cuts are soft: τ·log Σ exp(x/τ) with τ
     * the width times the temperature. The hard reading is {@link #largest}.
     *
     * @param width in the unit of the values, positive
     * @throws IllegalArgumentException if the width is not positive, or over a sub-collection that is soft: {@link #largest} is
     *     smooth in its flags already
     */
    public Expr softLargest(double ifEmpty, double width) {
        ObjectCollection collection = objects("softLargest");
        if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("softLargest over " + width + ", which is not a positive number");
        }
        Op op = new Op.SmoothMaximum(ifEmpty, width);
        return collection instanceof ObjectCollection.Masked masked
                ? Masks.softLargest(op, self().unmasked(), masked, ifEmpty)
                : Expr.of(op, Domain.EVENT, self());
    }

    /** The smallest value among the objects, smoothly where cuts are soft: −τ·log Σ exp(−x/τ); see {@link #softLargest}. */
    public Expr softSmallest(double ifEmpty, double width) {
        return negate().softLargest(-ifEmpty, width).negate();
    }

    /** The mean over the objects, or a value for events without objects. */
    public Expr mean(double ifEmpty) {
        return mean(Expressions.constant(1), ifEmpty);
    }

    /**
     * The mean over the objects whose flag holds. For soft flags it is the ratio of two expectations, Σ flag·value / Σ flag, not
     * the expectation of the mean; the two differ by less the harder the flags are. An object whose flag is exactly 0 may have any
     * value, even NaN.
     *
     * @param ifEmpty for events where no flag can hold
     */
    public Expr mean(Expr flag, double ifEmpty) {
        Expr flags = Masks.flag(flag.forEach(objects("mean")));
        Expr total = flags.sum();
        Expr sum = Expressions.where(flags, self().unmasked(), Expressions.constant(0))
                .sum();
        return Expressions.where(total.equalTo(0), Expressions.constant(ifEmpty), sum.over(total));
    }

    /** The probability that exactly n objects have this flag. */
    public Expr exactly(int n) {
        return count(n, n);
    }

    /** The probability that n objects or more have this flag. */
    public Expr atLeast(int n) {
        return count(n, Op.Count.UNLIMITED);
    }

    /** The probability that n objects or fewer have this flag. */
    public Expr atMost(int n) {
        return count(0, n);
    }

    /**
     * The distribution of how many objects have this flag: the probabilities of exactly 0, 1, …, n of them, and last that of more.
     * Engines compute counts of one flag together.
     *
     * @throws IllegalArgumentException if n is negative
     */
    public List<Expr> distribution(int n) {
        List<Expr> probabilities = new ArrayList<>();
        for (int k = 0; k <= n; k++) {
            probabilities.add(exactly(k));
        }
        probabilities.add(atLeast(n + 1));
        return probabilities;
    }

    private Expr count(int min, int max) {
        objects("count");
        return Expr.of(new Op.Count(min, max), Domain.EVENT, Masks.flag(self()));
    }

    /** The value of the object at a position (from 0, in stored order) among those whose flag holds; 0 where there is none. */
    public Expr selected(int position, Expr flag) {
        objects("selected");
        ((ObjectExpr) flag).objects("selected");
        Domain common = Expr.common(self(), flag);
        return Expr.of(
                new Op.Selected(position),
                Domain.EVENT,
                self().liftedTo(common).unmasked(),
                Masks.flag(flag.liftedTo(common)));
    }

    /**
     * The value of the object at a position (from 0, by descending key) among those whose flag holds: the mean over what the flags
     * may be; 0 where there is no such object. An object that cannot stand there may have any value, even NaN.
     */
    public Expr selected(int position, Expr key, Expr flag) {
        ObjectCollection collection = objects("selected");
        ((ObjectExpr) key).objects("selected");
        Expr flags = Masks.flag(flag.forEach(collection));
        Expr shares = Masks.key(key.forEach(collection)).chooseLargest(position, flags);
        return Expressions.where(shares, self().unmasked(), Expressions.constant(0))
                .sum();
    }

    // Orders and choices ------------------------------------------------------------------------------------------

    /**
     * For each object the probability that its flag holds and that it is one of the k with the largest of those whose flag holds,
     * where this is the key; ties in stored order. Sums to the expected number of such objects.
     *
     * @throws IllegalArgumentException if k is not positive
     */
    public Expr leading(int k, Expr flag) {
        return leading(new Op.Leading(0, k), flag);
    }

    private Expr leading(Op.Leading op, Expr flag) {
        objects("leading");
        return ordered(op, flag);
    }

    private Expr ordered(Op.ByKey op, Expr flag) {
        Domain common = Expr.common(self(), flag);
        Expr key = self().liftedTo(common);
        Expr flags = flag.liftedTo(common);
        return common instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Masked masked
                ? Masks.given(Expr.of(op, new Domain.Objects(masked.of()), Masks.key(key), Masks.flag(flags)), masked)
                : Expr.of(op, common, key, flags);
    }

    /**
     * The position of each object, from 0, when they are sorted by descending value; ties in stored order. Exact, without gradient.
     *
     * @throws IllegalArgumentException over a sub-collection that is soft
     */
    public Expr position() {
        return objects("position") instanceof ObjectCollection.Masked masked
                ? Masks.position(self().unmasked(), masked)
                : Expr.of(new Op.Position(), self().domain(), self());
    }

    /**
     * For each candidate the probability that it is the one at a position (from 0) among those whose flag holds, where this is the
     * key, largest first. Sums to one over an event where enough flags can hold; position 0 is {@link #chooseLargest(Expr)}.
     */
    public Expr chooseLargest(int position, Expr flag) {
        if (position == 0) {
            return chooseLargest(flag);
        }
        Expr taken = leading(new Op.Leading(position, position + 1), flag);
        Expr total = taken.sum();
        return Expressions.where(total.equalTo(0), Expressions.constant(0), taken.over(total));
    }

    /**
     * For each candidate the probability that it is the one chosen, where this is the key (largest first) and the flag says
     * which candidates may be chosen. Sums to one over an event where a flag can hold.
     */
    public Expr chooseLargest(Expr flag) {
        objects("chooseLargest");
        return ordered(new Op.Choice(), flag);
    }

    private ObjectCollection objects(String what) {
        if (self().domain() instanceof Domain.Objects objects) {
            return objects.collection();
        }
        throw new IllegalArgumentException(
                what + " needs one value for each object of a collection, got a value of domain " + self().domain());
    }
}
