package org.diffhep.bench;

import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.optimise.Optimiser;
import org.diffhep.autodiff.optimise.Optimum;
import org.diffhep.autodiff.optimise.SmoothFunction;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Dimension;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.histogram.Smoothing;

/**
 * Learns where the bins of a classifier's score in [0, 1] should end, for the best discovery significance: the one-dimensional toy of gato-hep.
 *
 * <p>Begins with bins of one width. At each of some temperatures, hot to cold, L-BFGS maximises the soft significance with every bin held above a
 * floor of background; the best hard significance among the results, with all bins above the floor, is the answer. Nothing is random.
 */
final class LearnedBins {

    /** Expected background events in a bin at least. */
    static final double FLOOR = 2;

    private static final double MINIMUM_WIDTH = 1e-4;
    /** Standard deviation of the Gaussian kernel at temperature 1, reflected at 0 and 1. */
    private static final double BANDWIDTH = 0.05;

    private static final double COLDEST = 0.001;
    private static final double COOLING = 0.7;
    private static final int EVALUATIONS = 25;
    /** Per squared relative distance below a floor that is a little above the one asked for. */
    private static final double PENALTY = 10;

    private static final double MARGIN = 1.05;

    /**
     * What was found.
     *
     * @param equidistant hard significance of bins of one width
     * @param hard significance of the hard histogram with the learned edges
     * @param soft significance at the temperature at which the edges were found
     * @param background expected in each bin, hard
     */
    record Result(
            List<Double> edges,
            double equidistant,
            double hard,
            double soft,
            double temperature,
            List<Double> background,
            int evaluations) {}

    private final Engine engine;
    private final EventSource signal;
    private final EventSource background;

    private LearnedBins(Engine engine, EventSource signal, EventSource background) {
        this.engine = engine;
        this.signal = signal;
        this.background = background;
    }

    /**
     * Reads a folder: {@code signal_x.npy}, {@code signal_w.npy} (one number, the weight of every event), and the same of samples {@code bkg1},
     * {@code bkg2} and so on.
     */
    static LearnedBins read(Path folder, Engine engine) throws IOException {
        List<EventBatch> backgrounds = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("bkg\\d+_x\\.npy"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            backgrounds.add(sample(folder, file.getFileName().toString().replace("_x.npy", "")));
        }
        return new LearnedBins(engine, EventSource.of(sample(folder, "signal")), EventSource.of(backgrounds));
    }

    private static EventBatch sample(Path folder, String name) throws IOException {
        double[] x = numbers(folder.resolve(name + "_x.npy"));
        double[] w = new double[x.length];
        Arrays.fill(w, numbers(folder.resolve(name + "_w.npy"))[0]);
        return EventBatch.of(x.length)
                .column("x", NumberColumn.of(x))
                .column("w", NumberColumn.of(w))
                .build();
    }

    /** The float64 numbers of a file of numpy. */
    private static double[] numbers(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(10 + bytes.getShort(8));
        DoubleBuffer doubles = bytes.asDoubleBuffer();
        double[] numbers = new double[doubles.remaining()];
        doubles.get(numbers);
        return numbers;
    }

    /** Learns the edges of some bins. */
    Result learn(int bins) {
        LearnableAxis axis = LearnableAxis.startingAt("bin", Axis.regular(bins, 0, 1), MINIMUM_WIDTH);
        HistogramFill fill = HistogramFill.of(
                "score",
                List.of(new Dimension(
                        column("x"), axis, Smoothing.gaussian(BANDWIDTH).reflecting())),
                constant(1),
                List.of(column("w")));
        Graph graph = Graph.withParameters(List.of(fill), axis.parameters());
        try (BoundGraph s = engine.bind(graph, signal);
                BoundGraph b = engine.bind(graph, background)) {
            return new Search(fill, axis, s, b).run();
        }
    }

    /** A search for the edges of one number of bins. */
    private static final class Search {

        private final HistogramFill fill;
        private final LearnableAxis axis;
        private final BoundGraph signal;
        private final BoundGraph background;
        private final int bins;

        Search(HistogramFill fill, LearnableAxis axis, BoundGraph signal, BoundGraph background) {
            this.fill = fill;
            this.axis = axis;
            this.signal = signal;
            this.background = background;
            this.bins = axis.bins();
        }

        Result run() {
            List<Parameter> parameters = axis.parameters();
            double[] at = parameters.stream().mapToDouble(Parameter::start).toArray();
            double equidistant = significance(at, Relaxation.HARD);
            Result best = result(at, 0, equidistant, 0);
            int evaluations = 0;
            for (double temperature = 1; temperature >= COLDEST; temperature *= COOLING) {
                Relaxation relaxation = Relaxation.soft(temperature);
                SmoothFunction function = (z, gradient) -> objective(z, gradient, relaxation);
                Optimum optimum = Optimiser.lbfgs().minimise(function, startingAt(at), EVALUATIONS);
                evaluations += optimum.evaluations();
                at = optimum.at().stream().mapToDouble(Double::doubleValue).toArray();
                double[] expected = background.forward(at, Relaxation.HARD)[0];
                boolean filled = Arrays.stream(expected, 1, 1 + bins).allMatch(value -> value >= FLOOR);
                if (filled && significance(at, Relaxation.HARD) > best.hard()) {
                    best = result(at, temperature, equidistant, evaluations);
                }
            }
            return best;
        }

        private List<Parameter> startingAt(double[] at) {
            List<Parameter> moved = new ArrayList<>();
            for (int i = 0; i < at.length; i++) {
                moved.add(axis.parameters().get(i).startingAt(at[i]));
            }
            return moved;
        }

        private Result result(double[] at, double temperature, double equidistant, int evaluations) {
            return new Result(
                    Arrays.stream(axis.at(axis.parameters(), at).edges())
                            .boxed()
                            .toList(),
                    equidistant,
                    significance(at, Relaxation.HARD),
                    significance(at, Relaxation.soft(temperature)),
                    temperature,
                    Arrays.stream(background.forward(at, Relaxation.HARD)[0], 1, 1 + bins)
                            .boxed()
                            .toList(),
                    evaluations);
        }

        private double significance(double[] at, Relaxation relaxation) {
            double[] s = signal.forward(at, relaxation)[0];
            double[] b = background.forward(at, relaxation)[0];
            return Significance.evaluate(s, b, 1, bins, new double[s.length], new double[s.length]);
        }

        /** The significance with its sign turned, and what bins below the floor cost. */
        private double objective(double[] at, double[] gradient, Relaxation relaxation) {
            Linearisation ofSignal = signal.linearise(at, relaxation);
            Linearisation ofBackground = background.linearise(at, relaxation);
            double[] s = ofSignal.sums()[0];
            double[] b = ofBackground.sums()[0];
            double[] toSignal = new double[fill.size()];
            double[] toBackground = new double[fill.size()];
            double value = -Significance.evaluate(s, b, 1, bins, toSignal, toBackground);
            for (int slot = 1; slot <= bins; slot++) {
                toSignal[slot] = -toSignal[slot];
                toBackground[slot] = -toBackground[slot];
                double missing = 1 - b[slot] / (MARGIN * FLOOR);
                if (missing > 0) {
                    value += PENALTY * missing * missing;
                    toBackground[slot] -= 2 * PENALTY * missing / (MARGIN * FLOOR);
                }
            }
            double[] fromSignal = ofSignal.pullBack(new double[][] {toSignal});
            double[] fromBackground = ofBackground.pullBack(new double[][] {toBackground});
            Arrays.setAll(gradient, i -> fromSignal[i] + fromBackground[i]);
            return value;
        }
    }
}
