package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;

import java.util.Collections;
import java.util.List;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.junit.jupiter.api.Test;

class HistogramTest {

    private static final Axis AXIS = Axis.of(0, 1, 3);
    private static final Expr X = column("x");

    @Test
    void binsAreApartFromUnderflowAndOverflow() {
        double[] sums = {1, 2, 3, 4};
        Histogram histogram = new Histogram(AXIS, sums, new double[] {5, 6, 7, 8});
        sums[1] = 100;
        histogram.values()[0] = 100;
        assertThat(histogram.axis()).isEqualTo(AXIS);
        assertThat(histogram.values()).containsExactly(2, 3);
        assertThat(histogram.variances()).containsExactly(6, 7);
        assertThat(histogram.underflow()).isEqualTo(1);
        assertThat(histogram.overflow()).isEqualTo(4);
        assertThat(histogram.total()).isEqualTo(10);
    }

    @Test
    void scalingWeightsScalesVariancesBySquares() {
        Histogram histogram = new Histogram(AXIS, new double[] {1, 2, 3, 4}, new double[] {5, 6, 7, 8}).scaled(-2);
        assertThat(histogram.values()).containsExactly(-4, -6);
        assertThat(histogram.variances()).containsExactly(24, 28);
        assertThat(histogram.underflow()).isEqualTo(-2);
        assertThat(histogram.overflow()).isEqualTo(-8);
    }

    @Test
    void sumsMustFitTheAxis() {
        assertThatThrownBy(() -> new Histogram(AXIS, new double[2], new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 4 slots, got 2 and 4");
    }

    @Test
    void binsOfTwoAxesLieInRowsWithinTheirFlows() {
        double[] sums = new double[4 * 5];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = i;
        }
        Histogram histogram = new Histogram(List.of(AXIS, Axis.regular(3, 0, 1)), sums, sums);
        assertThat(histogram.values()).containsExactly(6, 7, 8, 11, 12, 13);
        assertThat(histogram.slotValues()).containsExactly(sums);
        assertThat(histogram.slotVariances()).containsExactly(sums);
        assertThat(histogram.axes()).containsExactly(AXIS, Axis.regular(3, 0, 1));
        assertThatThrownBy(histogram::axis)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the histogram has 2 axes");
        assertThatThrownBy(histogram::overflow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Histogram(List.of(), sums, sums)).hasMessage("a histogram needs an axis");
    }

    @Test
    void fillTakesHistogramsOutOfItsSums() {
        HistogramFill fill = HistogramFill.of("f", AXIS, 0.5, X, constant(1), List.of(constant(1), X));
        double[] sums = new double[fill.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = i;
        }
        assertThat(fill.weights()).isEqualTo(2);
        assertThat(sums).hasSize(16);
        assertThat(fill.histogram(sums, 0).values()).containsExactly(1, 2);
        assertThat(fill.histogram(sums, 1).values()).containsExactly(9, 10);
        assertThat(fill.histogram(sums, 1).variances()).containsExactly(13, 14);
        assertThat(sums[fill.position(1, 2)]).isEqualTo(10);
    }

    @Test
    void impossibleFillsAreRefusedByLabel() {
        Expr jet = collection("Jet").column("pt");
        Expr muon = collection("Muon").column("pt");
        List<Expr> one = List.of(constant(1));
        assertThatThrownBy(() -> HistogramFill.of("f", AXIS, -1, X, X, one)).hasMessageContaining("f: bandwidth -1");
        assertThatThrownBy(() -> HistogramFill.of("f", AXIS, Double.NaN, X, X, one))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> HistogramFill.of("f", AXIS, 1, X, X, List.of()))
                .hasMessageContaining("f: a fill");
        assertThatThrownBy(() -> HistogramFill.of("f", AXIS, 1, X, X, List.of(jet)))
                .hasMessageContaining("f: a weight belongs to the event, not to objects of Jet");
        assertThatThrownBy(() -> HistogramFill.of("f", AXIS, 1, jet, muon, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Jet")
                .hasMessageContaining("Muon");
        Dimension x = new Dimension(X, AXIS, Smoothing.NONE);
        assertThatThrownBy(() -> HistogramFill.of("f", List.of(), X, one)).hasMessage("f: a fill needs a dimension");
        assertThatThrownBy(() -> HistogramFill.of("f", Collections.nCopies(16, x), X, one))
                .hasMessage("f: 1073741824 slots of 1 weights are too many");
        Expr edge = parameter(Parameter.of("edge", 0));
        LearnableAxis moving = LearnableAxis.of(List.of(edge, constant(1), edge.plus(2)));
        Smoothing smoothing = Smoothing.gaussian(1);
        assertThatThrownBy(() ->
                        HistogramFill.of("f", List.of(new Dimension(X, moving, smoothing.reflectingBelow())), X, one))
                .hasMessage("f: the kernel is reflected at the first edge, which must be a number, not edge");
        assertThatThrownBy(() ->
                        HistogramFill.of("f", List.of(new Dimension(X, moving, smoothing.reflectingAbove())), X, one))
                .hasMessageContaining("the last edge, which must be a number, not add(edge, 2.0)");
        HistogramFill wide = HistogramFill.of(
                "f", List.of(new Dimension(X, AXIS, Smoothing.gaussian(9).reflecting())), X, one);
        assertThatThrownBy(() -> wide.sweep(Relaxation.soft(4)))
                .hasMessage("f: bandwidth times temperature, 36.0, is more than 10.0 times the range of 2 bins from 0.0"
                        + " to 3.0, whose ends reflect");
        assertThat(HistogramFill.of("f", AXIS, 1, jet, X, one).perObject()).isTrue();
        assertThat(HistogramFill.of("f", AXIS, 1, X, jet.above(1), one).perObject())
                .isTrue();
    }

    @Test
    void inputsOfAFillAreFoundByNumber() {
        Expr y = column("y");
        Expr p = column("p");
        LearnableAxis learnable = LearnableAxis.startingAt("z", AXIS, 0.1);
        HistogramFill fill = HistogramFill.of(
                "f",
                List.of(
                        new Dimension(X, AXIS, Smoothing.NONE),
                        new Dimension(y, learnable, Smoothing.gaussian(0.1)),
                        new Dimension(X, learnable, Smoothing.NONE)),
                p,
                List.of(constant(1), y));
        assertThat(fill.slots()).isEqualTo(4 * 4 * 4);
        assertThat(fill.inputs()).hasSize(3 + 1 + 2 + 3 + 3);
        assertThat(fill.inputs().get(fill.probabilityInput())).isEqualTo(p);
        assertThat(fill.inputs().get(fill.weightInput(1))).isEqualTo(y);
        assertThat(fill.inputs().subList(fill.firstEdgeInput(1), fill.firstEdgeInput(2)))
                .containsExactlyElementsOf(learnable.edges());
        assertThatThrownBy(() -> fill.firstEdgeInput(0)).hasMessageContaining("the edges of 2 bins");
        assertThatThrownBy(fill::axis).isInstanceOf(IllegalStateException.class).hasMessageContaining("f has not one");
        double[] sums = new double[fill.size()];
        assertThatThrownBy(() -> fill.histogram(sums, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("f: the axis needs a value of parameter z 1");
    }
}
