package org.diffhep.autodiff.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.special.Erf;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.jspecify.annotations.Nullable;

/**
 * What expressions mean, written for being obviously right: one event at a time, no blocks, no recursions. Everything that
 * is soft is the expectation of the hard reading over independent flags, and is computed as that: by going through all 2ⁿ
 * outcomes of an event's flags. The engines are tested against it.
 */
final class ReferenceEvaluator {

    private final EventBatch batch;
    private final Map<Parameter, Double> parameters;
    private final Relaxation relaxation;
    /** At the point where a derivative is taken: the values of what carries no gradient. */
    private final @Nullable ReferenceEvaluator fixed;

    private final List<Map<Expr, double[]>> known = new ArrayList<>();

    /** The values in a reading. Straight-through values are those of the hard reading. */
    ReferenceEvaluator(EventBatch batch, Map<Parameter, Double> parameters, Relaxation relaxation) {
        this(batch, parameters, relaxation, null);
    }

    private ReferenceEvaluator(
            EventBatch batch,
            Map<Parameter, Double> parameters,
            Relaxation relaxation,
            @Nullable ReferenceEvaluator fixed) {
        this.batch = batch;
        this.parameters = parameters;
        this.relaxation = relaxation;
        this.fixed = fixed;
        for (int event = 0; event < batch.events(); event++) {
            known.add(new HashMap<>());
        }
    }

    /**
     * A function whose derivative at {@code at} is the gradient there: what carries no gradient keeps the value that it has
     * at that point, and a straight-through cut takes its hard value there plus how much its soft value has changed since.
     */
    static ReferenceEvaluator around(
            EventBatch batch, Map<Parameter, Double> at, Map<Parameter, Double> parameters, Relaxation relaxation) {
        return new ReferenceEvaluator(batch, parameters, relaxation, new ReferenceEvaluator(batch, at, relaxation));
    }

    private ReferenceEvaluator withoutGradient() {
        return fixed == null ? this : fixed;
    }

    /** The sum over all events and objects. */
    double total(Expr expr) {
        double total = 0;
        for (int event = 0; event < batch.events(); event++) {
            total += Arrays.stream(values(expr, event)).sum();
        }
        return total;
    }

    /** The sum of the magnitudes over all events and objects: what rounding is measured against. */
    double size(Expr expr) {
        double total = 0;
        for (int event = 0; event < batch.events(); event++) {
            total += Arrays.stream(values(expr, event)).map(Math::abs).sum();
        }
        return total;
    }

    /** The value in an event; one for each object for object values. */
    double[] values(Expr expr, int event) {
        double[] found = known.get(event).get(expr);
        if (found == null) {
            found = expr.op().accept(new Values(expr, event));
            known.get(event).put(expr, found);
        }
        return found;
    }

    private int objects(ObjectCollection collection, int event) {
        if (collection instanceof ObjectCollection.Stored stored) {
            int[] offsets = batch.offsets(stored.name());
            return offsets[event + 1] - offsets[event];
        }
        if (collection instanceof ObjectCollection.Concatenated concatenated) {
            return concatenated.parts().stream()
                    .mapToInt(part -> objects(part, event))
                    .sum();
        }
        return tuples((ObjectCollection.Tuples) collection, event).size();
    }

    private List<int[]> tuples(ObjectCollection.Tuples tuples, int event) {
        return tuples instanceof ObjectCollection.Combinations combinations
                ? combinations(combinations, event)
                : products(tuples, event);
    }

    private List<int[]> products(ObjectCollection.Tuples product, int event) {
        List<int[]> found = new ArrayList<>();
        for (int i = 0; i < objects(product.of(0), event); i++) {
            for (int j = 0; j < objects(product.of(1), event); j++) {
                if (product.size() == 2) {
                    found.add(new int[] {i, j});
                }
                for (int k = 0; product.size() == 3 && k < objects(product.of(2), event); k++) {
                    found.add(new int[] {i, j, k});
                }
            }
        }
        return found;
    }

    private List<int[]> combinations(ObjectCollection.Combinations combinations, int event) {
        int n = objects(combinations.of(), event);
        List<int[]> found = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                if (combinations.size() == 2) {
                    found.add(new int[] {i, j});
                }
                for (int k = j + 1; combinations.size() == 3 && k < n; k++) {
                    found.add(new int[] {i, j, k});
                }
            }
        }
        return found;
    }

    /** What happens for one outcome of all flags of an event. */
    private interface Outcome {
        void happens(boolean[] flags, double probability);
    }

    private static void forEachOutcome(double[] p, Outcome outcome) {
        if (p.length > 16) {
            throw new IllegalArgumentException(p.length + " flags are too many to go through");
        }
        boolean[] flags = new boolean[p.length];
        for (int mask = 0; mask < (1 << p.length); mask++) {
            double probability = 1;
            for (int i = 0; i < p.length; i++) {
                flags[i] = ((mask >> i) & 1) == 1;
                probability *= flags[i] ? p[i] : 1 - p[i];
            }
            outcome.happens(flags, probability);
        }
    }

    private static int count(boolean[] flags) {
        int n = 0;
        for (boolean flag : flags) {
            n += flag ? 1 : 0;
        }
        return n;
    }

    private final class Values implements Op.Visitor<double[]> {

        private final Expr node;
        private final int event;

        Values(Expr node, int event) {
            this.node = node;
            this.event = event;
        }

        private double[] input(int k) {
            return values(node.inputs().get(k), event);
        }

        private int size() {
            return node.domain() instanceof Domain.Objects objects
                    ? ReferenceEvaluator.this.objects(objects.collection(), event)
                    : 1;
        }

        /** The values of an input, repeated if it is a scalar. */
        private double[] lifted(int k) {
            double[] values = input(k);
            if (node.inputs().get(k).domain() instanceof Domain.Scalar) {
                double[] repeated = new double[size()];
                Arrays.fill(repeated, values[0]);
                return repeated;
            }
            return values;
        }

        private interface Function {
            double of(double a, double b);
        }

        private double[] map(Function function) {
            double[] a = lifted(0);
            double[] b = node.inputs().size() > 1 ? lifted(1) : a;
            double[] y = new double[a.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = function.of(a[i], b[i]);
            }
            return y;
        }

        @Override
        public double[] column(Op.EventColumn op) {
            double[] value = new double[1];
            batch.column(op.name()).copyTo(event, 1, value, 0);
            return value;
        }

        @Override
        public double[] column(Op.ObjectColumn op) {
            int from = batch.offsets(op.collection())[event];
            double[] values = new double[batch.offsets(op.collection())[event + 1] - from];
            batch.column(op.collection(), op.name()).copyTo(from, values.length, values, 0);
            return values;
        }

        @Override
        public double[] constant(Op.Constant op) {
            return new double[] {op.value()};
        }

        @Override
        public double[] parameter(Op.ParameterValue op) {
            return new double[] {parameters.get(op.parameter())};
        }

        @Override
        public double[] unary(Op.Unary op) {
            Values values = op.function().isStep() ? there() : this;
            return values.map((x, same) -> switch (op.function()) {
                case NEGATE -> -x;
                case ABS -> Math.abs(x);
                case SQUARE -> x * x;
                case SQRT -> Math.sqrt(x);
                case EXP -> Math.exp(x);
                case LOG -> Math.log(x);
                case SIN -> Math.sin(x);
                case COS -> Math.cos(x);
                case SINH -> Math.sinh(x);
                case COSH -> Math.cosh(x);
                case TANH -> Math.tanh(x);
                case RECIPROCAL -> 1 / x;
                case EXPM1 -> Math.expm1(x);
                case LOG1P -> Math.log1p(x);
                case TAN -> Math.sin(x) / Math.cos(x);
                case ASIN -> Math.atan(x / Math.sqrt((1 - x) * (1 + x)));
                case ACOS -> Math.PI / 2 - Math.atan(x / Math.sqrt((1 - x) * (1 + x)));
                case ATAN -> Math.asin(x / Math.sqrt(1 + x * x));
                case ASINH -> Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
                case SIGMOID -> Math.exp(x) / (1 + Math.exp(x));
                case ERF -> Erf.erf(x);
                case NORMAL_CDF -> normalCdf(x);
                case FLOOR -> Math.floor(x);
                case CEIL -> Math.ceil(x);
                case ROUND -> Math.rint(x);
                case WRAP_ANGLE -> Math.atan2(Math.sin(x), Math.cos(x));
            });
        }

        @Override
        public double[] binary(Op.Binary op) {
            return map((a, b) -> switch (op.function()) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case MINIMUM -> Math.min(a, b);
                case MAXIMUM -> Math.max(a, b);
                case POWER -> Math.pow(a, b);
                case ATAN2 -> Math.atan2(a, b);
                case HYPOT -> Math.sqrt(a * a + b * b);
            });
        }

        /** The same node where derivatives are taken. */
        private Values there() {
            return withoutGradient().new Values(node, event);
        }

        @Override
        public double[] compare(Op.Compare op) {
            return there().map((a, b) -> switch (op.comparison()) {
                case GREATER -> a > b ? 1 : 0;
                case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
                case LESS -> a < b ? 1 : 0;
                case LESS_OR_EQUAL -> a <= b ? 1 : 0;
                case EQUAL -> a == b ? 1 : 0;
            });
        }

        @Override
        public double[] hasBits(Op.HasBits op) {
            return there().map((x, same) -> ((long) x & op.mask()) == op.mask() ? 1 : 0);
        }

        @Override
        public double[] cut(Op.Cut op) {
            double[] distance = input(0);
            double[] before = there().input(0);
            double[] flags = new double[distance.length];
            for (int i = 0; i < flags.length; i++) {
                if (relaxation.softValues()) {
                    flags[i] = soft(distance[i], op);
                } else {
                    flags[i] = before[i] > 0 ? 1 : 0;
                    if (relaxation.softGradients()) {
                        flags[i] += soft(distance[i], op) - soft(before[i], op);
                    }
                }
            }
            return flags;
        }

        private double soft(double distance, Op.Cut op) {
            double z = distance / (op.width() * relaxation.temperature());
            return switch (op.kernel()) {
                case SIGMOID -> 1 / (1 + Math.exp(-z));
                case GAUSSIAN -> normalCdf(z);
                case COMPACT -> z <= -1 ? 0 : z >= 1 ? 1 : compact(z);
            };
        }

        /** ½ + 35/32 ∫₀ᶻ (1 − t²)³ dt. */
        private static double compact(double z) {
            double square = z * z;
            return 0.5 + 35.0 / 32 * z * (1 - square + 3 * square * square / 5 - square * square * square / 7);
        }

        private static double normalCdf(double z) {
            return 0.5 * Erf.erfc(-z / Math.sqrt(2));
        }

        @Override
        public double[] and(Op.And op) {
            double[] y = new double[size()];
            Arrays.fill(y, 1);
            for (int k = 0; k < node.inputs().size(); k++) {
                double[] flag = lifted(k);
                for (int i = 0; i < y.length; i++) {
                    y[i] *= flag[i];
                }
            }
            return y;
        }

        @Override
        public double[] not(Op.Not op) {
            return map((x, same) -> 1 - x);
        }

        @Override
        public double[] broadcast(Op.Broadcast op) {
            double[] y = new double[size()];
            Arrays.fill(y, input(0)[0]);
            return y;
        }

        @Override
        public double[] sum(Op.Sum op) {
            return new double[] {Arrays.stream(input(0)).sum()};
        }

        @Override
        public double[] maximum(Op.Maximum op) {
            return new double[] {Arrays.stream(input(0)).max().orElse(op.empty())};
        }

        @Override
        public double[] smoothMaximum(Op.SmoothMaximum op) {
            if (input(0).length == 0) {
                return new double[] {op.empty()};
            }
            double tau = op.width() * relaxation.temperature();
            double[] x = input(0);
            double[] before = there().input(0);
            if (relaxation.softValues()) {
                return new double[] {logSum(x, tau)};
            }
            if (!relaxation.softGradients()) {
                return new double[] {Arrays.stream(x).max().getAsDouble()};
            }
            return new double[] {Arrays.stream(before).max().getAsDouble() + logSum(x, tau) - logSum(before, tau)};
        }

        private static double logSum(double[] x, double tau) {
            return tau * Math.log(Arrays.stream(x).map(v -> Math.exp(v / tau)).sum());
        }

        @Override
        public double[] count(Op.Count op) {
            double[] total = new double[1];
            forEachOutcome(input(0), (flags, probability) -> {
                if (op.contains(ReferenceEvaluator.count(flags))) {
                    total[0] += probability;
                }
            });
            return total;
        }

        /** Each object has neither flag, only one of them, or both: all 4ⁿ outcomes. */
        @Override
        public double[] jointCount(Op.JointCount op) {
            int n = input(0).length;
            double total = 0;
            for (int outcome = 0; outcome < 1 << (2 * n); outcome++) {
                double probability = 1;
                int countA = 0;
                int countB = 0;
                for (int i = 0; i < n; i++) {
                    boolean hasA = ((outcome >> (2 * i)) & 1) == 1;
                    boolean hasB = ((outcome >> (2 * i + 1)) & 1) == 1;
                    double a = input(0)[i];
                    double b = input(1)[i];
                    double both = input(2)[i];
                    double ofA = hasA ? both : b - both;
                    double notB = hasA ? a - both : 1 - a - b + both;
                    probability *= hasB ? ofA : notB;
                    countA += hasA ? 1 : 0;
                    countB += hasB ? 1 : 0;
                }
                total += op.a().contains(countA) && op.b().contains(countB) ? probability : 0;
            }
            return new double[] {total};
        }

        @Override
        public double[] selected(Op.Selected op) {
            double[] sums = selection(op);
            double reached = there().selection(op)[1];
            return new double[] {reached >= Op.LEAST_PROBABILITY ? sums[0] / sums[1] : 0};
        }

        /** Σ probability·value and Σ probability over the outcomes that have an object at the position. */
        private double[] selection(Op.Selected op) {
            double[] sums = new double[2];
            forEachOutcome(input(1), (flags, probability) -> {
                int seen = 0;
                for (int i = 0; i < flags.length; i++) {
                    if (flags[i] && seen++ == op.position() && probability != 0) {
                        sums[0] += probability * lifted(0, flags.length)[i];
                        sums[1] += probability;
                    }
                }
            });
            return sums;
        }

        private double[] lifted(int k, int size) {
            double[] values = input(k);
            if (values.length == size) {
                return values;
            }
            double[] repeated = new double[size];
            Arrays.fill(repeated, values[0]);
            return repeated;
        }

        @Override
        public double[] concatenate(Op.Concatenate op) {
            return node.inputs().stream()
                    .flatMapToDouble(input -> Arrays.stream(values(input, event)))
                    .toArray();
        }

        @Override
        public double[] member(Op.Member op) {
            return tuples(op.tuples(), event).stream()
                    .mapToDouble(members -> input(0)[members[op.position()]])
                    .toArray();
        }

        @Override
        public double[] choice(Op.Choice op) {
            double[] chosen = chosen();
            double any = Arrays.stream(chosen).sum();
            double possible = Arrays.stream(there().chosen()).sum();
            return Arrays.stream(chosen)
                    .map(p -> possible >= Op.LEAST_PROBABILITY ? p / any : 0)
                    .toArray();
        }

        /** For each candidate the probability that it has the largest key of those whose flag holds; the first of equals. */
        private double[] chosen() {
            double[] key = there().input(0);
            double[] chosen = new double[size()];
            forEachOutcome(lifted(1), (flags, probability) -> {
                int best = -1;
                for (int i = 0; i < flags.length; i++) {
                    if (flags[i] && (best < 0 || key[i] > key[best])) {
                        best = i;
                    }
                }
                if (best >= 0) {
                    chosen[best] += probability;
                }
            });
            return chosen;
        }

        /** In each outcome the objects that have the flag are sorted by the key; some positions are taken. */
        @Override
        public double[] leading(Op.Leading op) {
            double[] key = there().lifted(0);
            double[] leading = new double[size()];
            forEachOutcome(lifted(1), (flags, probability) -> {
                List<Integer> flagged = new ArrayList<>();
                for (int i = 0; i < flags.length; i++) {
                    if (flags[i]) {
                        flagged.add(i);
                    }
                }
                flagged.sort((i, j) -> Double.compare(key[j], key[i]));
                for (int position = op.from(); position < Math.min(op.to(), flagged.size()); position++) {
                    leading[flagged.get(position)] += probability;
                }
            });
            return leading;
        }

        @Override
        public double[] position(Op.Position op) {
            double[] key = there().lifted(0);
            double[] position = new double[key.length];
            for (int i = 0; i < key.length; i++) {
                for (int j = 0; j < key.length; j++) {
                    position[i] += key[j] > key[i] || (key[j] == key[i] && j < i) ? 1 : 0;
                }
            }
            return position;
        }

        @Override
        public double[] where(Op.Where op) {
            double[] flag = lifted(0);
            double[] then = lifted(1);
            double[] otherwise = lifted(2);
            double[] y = new double[size()];
            for (int i = 0; i < y.length; i++) {
                y[i] += flag[i] == 0 ? 0 : flag[i] * then[i];
                y[i] += flag[i] == 1 ? 0 : (1 - flag[i]) * otherwise[i];
            }
            return y;
        }

        @Override
        public double[] apply(Op.Apply op) {
            double[][] in = new double[node.inputs().size()][];
            for (int k = 0; k < in.length; k++) {
                in[k] = lifted(k);
            }
            double[] y = new double[size()];
            op.primitive().values(in, y, y.length);
            return y;
        }

        @Override
        public double[] stopGradient(Op.StopGradient op) {
            return there().input(0);
        }
    }
}
