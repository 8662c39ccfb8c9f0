package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;

import java.util.List;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.histogram.interchange.HistogramCsv;
import org.diffhep.histogram.interchange.HistogramNpz;
import org.diffhep.histogram.interchange.UhiJson;
import org.junit.jupiter.api.Test;

/** What docs/guide/histograms.md shows; a test of the docs compares the text. */
class GuideTest {

    @Test
    void learnableAxes() {
        Random random = new Random(1);
        EventSource events = EventSource.of(EventBatch.of(1000)
                .column("score", NumberColumn.of(random.doubles(1000).toArray()))
                .column("mass", NumberColumn.of(random.doubles(1000, 50, 550).toArray()))
                .column("weight", NumberColumn.of(random.doubles(1000).toArray()))
                .build());

        LearnableAxis axis = LearnableAxis.startingAt("bin", Axis.regular(5, 0, 1), 0.01);
        Smoothing smoothing =
                Smoothing.gaussian(Bandwidths.ofBinWidth(0.25, axis)).reflecting();
        Expr selected = constant(1);
        HistogramFill fill = HistogramFill.of(
                "score", List.of(new Dimension(column("score"), axis, smoothing)), selected, List.of(column("weight")));

        LearnableAxis mass = LearnableAxis.edgeByEdge("mass edge", Axis.regular(11, 110, 550), 10, "GeV");
        assertThat(mass.parameters()).hasSize(10);

        Graph graph = Graph.of(List.of(fill));
        double[] at = graph.parameters().stream().mapToDouble(Parameter::start).toArray();
        double[] cotangents = new double[fill.size()];
        cotangents[fill.position(0, 5)] = 1;
        cotangents[fill.position(0, 5) + fill.slots()] = -0.1;
        try (JvmEngine engine = new JvmEngine(1);
                BoundGraph bound = engine.bind(graph, events)) {
            double[] gradient = bound.pullBack(at, Relaxation.soft(0.5), new double[][] {cotangents});
            double[] sums = bound.forward(at, Relaxation.HARD)[0];
            Histogram hard = fill.histogram(sums, 0, graph.parameters(), at);
            assertThat(gradient).hasSize(5);
            assertThat(gradient[4]).isPositive();
            assertThat(hard.axis().edge(1)).isCloseTo(0.2, within(1e-15));
        }

        HistogramFill plane = HistogramFill.of(
                "score and mass",
                List.of(
                        new Dimension(column("score"), axis, smoothing),
                        new Dimension(
                                column("mass"),
                                Axis.regular(10, 50, 550).flow(Flow.DROPPED, Flow.FOLDED),
                                Smoothing.of(Kernel.TRIWEIGHT, 25))),
                selected,
                List.of(column("weight")));
        assertThat(plane.slots()).isEqualTo(7 * 12);
    }

    @Test
    void interchange() {
        Histogram histogram = new Histogram(Axis.of(0, 1, 3), new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4});

        String json = UhiJson.write(histogram);
        Histogram same = UhiJson.read(json);
        byte[] arrays = HistogramNpz.write(histogram);
        String table = HistogramCsv.write(histogram);

        assertThat(same.values()).containsExactly(2, 3);
        assertThat(HistogramNpz.read(arrays).values()).containsExactly(2, 3);
        assertThat(HistogramCsv.read(table).values()).containsExactly(2, 3);
    }
}
