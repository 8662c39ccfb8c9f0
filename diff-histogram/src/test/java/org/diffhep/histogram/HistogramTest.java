package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;

import java.util.List;
import org.diffhep.autodiff.Expr;
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
        assertThat(HistogramFill.of("f", AXIS, 1, jet, X, one).perObject()).isTrue();
        assertThat(HistogramFill.of("f", AXIS, 1, X, jet.above(1), one).perObject())
                .isTrue();
    }
}
