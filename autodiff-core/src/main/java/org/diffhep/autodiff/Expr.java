package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable node of an expression graph: an operation, its inputs and the domain it has values for.
 *
 * <p>Equal expressions are the same object. An event value meets an object value by being repeated for each object; object
 * values come back to the event only by a reduction ({@link #sum()}, {@link #largest}, the counts). Mixing the objects of
 * two collections is an {@link IllegalArgumentException} with both names, thrown where the expression is written.
 *
 * <p>Flags are probabilities: 0 or 1 for exact comparisons, anything between for a soft cut. {@link #and}, {@link #or} and
 * {@link #not} take different flags as independent and the same flag as itself ({@code a and a} is {@code a}, {@code a and not a} never
 * holds).
 */
public final class Expr extends ObjectExpr {

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
        return of(op, domain, List.of(inputs));
    }

    static Expr of(Op op, Domain domain, List<Expr> inputs) {
        if (domain instanceof Domain.Objects objects
                && objects.collection() instanceof ObjectCollection.Masked masked) {
            List<Expr> ofAll = inputs.stream().map(Expr::unmasked).toList();
            return Masks.among(masked, of(op, new Domain.Objects(masked.of()), ofAll));
        }
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
        if (mask().isPresent()) {
            return Masks.among(mask().get(), unmasked().not());
        }
        return op instanceof Op.Not ? inputs.get(0) : of(new Op.Not(), domain, this);
    }

    /** The same value without gradient. */
    public Expr stopGradient() {
        return differentiable ? of(new Op.StopGradient(), domain, this) : this;
    }

    // Sub-collections ---------------------------------------------------------------------------------------------

    /** The sub-collection this is a value of. */
    Optional<ObjectCollection.Masked> mask() {
        return domain instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Masked masked
                ? Optional.of(masked)
                : Optional.empty();
    }

    /**
     * For a value of a sub-collection: the value for each object of the collection it is taken from, as if it were a member. Any other
     * value as it is. What a {@link Reduction} reads beside its probability.
     */
    public Expr unmasked() {
        return op instanceof Op.Among ? inputs.get(0) : this;
    }

    /**
     * For a value of a sub-collection: for each object of the collection it is taken from the value times the probability that the
     * object is a member; 0 for one that cannot be, whatever its value. Any other value as it is. What a {@link Reduction} reads
     * as its probability, or sums.
     */
    public Expr withMask() {
        return Masks.value(this);
    }

    // Domains -----------------------------------------------------------------------------------------------------

    /** This value for each event: repeated if it is a scalar, itself otherwise. */
    public Expr forEachEvent() {
        return domain instanceof Domain.Scalar ? of(new Op.Broadcast(Domain.EVENT), Domain.EVENT, this) : this;
    }

    /**
     * This value for each object of a collection: repeated if it is an event value or a scalar. For a sub-collection also the value
     * that its members have in a collection they are taken from; flags of the mask are 1 for members, and a probability to be
     * chosen or leading is the one of an object that is a member.
     *
     * @throws IllegalArgumentException if it is a value of another collection
     */
    public Expr forEach(ObjectCollection collection) {
        Domain target = new Domain.Objects(collection);
        if (domain.equals(target)) {
            return this;
        }
        if (domain instanceof Domain.Objects objects) {
            if (collection instanceof ObjectCollection.Masked part
                    && (part.of().equals(objects.collection())
                            || (objects.collection() instanceof ObjectCollection.Masked whole
                                    && Masks.contains(whole, part)))) {
                return Masks.given(this, part);
            }
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
        boolean partOfOther = !a.equals(b) && whole(a).equals(whole(b));
        return new IllegalArgumentException("cannot combine " + a + " with " + b
                + (partOfOther
                        ? ": take what belongs to all into the part first, forEach(part.objects())"
                        : ": reduce one of them to the event first (sum, count, maximum), or form combinations"));
    }

    private static Domain whole(Domain domain) {
        return domain instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Masked masked
                ? new Domain.Objects(masked.of())
                : domain;
    }

    /** Scalars stay as they are: every operation takes them beside any domain. */
    Expr liftedTo(Domain target) {
        if (domain instanceof Domain.Event && target instanceof Domain.Objects objects) {
            return objects.collection() instanceof ObjectCollection.Masked masked
                    ? Masks.among(masked, this)
                    : of(new Op.Broadcast(target), target, this);
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
     * @throws IllegalArgumentException if a replacement has another domain than what it replaces, or a value of a sub-collection
     *     is to be replaced: replace the value it is taken from
     */
    public Expr substitute(Map<Expr, Expr> replacements) {
        Map<Expr, Expr> done = new HashMap<>();
        replacements.forEach((from, to) -> done.put(from, to.replacing(from)));
        // without recursion: graphs may be deep
        for (Expr node : Graph.inOrder(List.of(this))) {
            if (!done.containsKey(node)) {
                List<Expr> changed = new ArrayList<>(node.inputs.size());
                node.inputs.forEach(input -> changed.add(done.getOrDefault(input, input)));
                done.put(node, changed.equals(node.inputs) ? node : node.with(changed));
            }
        }
        return done.getOrDefault(this, this);
    }

    private Expr with(List<Expr> others) {
        return op instanceof Op.Among ? Masks.substituted(this, others) : of(op, domain, others);
    }

    /** This value for each event or object that another has a value for. */
    private Expr replacing(Expr other) {
        if (other.op instanceof Op.Among) {
            throw new IllegalArgumentException("cannot replace " + other + ", a value of " + other.domain
                    + ": replace the value it is taken from, " + other.unmasked());
        }
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
