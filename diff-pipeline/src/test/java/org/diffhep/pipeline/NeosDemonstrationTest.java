package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Primitive;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Data;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.HypothesisTester;
import org.diffhep.stats.InterpolationCodes;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Sample;
import org.diffhep.stats.TestStatistic;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The demonstration of neos (de Castro, Dorigo; Simpson, Heinrich: arXiv:2203.05570), which is built on relaxed's soft histogram and CLs: a network
 * scores two numbers, four bins with learnable edges hold the score, background with a shape systematic, CLs on background-only Asimov data.
 * Yields, CLs and its gradient with respect to edges and weights, from events to objective, are what relaxed 0.4.0 gave (shared/reference/peers/neos_h64).
 */
class NeosDemonstrationTest {

    private static final double BANDWIDTH = 0.09;
    /** relaxed adds it to each bin. */
    private static final double FLOOR = 1e-3;

    private static final int TRAINED = 5;
    private static final List<String> SAMPLES = List.of("sig", "bkg", "up", "dn");

    private final Path folder = folder();

    private static Path folder() {
        Path folder = Path.of(System.getProperty("diffhep.root", "."))
                .toAbsolutePath()
                .resolveSibling("shared")
                .resolve("reference/peers/neos_h64");
        Assumptions.assumeTrue(Files.exists(folder), "reference data are not there: " + folder.getFileName());
        return folder;
    }

    /** The numbers of an array of float64 that numpy wrote. */
    private double[] numbers(String name) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".npy")))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[file.getShort(8)];
        file.position(10).get(header);
        assertThat(new String(header, StandardCharsets.US_ASCII)).contains("'<f8'", "'fortran_order': False");
        double[] numbers = new double[file.remaining() / Double.BYTES];
        file.asDoubleBuffer().get(numbers);
        return numbers;
    }

    /**
     * Two numbers through two layers of 64 with ReLU to a sigmoid. Inputs: the numbers, then the first weights of the first and of the last layer,
     * those that the reference has gradients for.
     */
    private record Network(
            List<Double> w1, List<Double> b1, List<Double> w2, List<Double> b2, List<Double> w3, double b3)
            implements Primitive {

        private static final int WIDTH = 64;

        @Override
        public String name() {
            return "network";
        }

        @Override
        public int inputs() {
            return 2 + 2 * TRAINED;
        }

        private static double last(List<Double> w3, double[][] in, int k, int i) {
            return k < TRAINED ? in[2 + TRAINED + k][i] : w3.get(k);
        }

        private double[] first(double[][] in, int i) {
            double[] hidden = new double[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                double w = j < TRAINED ? in[2 + j][i] : w1.get(j);
                hidden[j] = Math.max(0, in[0][i] * w + in[1][i] * w1.get(WIDTH + j) + b1.get(j));
            }
            return hidden;
        }

        private double[] second(double[] first) {
            double[] hidden = new double[WIDTH];
            for (int k = 0; k < WIDTH; k++) {
                double sum = b2.get(k);
                for (int j = 0; j < WIDTH; j++) {
                    sum += first[j] * w2.get(j * WIDTH + k);
                }
                hidden[k] = Math.max(0, sum);
            }
            return hidden;
        }

        @Override
        public void values(double[][] in, double[] out, int n) {
            for (int i = 0; i < n; i++) {
                double[] second = second(first(in, i));
                double sum = b3;
                for (int k = 0; k < WIDTH; k++) {
                    sum += second[k] * last(w3, in, k, i);
                }
                out[i] = 1 / (1 + Math.exp(-sum));
            }
        }

        @Override
        public void slopes(double[][] in, double[] out, double[][] slopes, int n) {
            for (int i = 0; i < n; i++) {
                double[] first = first(in, i);
                double[] second = second(first);
                double outer = out[i] * (1 - out[i]);
                slopes[0][i] = 0;
                slopes[1][i] = 0;
                for (int j = 0; j < WIDTH; j++) {
                    double behind = 0;
                    for (int k = 0; k < WIDTH && first[j] > 0; k++) {
                        behind += second[k] > 0 ? w2.get(j * WIDTH + k) * last(w3, in, k, i) : 0;
                    }
                    double w = j < TRAINED ? in[2 + j][i] : w1.get(j);
                    slopes[0][i] += outer * behind * w;
                    slopes[1][i] += outer * behind * w1.get(WIDTH + j);
                    if (j < TRAINED) {
                        slopes[2 + j][i] = outer * behind * in[0][i];
                        slopes[2 + TRAINED + j][i] = outer * second[j];
                    }
                }
            }
        }
    }

    private List<Double> list(String name) throws IOException {
        List<Double> list = new ArrayList<>();
        for (double number : numbers(name)) {
            list.add(number);
        }
        return list;
    }

    private EventSource batch(String sample) throws IOException {
        double[] both = numbers("batch0_" + sample);
        double[] x = new double[both.length / 2];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = both[2 * i];
            y[i] = both[2 * i + 1];
        }
        return EventSource.of(EventBatch.of(x.length)
                .column("x", NumberColumn.of(x))
                .column("y", NumberColumn.of(y))
                .build());
    }

    private static double cls(double[][] yields) {
        Sample signal = new Sample("sig", yields[0], List.of(new Modifier.NormFactor("mu")));
        Sample background = new Sample("bkg", yields[1], List.of(new Modifier.HistoSys("shape", yields[3], yields[2])));
        HistFactoryModel model = HistFactoryModel.of(
                List.of(new Channel("SR", List.of(signal, background))),
                new Measurement("m", "mu", List.of()),
                InterpolationCodes.DEFAULT);
        return new HypothesisTester(model, new Data(yields[1], new double[] {0}))
                .cls(1, TestStatistic.Q)
                .observed();
    }

    /** ∂CLs/∂yield of a bin, from four points. */
    private static double slope(double[][] yields, int sample, int bin) {
        double step = 1e-3 * yields[sample][bin];
        double[] at = new double[5];
        for (int k : new int[] {-2, -1, 1, 2}) {
            double[][] moved = new double[yields.length][];
            for (int s = 0; s < moved.length; s++) {
                moved[s] = yields[s].clone();
            }
            moved[sample][bin] += k * step;
            at[k + 2] = cls(moved);
        }
        return (8 * (at[3] - at[1]) - (at[4] - at[0])) / (12 * step);
    }

    @Test
    void yieldsClsAndGradientAreThoseOfRelaxed() throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        Network network = new Network(list("W1"), list("b1"), list("W2"), list("b2"), list("W3"), numbers("b3")[0]);
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 1; i < 4; i++) {
            parameters.add(Parameter.of("edge " + i, 0.25 * i));
        }
        for (int i = 0; i < TRAINED; i++) {
            parameters.add(Parameter.of("W1 " + i, network.w1().get(i)));
        }
        for (int i = 0; i < TRAINED; i++) {
            parameters.add(Parameter.of("W3 " + i, network.w3().get(i)));
        }
        List<Expr> edges = new ArrayList<>(List.of(constant(0)));
        parameters.subList(0, 3).forEach(edge -> edges.add(parameter(edge)));
        edges.add(constant(1));
        List<Expr> inputs = new ArrayList<>(List.of(column("x"), column("y")));
        parameters.subList(3, parameters.size()).forEach(weight -> inputs.add(parameter(weight)));
        HistogramFill fill = HistogramFill.of(
                "score",
                LearnableAxis.of(edges),
                BANDWIDTH,
                Expressions.apply(network, inputs.toArray(new Expr[0])),
                constant(1),
                List.of(constant(1)));
        Graph graph = Graph.withParameters(List.of(fill), parameters);
        double[] at = parameters.stream().mapToDouble(Parameter::start).toArray();
        Relaxation soft = Relaxation.soft(1);
        double[][] yields = new double[SAMPLES.size()][4];
        double[] gradient = new double[at.length];
        try (Engine engine = Engines.create("jvm", 2)) {
            for (int s = 0; s < yields.length; s++) {
                EventSource events = batch(SAMPLES.get(s));
                try (BoundGraph bound = engine.bind(graph, events)) {
                    double[] sums = bound.forward(at, soft)[0];
                    for (int bin = 0; bin < 4; bin++) {
                        yields[s][bin] = sums[fill.position(0, 1 + bin)] * scale(s, events) + FLOOR;
                    }
                    assertThat(yields[s])
                            .containsExactly(numbers(expected.path("hists").path(SAMPLES.get(s))), within(1e-11));
                }
            }
            assertThat(cls(yields)).isCloseTo(expected.path("value").asDouble(), within(1e-10));
            for (int s = 0; s < yields.length; s++) {
                EventSource events = batch(SAMPLES.get(s));
                double[] cotangents = new double[fill.size()];
                for (int bin = 0; bin < 4; bin++) {
                    cotangents[fill.position(0, 1 + bin)] = slope(yields, s, bin) * scale(s, events);
                }
                try (BoundGraph bound = engine.bind(graph, events)) {
                    double[] part = bound.pullBack(at, soft, new double[][] {cotangents});
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] += part[i];
                    }
                }
            }
        }
        List<Double> reference = new ArrayList<>();
        for (String name : List.of("grad_bins", "grad_W1_first5", "grad_W3_first5")) {
            expected.path(name).forEach(number -> reference.add(number.asDouble()));
        }
        assertThat(reference).hasSize(gradient.length);
        for (int i = 0; i < gradient.length; i++) {
            assertThat(gradient[i]).as(parameters.get(i).name()).isCloseTo(reference.get(i), within(1e-9));
        }
    }

    /** relaxed's yields are shares of ten times the batch: 20 signal and 100 background events. */
    private static double scale(int sample, EventSource events) {
        return 10.0 * (sample == 0 ? 2 : 10) / events.events();
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }
}
