package org.diffhep.autodiff;

/**
 * What a node of the graph computes from its inputs.
 *
 * <p>Closed on purpose: an engine must know every operation, and the compatibility kit tests every one. Adding one means
 * a case in {@link Visitor}, which the compiler then asks for in each engine.
 */
public sealed interface Op {

    /**
     * What is chosen among flags is nothing where the probability that there is something to choose is smaller than this: its inverse, which the
     * derivatives have, must be a number.
     */
    double LEAST_PROBABILITY = 1e-290;

    /** Whether what it gives is a flag, whatever it is asked of: a comparison, a cut, logic or a count. */
    default boolean makesFlag() {
        return this instanceof Cut
                || this instanceof Compare
                || this instanceof HasBits
                || this instanceof And
                || this instanceof Not
                || this instanceof Count
                || this instanceof JointCount;
    }

    /** Calls the visitor's method for this operation. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each operation. */
    interface Visitor<R> {
        R column(EventColumn op);

        R column(ObjectColumn op);

        R constant(Constant op);

        R parameter(ParameterValue op);

        R unary(Unary op);

        R binary(Binary op);

        R compare(Compare op);

        R hasBits(HasBits op);

        R cut(Cut op);

        R and(And op);

        R not(Not op);

        R broadcast(Broadcast op);

        R sum(Sum op);

        R maximum(Maximum op);

        R smoothMaximum(SmoothMaximum op);

        R count(Count op);

        R jointCount(JointCount op);

        R selected(Selected op);

        R concatenate(Concatenate op);

        R member(Member op);

        R choice(Choice op);

        R leading(Leading op);

        R position(Position op);

        R where(Where op);

        R apply(Apply op);

        R stopGradient(StopGradient op);

        /** No graph has it: reductions are over all objects, with the flag in them. */
        default R among(Among op) {
            throw new IllegalStateException("a value of a sub-collection in a graph");
        }
    }

    /** What takes the objects of an event in descending order of a key, its first input; ties in stored order. */
    sealed interface ByKey extends Op {}

    /** A stored number of each event. */
    record EventColumn(String name) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.column(this);
        }
    }

    /** A stored number of each object. */
    record ObjectColumn(String collection, String name) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.column(this);
        }
    }

    /** A number. */
    record Constant(double value) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.constant(this);
        }
    }

    /** The current value of a parameter. */
    record ParameterValue(Parameter parameter) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.parameter(this);
        }
    }

    /** A function of one number, element by element. */
    record Unary(UnaryFunction function) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unary(this);
        }
    }

    /** A function of two numbers, element by element. */
    record Binary(BinaryFunction function) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.binary(this);
        }
    }

    /** 1 where the comparison of the two inputs holds, else 0; without gradient. Comparisons with NaN do not hold. */
    record Compare(Comparison comparison) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.compare(this);
        }
    }

    /** 1 where all bits of the mask are set in the input, rounded to an integer; without gradient. */
    record HasBits(long mask) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.hasBits(this);
        }
    }

    /**
     * A cut on a signed distance d: hard 1 where d &gt; 0 else 0, soft the integral of the kernel up to d/(width·temperature).
     *
     * @param kernel the shape of the soft step
     * @param width in the unit of the distance, positive
     */
    record Cut(CutKernel kernel, double width) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cut(this);
        }
    }

    /** The probability that all input flags hold: their product. The inputs are different flags, taken as independent. */
    record And() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.and(this);
        }
    }

    /** The probability that the input flag does not hold: one minus it. */
    record Not() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.not(this);
        }
    }

    /** A scalar once for each event, or the value of an event once for each of its objects. */
    record Broadcast(Domain target) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.broadcast(this);
        }
    }

    /** The sum over the objects of each event; 0 for none. */
    record Sum() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sum(this);
        }
    }

    /**
     * The largest value among the objects of each event; {@code empty} for none; NaN where any is. The gradient goes to the
     * first largest.
     */
    record Maximum(double empty) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.maximum(this);
        }
    }

    /**
     * A maximum that is smooth where cuts are soft: hard the same as {@link Maximum}, soft m + τ·log Σ exp((x − m)/τ) with the
     * largest value m and τ = width·temperature; {@code empty} for no objects. With n objects it lies between m and m + τ·log n.
     * The soft gradient is shared as the terms of the sum are, and adds up to one.
     *
     * @param width in the unit of the values, positive
     */
    record SmoothMaximum(double empty, double width) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.smoothMaximum(this);
        }
    }

    /**
     * The probability that between {@code min} and {@code max} of an event's flags hold, the flags being independent
     * (Poisson-binomial distribution).
     *
     * @param max inclusive; {@link #UNLIMITED} for no upper limit
     */
    record Count(int min, int max) implements Op {

        /** As {@code max}: any number. */
        public static final int UNLIMITED = Integer.MAX_VALUE;

        public Count {
            if (min < 0 || max < min) {
                throw new IllegalArgumentException("count from " + min + " to " + max);
            }
        }

        /** Whether n is in the range. */
        public boolean contains(int n) {
            return n >= min && n <= max;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.count(this);
        }
    }

    /**
     * The probability that two counts over one collection hold together. Inputs, for each object: P(a), P(b), P(a and b).
     * Different objects are independent; a and b of one object need not be.
     */
    record JointCount(Count a, Count b) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.jointCount(this);
        }
    }

    /**
     * The value of the selected object at a position, in stored order, where each object is selected with a probability.
     * Inputs: value, flag. Soft: the mean over the selections that reach this position; 0 where none does, or less often than {@link
     * #LEAST_PROBABILITY}. An object that cannot be selected may have any value, even NaN.
     *
     * @param position from 0
     */
    record Selected(int position) implements Op {

        public Selected {
            if (position < 0) {
                throw new IllegalArgumentException("position " + position);
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.selected(this);
        }
    }

    /** The objects of several collections one after another; one input for each collection. */
    record Concatenate() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.concatenate(this);
        }
    }

    /** For each combination, the value of its member at a position from 0. */
    record Member(ObjectCollection.Tuples tuples, int position) implements Op {

        public Member {
            if (position < 0 || position >= tuples.size()) {
                throw new IllegalArgumentException(tuples.label() + " has no member " + position);
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.member(this);
        }
    }

    /**
     * The probability that a candidate is the one chosen: the first, by descending key, whose flag holds. Inputs: key, flag.
     * With the candidates in order of the key (ties in stored order) it is q_c · Π over those before of (1 − q), divided by
     * the probability that any flag holds; 0 for all candidates where that is less than {@link #LEAST_PROBABILITY}. The key carries no
     * gradient; where it is NaN for a candidate that can be chosen, the choice is NaN.
     */
    record Choice() implements ByKey {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.choice(this);
        }
    }

    /**
     * The probability that the object's flag holds and that at least {@code from} and fewer than {@code to} of the objects before
     * it, by descending key, have theirs. Inputs: key, flag. From 0 to k: it is one of the k leading. The key carries no gradient;
     * where it is NaN for an object whose flag can hold, all objects of the event get NaN.
     */
    record Leading(int from, int to) implements ByKey {

        public Leading {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("leading objects from " + from + " to " + to);
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leading(this);
        }
    }

    /** The position of each object, from 0, in descending order of a key; NaN where the key is. Without gradient. */
    record Position() implements ByKey {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.position(this);
        }
    }

    /**
     * One of two values, as a flag says. Inputs: flag f, a, b. The value is f·a + (1 − f)·b: a where the flag is 1, b where it is
     * 0. What is not taken at all may have any value, even NaN, and gets no gradient, neither do the inputs it is made from. The
     * flag gets a − b; where what is not taken is not finite, 0.
     */
    record Where() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.where(this);
        }
    }

    /** A function that a user added, element by element. */
    record Apply(Primitive primitive) implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.apply(this);
        }
    }

    /** The input itself, without gradient. */
    record StopGradient() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stopGradient(this);
        }
    }

    /**
     * A value of a sub-collection. Inputs, for each object of the collection it is taken from: the value, the flag of members.
     * Stands above all other operations of a value and below none: what a reduction makes of it is made of both inputs.
     */
    record Among() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.among(this);
        }
    }

    /** Comparisons of two numbers. */
    enum Comparison {
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        EQUAL
    }
}
