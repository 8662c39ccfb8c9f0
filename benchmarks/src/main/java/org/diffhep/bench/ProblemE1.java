package org.diffhep.bench;

import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;

/**
 * Problem E1: three soft cuts, a histogram with a Gaussian kernel, the median discovery significance, and its gradient with
 * respect to the three thresholds.
 *
 * <p>weight_i = w_i σ(0.2 (c1 − t₁)) σ(20 (c2 − t₂)) σ(−5 (c3 − t₃)) at t = (80, 0.4, 2.8); 25 bins of 40 GeV from 100 to 1100 GeV
 * with a kernel of 20 GeV; s from {@code sig}, b from both backgrounds; Z = √(2 Σ_b [(s + b) ln(1 + s/b) − s]) (Cowan, Cranmer,
 * Gross, Vitells, arXiv:1007.1727, eq. 97, bin by bin). Written with the public expressions, as a user would.
 */
public final class ProblemE1 implements AutoCloseable {

    private static final List<Parameter> THRESHOLDS =
            List.of(Parameter.of("t1", 80), Parameter.of("t2", 0.4), Parameter.of("t3", 2.8));
    private static final int BINS = 25;
    private static final Relaxation SOFT = Relaxation.soft(1);

    private final BoundGraph signal;
    private final BoundGraph background;

    /** A value and its gradient with respect to the three thresholds. */
    public record ValueAndGradient(double value, List<Double> gradient) {

        /** Copies the gradient. */
        public ValueAndGradient {
            gradient = List.copyOf(gradient);
        }
    }

    private ProblemE1(BoundGraph signal, BoundGraph background) {
        this.signal = signal;
        this.background = background;
    }

    /** The problem over some events; the engine must stay open. */
    static ProblemE1 bind(E1Events events, Engine engine) {
        Graph graph = Graph.withParameters(List.of(histogram()), THRESHOLDS);
        return new ProblemE1(
                engine.bind(graph, events.source("sig")), engine.bind(graph, events.source("bkg1", "bkg2")));
    }

    /**
     * The problem over newly generated events.
     *
     * @param events number of events of all samples, 4 or more
     * @param engine must stay open as long as the problem is used
     */
    public static ProblemE1 generate(int events, Engine engine) {
        return bind(E1Events.generate(events), engine);
    }

    private static HistogramFill histogram() {
        Expr selected = allOf(
                column("c1").above(parameter(THRESHOLDS.get(0)), width(1 / 0.2)),
                column("c2").above(parameter(THRESHOLDS.get(1)), width(1 / 20.0)),
                column("c3").below(parameter(THRESHOLDS.get(2)), width(1 / 5.0)));
        return HistogramFill.of("m", Axis.regular(BINS, 100, 1100), 20, column("m"), selected, List.of(column("w")));
    }

    /**
     * Z and its gradient at the stored thresholds.
     *
     * @throws ArithmeticException if a bin expects no background
     */
    public ValueAndGradient evaluate() {
        double[] at = THRESHOLDS.stream().mapToDouble(Parameter::start).toArray();
        Linearisation ofSignal = signal.linearise(at, SOFT);
        Linearisation ofBackground = background.linearise(at, SOFT);
        double[] s = ofSignal.sums()[0];
        double[] b = ofBackground.sums()[0];
        double[] toSignal = new double[s.length];
        double[] toBackground = new double[s.length];
        // underflow and overflow do not count
        double z = Significance.evaluate(s, b, 1, BINS, toSignal, toBackground);
        double[] fromSignal = ofSignal.pullBack(new double[][] {toSignal});
        double[] fromBackground = ofBackground.pullBack(new double[][] {toBackground});
        return new ValueAndGradient(
                z,
                List.of(
                        fromSignal[0] + fromBackground[0],
                        fromSignal[1] + fromBackground[1],
                        fromSignal[2] + fromBackground[2]));
    }

    @Override
    public void close() {
        signal.close();
        background.close();
    }
}
