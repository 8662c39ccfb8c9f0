package org.diffhep.autodiff;

/**
 * What a node of the graph computes from its inputs.
 *
 * <p>Closed on purpose: an engine must know every operation, and the compatibility kit tests every one. Adding one means
 * a case in {@link Visitor}, which the compiler then asks for in each engine.
 */
public sealed interface Op {

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

        R count(Count op);

        R jointCount(JointCount op);

        R selected(Selected op);

        R concatenate(Concatenate op);

        R member(Member op);

        R choice(Choice op);

        R stopGradient(StopGradient op);
    }

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
     * A cut on a signed distance d: hard 1 where d &gt; 0 else 0, soft 1/(1 + exp(−d/(width·temperature))).
     *
     * @param width in the unit of the distance, positive
     */
    record Cut(double width) implements Op {
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
     * Inputs: value, flag. Soft: the mean over the selections that reach this position; 0 where none does. An
     * object that cannot be selected may have any value, even NaN.
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
    record Member(ObjectCollection.Combinations combinations, int position) implements Op {

        public Member {
            if (position < 0 || position >= combinations.size()) {
                throw new IllegalArgumentException(combinations.label() + " has no member " + position);
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
     * the probability that any flag holds; 0 for all candidates where no flag can hold. The key carries no gradient; where it is
     * NaN for a candidate that can be chosen, the choice is NaN.
     */
    record Choice() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.choice(this);
        }
    }

    /** The input itself, without gradient. */
    record StopGradient() implements Op {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stopGradient(this);
        }
    }

    /** Functions of one number. */
    enum UnaryFunction {
        NEGATE,
        /** |x|; derivative 0 at 0. */
        ABS,
        SQUARE,
        /** √x; derivative taken as 0 at 0. */
        SQRT,
        EXP,
        LOG,
        SIN,
        COS,
        SINH,
        COSH,
        TANH
    }

    /** Functions of two numbers. */
    enum BinaryFunction {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        /** The smaller; the gradient goes to the first where they are equal. */
        MINIMUM,
        /** The larger; the gradient goes to the first where they are equal. */
        MAXIMUM
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
