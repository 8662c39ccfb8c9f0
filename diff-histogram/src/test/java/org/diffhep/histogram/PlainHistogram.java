package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Width;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;

/**
 * A fill of any axes as anybody would write it: all slots for each entry, distribution functions in their plain form, flows and reflection applied to
 * what a kernel gives on the whole line. The analysis has parameters a, b, c and those of edges: observables 0, 1 and 2 grow with a, the flag is v &gt;
 * b, the weights are w and c·w.
 */
record PlainHistogram(String name, EventBatch batch, List<PlainAxis> axes, boolean perObject, Relaxation relaxation) {

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.of("a", 0.9),
            Parameter.of("b", 0.45),
            Parameter.of("c", 1.2),
            Parameter.of("z1", 0.3),
            Parameter.of("z2", -0.4),
            Parameter.of("z3", 0.1),
            Parameter.of("z4", 0.7));
    static final double[] AT = {0.9, 0.45, 1.2, 0.3, -0.4, 0.1, 0.7};
    private static final double CUT_WIDTH = 0.25;

    /**
     * An axis.
     *
     * @param observable 0, 1 or 2
     * @param binning as the library has it
     * @param edges as functions of the parameters
     */
    record PlainAxis(int observable, Binning binning, UnaryOperator<double[]> edges, Smoothing smoothing) {

        static PlainAxis fixed(int observable, Axis axis, Smoothing smoothing) {
            return new PlainAxis(observable, axis, parameters -> axis.edges(), smoothing);
        }

        /** Four bins from 0.2 to 1.6, none narrower than 0.1, by the softmax of z1 to z4. */
        static PlainAxis learnable(int observable, Flow underflow, Flow overflow, Smoothing smoothing) {
            List<Expr> z = PARAMETERS.subList(3, 7).stream()
                    .map(Expressions::parameter)
                    .toList();
            LearnableAxis axis = LearnableAxis.softmax(0.2, 1.6, 0.1, z).flow(underflow, overflow);
            return new PlainAxis(observable, axis, PlainAxis::softmax, smoothing);
        }

        static PlainAxis learnable(int observable, Smoothing smoothing) {
            return learnable(observable, Flow.KEPT, Flow.KEPT, smoothing);
        }

        private static double[] softmax(double[] parameters) {
            double[] z = Arrays.copyOfRange(parameters, 3, 7);
            double total = Arrays.stream(z).map(Math::exp).sum();
            double[] edges = new double[5];
            edges[0] = 0.2;
            for (int i = 1; i <= 4; i++) {
                edges[i] = edges[i - 1] + 0.1 + (1.4 - 4 * 0.1) * Math.exp(z[i - 1]) / total;
            }
            return edges;
        }

        /** The share of each slot. */
        private double[] shares(double[] parameters, double[] at, double x, double before, Relaxation relaxation) {
            double width = smoothing.bandwidth() * relaxation.temperature();
            double[] hard = flown(slots(edges.apply(at), before, 0));
            if (!relaxation.softGradients() || width == 0) {
                return hard;
            }
            double[] soft = flown(slots(edges.apply(parameters), x, width));
            if (relaxation.softValues()) {
                return soft;
            }
            double[] constant = flown(slots(edges.apply(at), before, width));
            Arrays.setAll(soft, i -> hard[i] + soft[i] - constant[i]);
            return soft;
        }

        private double[] slots(double[] edges, double x, double width) {
            double[] slots = new double[edges.length + 1];
            double below = 0;
            for (int i = 0; i < edges.length; i++) {
                double upTo = below(edges, edges[i], x, width);
                slots[i] = upTo - below;
                below = upTo;
            }
            slots[edges.length] = 1 - below;
            return slots;
        }

        private double[] flown(double[] slots) {
            flow(slots, 0, 1, binning.underflow());
            flow(slots, slots.length - 1, slots.length - 2, binning.overflow());
            return slots;
        }

        private static void flow(double[] slots, int flow, int beside, Flow what) {
            if (what == Flow.FOLDED) {
                slots[beside] += slots[flow];
            }
            if (what != Flow.KEPT) {
                slots[flow] = 0;
            }
        }

        /** How much of an entry lies below e: pieces of the line are folded back at the ends. */
        private double below(double[] edges, double e, double x, double width) {
            double low = edges[0];
            double high = edges[edges.length - 1];
            boolean beyond = (smoothing.reflectsBelow() && x < low) || (smoothing.reflectsAbove() && x >= high);
            if (width == 0 || beyond) {
                return x < e ? 1 : 0;
            }
            if (smoothing.reflectsBelow() && smoothing.reflectsAbove()) {
                double sum = 0;
                // logistic tails end 21 standard deviations away
                int images = 2 + (int) (21 * width / (2 * (high - low)));
                for (int k = -images; k <= images; k++) {
                    double shift = 2 * k * (high - low);
                    sum += mass(2 * low - e + shift, e + shift, x, width);
                }
                return sum;
            }
            if (smoothing.reflectsBelow()) {
                return mass(2 * low - e, e, x, width);
            }
            double mirrored = smoothing.reflectsAbove() ? 1 - cdf((2 * high - e - x) / width) : 0;
            return cdf((e - x) / width) + mirrored;
        }

        private double mass(double from, double to, double x, double width) {
            return cdf((to - x) / width) - cdf((from - x) / width);
        }

        private double cdf(double z) {
            return switch (smoothing.kernel()) {
                case GAUSSIAN -> 0.5 * Erf.erfc(-z * Math.sqrt(0.5));
                case SIGMOID -> 1 / (1 + Math.exp(-Math.PI * z / Math.sqrt(3)));
                case TRIWEIGHT -> {
                    double u = Math.max(-1, Math.min(1, z / 3));
                    yield 0.5 + 35.0 / 32 * (u - Math.pow(u, 3) + 3 * Math.pow(u, 5) / 5 - Math.pow(u, 7) / 7);
                }
            };
        }
    }

    /** The fill as the library has it. */
    HistogramFill fill() {
        Function<String, Expr> column = perObject ? Expressions.collection("Jet")::column : Expressions::column;
        Expr v = column.apply(perObject ? "pt" : "met");
        Expr a = Expressions.parameter(PARAMETERS.get(0));
        List<Expr> observables = List.of(
                v.times(a),
                column.apply(perObject ? "eta" : "met").times(0.3).times(a).plus(0.4),
                column.apply(perObject ? "tag" : "run").times(0.5).plus(a.times(0.1)));
        List<Dimension> dimensions = axes.stream()
                .map(axis -> new Dimension(observables.get(axis.observable), axis.binning, axis.smoothing))
                .toList();
        Expr weight = Expressions.column("weight");
        return HistogramFill.of(
                "fill",
                dimensions,
                v.above(Expressions.parameter(PARAMETERS.get(1)), Width.width(CUT_WIDTH)),
                List.of(weight, weight.times(Expressions.parameter(PARAMETERS.get(2)))));
    }

    /** The sums of the fill; what carries no gradient is taken at {@code at}. */
    double[] sums(double[] parameters, double[] at) {
        int slots = axes.stream().mapToInt(axis -> axis.binning.slots()).reduce(1, (a, b) -> a * b);
        double[] sums = new double[4 * slots];
        for (int event = 0; event < batch.events(); event++) {
            double w = read(batch.column("weight"), event);
            double scaled = w * parameters[2];
            int from = perObject ? batch.offsets("Jet")[event] : event;
            int to = perObject ? batch.offsets("Jet")[event + 1] : event + 1;
            for (int i = from; i < to; i++) {
                double v = perObject ? read(batch.column("Jet", "pt"), i) : read(batch.column("met"), i);
                double p = probability(v - parameters[1], v - at[1]);
                double[] shares = {1};
                for (PlainAxis axis : axes) {
                    double x = observable(axis.observable, v, i, parameters[0]);
                    double before = observable(axis.observable, v, i, at[0]);
                    shares = product(shares, axis.shares(parameters, at, x, before, relaxation));
                }
                for (int slot = 0; slot < slots; slot++) {
                    double share = p * shares[slot];
                    sums[slot] += w * share;
                    sums[slots + slot] += w * w * share;
                    sums[2 * slots + slot] += scaled * share;
                    sums[3 * slots + slot] += scaled * scaled * share;
                }
            }
        }
        return sums;
    }

    private static double[] product(double[] rows, double[] columns) {
        List<Double> all = new ArrayList<>();
        for (double row : rows) {
            IntStream.range(0, columns.length).forEach(k -> all.add(row * columns[k]));
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double observable(int which, double v, int i, double a) {
        if (which == 0) {
            return v * a;
        }
        if (which == 1) {
            return 0.4 + 0.3 * a * (perObject ? read(batch.column("Jet", "eta"), i) : v);
        }
        return 0.5 * read(perObject ? batch.column("Jet", "tag") : batch.column("run"), i) + 0.1 * a;
    }

    private double probability(double distance, double before) {
        double step = before > 0 ? 1 : 0;
        return switch (relaxation.mode()) {
            case HARD -> step;
            case SOFT -> sigmoid(distance);
            case STRAIGHT_THROUGH -> step + sigmoid(distance) - sigmoid(before);
        };
    }

    private double sigmoid(double distance) {
        return 1 / (1 + Math.exp(-distance / (CUT_WIDTH * relaxation.temperature())));
    }

    private static double read(NumberColumn column, int at) {
        double[] value = new double[1];
        column.copyTo(at, 1, value, 0);
        return value[0];
    }

    @Override
    public String toString() {
        return name + (perObject ? ", objects, " : ", events, ") + relaxation;
    }
}
