package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An immutable node of an expression graph: an operation, its inputs and the domain it has values for.
 *
 * <p>Equal expressions are the same object. An event value meets an object value by being repeated for each object; object
 * values come back to the event only by a reduction ({@link #sum()}, {@link #largest}, the counts). Mixing the objects of
 * two collections is an {@link IllegalArgumentException} with both names, thrown where the expression is written.
 *
 * <p>Flags are probabilities: 0 or 1 for exact comparisons, anything between for a soft cut. {@link #and}, {@link #or} and
 * {@link #not} take different flags as independent and the same flag as itself ({@code a and a} is {@code a}).
 */
public final class Expr extends ElementwiseExpr {

    private final Op op;
    private final List<Expr> inputs;
    private final Domain domain;
    private final boolean differentiable;

    /** Only {@link Interner} makes nodes. */
    Expr(Op op, List<Expr> inputs, Domain domain) {
        this.op = op;
        this.inputs = inputs;
        this.domain = domain;
        this.differentiable = carriesGradient(op, inputs);
    }

    private static boolean carriesGradient(Op op, List<Expr> inputs) {
        if (op instanceof Op.ParameterValue) {
            return true;
        }
        if (op instanceof Op.Compare
                || op instanceof Op.HasBits
                || op instanceof Op.Position
                || op instanceof Op.StopGradient
                || (op instanceof Op.Unary unary && unary.function().isStep())) {
            return false;
        }
        if (op instanceof Op.ByKey) {
            return inputs.get(1).differentiable;
        }
        return inputs.stream().anyMatch(input -> input.differentiable);
    }

    static Expr of(Op op, Domain domain, Expr... inputs) {
        return Interner.intern(op, List.of(inputs), domain);
    }

    static Expr of(Op op, Domain domain, List<Expr> inputs) {
        return Interner.intern(op, List.copyOf(inputs), domain);
    }

    @Override
    Expr self() {
        return this;
    }

    /** What this node computes. */
    public Op op() {
        return op;
    }

    /** What it computes from. */
    public List<Expr> inputs() {
        return inputs;
    }

    /** What it has a value for. */
    public Domain domain() {
        return domain;
    }

    /** Whether a gradient can flow from this value to a parameter. */
    public boolean isDifferentiable() {
        return differentiable;
    }

    // Logic -------------------------------------------------------------------------------------------------------

    /**
     * Both flags hold.
     *
     * @throws IllegalArgumentException if more than two different counts over one collection meet: their joint probability
     *     is not offered
     */
    public Expr and(Expr other) {
        return Logic.and(List.of(this, other));
    }

    /** One of the flags holds, or both. */
    public Expr or(Expr other) {
        return Logic.and(List.of(not(), other.not())).not();
    }

    /** The flag does not hold. */
    public Expr not() {
        return op instanceof Op.Not ? inputs.get(0) : of(new Op.Not(), domain, this);
    }

    // From objects to the event -----------------------------------------------------------------------------------

    /** The sum over the objects. */
    public Expr sum() {
        objects("sum");
        return of(new Op.Sum(), Domain.EVENT, this);
    }

    /** The sum over the objects whose flag holds: Σ flag·value. */
    public Expr sum(Expr flag) {
        return times(flag).sum();
    }

    /** The largest value among the objects, or a value for events without objects. */
    public Expr largest(double ifEmpty) {
        objects("largest");
        return of(new Op.Maximum(ifEmpty), Domain.EVENT, this);
    }

    /** The smallest value among the objects, or a value for events without objects. */
    public Expr smallest(double ifEmpty) {
        return negate().largest(-ifEmpty).negate();
    }

    /**
     * The largest value among the objects, shared smoothly between those close to it where cuts are soft: τ·log Σ exp(x/τ) with τ
     * the width times the temperature. The hard reading is {@link #largest}.
     *
     * @param width in the unit of the values, positive
     */
    public Expr softLargest(double ifEmpty, double width) {
        objects("softLargest");
        if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("softLargest over " + width + ", which is not a positive number");
        }
        return of(new Op.SmoothMaximum(ifEmpty, width), Domain.EVENT, this);
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
        ObjectCollection collection = objects("mean");
        Expr flags = flag.forEach(collection);
        Expr total = flags.sum();
        Expr sum = Expressions.where(flags, this, Expressions.constant(0)).sum();
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
        return of(new Op.Count(min, max), Domain.EVENT, this);
    }

    /** The value of the object at a position (from 0, in stored order) among those whose flag holds; 0 where there is none. */
    public Expr selected(int position, Expr flag) {
        objects("selected");
        flag.objects("selected");
        Domain common = common(this, flag);
        return of(new Op.Selected(position), Domain.EVENT, this.liftedTo(common), flag.liftedTo(common));
    }

    /**
     * The value of the object at a position (from 0, by descending key) among those whose flag holds: the mean over what the flags
     * may be; 0 where there is no such object. An object that cannot stand there may have any value, even NaN.
     */
    public Expr selected(int position, Expr key, Expr flag) {
        Expr shares = key.chooseLargest(position, flag.forEach(objects("selected")));
        return Expressions.where(shares, this, Expressions.constant(0)).sum();
    }

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
        Domain common = common(this, flag);
        return of(op, common, this.liftedTo(common), flag.liftedTo(common));
    }

    /** The position of each object, from 0, when they are sorted by descending value; ties in stored order. Exact, without gradient. */
    public Expr position() {
        objects("position");
        return of(new Op.Position(), domain, this);
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
        Domain common = common(this, flag);
        return of(new Op.Choice(), common, this.liftedTo(common), flag.liftedTo(common));
    }

    /** The same value without gradient. */
    public Expr stopGradient() {
        return differentiable ? of(new Op.StopGradient(), domain, this) : this;
    }

    private ObjectCollection objects(String what) {
        if (domain instanceof Domain.Objects objects) {
            return objects.collection();
        }
        throw new IllegalArgumentException(
                what + " needs one value for each object of a collection, got a value of domain " + domain);
    }

    // Domains -----------------------------------------------------------------------------------------------------

    /** This value for each event: repeated if it is a scalar, itself otherwise. */
    public Expr forEachEvent() {
        return domain instanceof Domain.Scalar ? of(new Op.Broadcast(Domain.EVENT), Domain.EVENT, this) : this;
    }

    /**
     * This value for each object of a collection: repeated if it is an event value or a scalar.
     *
     * @throws IllegalArgumentException if it is a value of another collection
     */
    public Expr forEach(ObjectCollection collection) {
        Domain target = new Domain.Objects(collection);
        if (domain instanceof Domain.Objects && !domain.equals(target)) {
            throw mixed(domain, target);
        }
        return forEachEvent().liftedTo(target);
    }

    /** The smallest domain that has room for both. */
    static Domain common(Domain a, Domain b) {
        if (a.equals(b) || b instanceof Domain.Scalar) {
            return a;
        }
        if (a instanceof Domain.Scalar || a instanceof Domain.Event) {
            return b;
        }
        if (b instanceof Domain.Event) {
            return a;
        }
        throw mixed(a, b);
    }

    static Domain common(Expr a, Expr b) {
        return common(a.domain, b.domain);
    }

    private static IllegalArgumentException mixed(Domain a, Domain b) {
        return new IllegalArgumentException("cannot combine " + a + " with " + b
                + ": reduce one of them to the event first (sum, count, maximum), or form combinations");
    }

    /** Scalars stay as they are: every operation takes them beside any domain. */
    Expr liftedTo(Domain target) {
        if (domain instanceof Domain.Event && target instanceof Domain.Objects) {
            return of(new Op.Broadcast(target), target, this);
        }
        return this;
    }

    // Whole graphs ------------------------------------------------------------------------------------------------

    /**
     * This expression with some nodes replaced, wherever they occur: how a systematic variation is made.
     *
     * <p>Replacements are not looked into: {@code pt → 1.03·pt} replaces once. What does not depend on a replaced node
     * stays the same object and is computed once for all variations.
     *
     * @throws IllegalArgumentException if a replacement has another domain than what it replaces
     */
    public Expr substitute(Map<Expr, Expr> replacements) {
        Map<Expr, Expr> done = new HashMap<>();
        replacements.forEach((from, to) -> done.put(from, to.replacing(from)));
        // without recursion: graphs may be deep
        for (Expr node : Graph.inOrder(List.of(this))) {
            if (!done.containsKey(node)) {
                List<Expr> changed = new ArrayList<>(node.inputs.size());
                node.inputs.forEach(input -> changed.add(done.getOrDefault(input, input)));
                done.put(node, changed.equals(node.inputs) ? node : of(node.op, node.domain, changed));
            }
        }
        return done.getOrDefault(this, this);
    }

    /** This value for each event or object that another has a value for. */
    private Expr replacing(Expr other) {
        if (domain.equals(other.domain) || (domain instanceof Domain.Scalar && other.domain instanceof Domain.Event)) {
            return other.domain instanceof Domain.Event ? forEachEvent() : this;
        }
        if (other.domain instanceof Domain.Objects objects && !(domain instanceof Domain.Objects)) {
            return forEach(objects.collection());
        }
        throw new IllegalArgumentException(
                "cannot replace " + other + ", a value of " + other.domain + ", by " + this + ", one of " + domain);
    }

    /** All parameters this expression depends on, in the order met. */
    public Set<Parameter> parameters() {
        Set<Parameter> found = new LinkedHashSet<>();
        for (Expr node : Graph.inOrder(List.of(this))) {
            if (node.op instanceof Op.ParameterValue value) {
                found.add(value.parameter());
            }
        }
        return found;
    }

    /** A short text: the operation over its inputs, cut off where it grows deep. */
    @Override
    public String toString() {
        return ExprText.of(this, 4);
    }
}
