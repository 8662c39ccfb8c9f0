package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;

import java.util.SplittableRandom;
import org.diffhep.autodiff.engine.PrimitiveContract;
import org.diffhep.autodiff.engine.TestPrimitive;
import org.junit.jupiter.api.Test;

class PrimitiveTest extends PrimitiveContract {

    @Override
    protected Primitive primitive() {
        return new TestPrimitive(0.7);
    }

    @Override
    protected double[][] points() {
        SplittableRandom random = new SplittableRandom(4);
        double[][] points = new double[20][];
        for (int i = 0; i < points.length; i++) {
            points[i] = random.doubles(2, -2, 2).toArray();
        }
        return points;
    }

    @Test
    void equalPrimitivesOfEqualValuesAreOneExpression() {
        Expr met = column("met");
        Expr damped = Expressions.apply(primitive(), met, constant(1));
        assertThat(Expressions.apply(primitive(), met, constant(1))).isSameAs(damped);
        assertThat(Expressions.apply(new TestPrimitive(0.8), met, constant(1))).isNotSameAs(damped);
        assertThat(damped.toString()).isEqualTo("damped(met, 1.0)");
    }

    @Test
    void numberOfValuesIsChecked() {
        assertThatThrownBy(() -> Expressions.apply(primitive(), column("met")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("damped takes 2 values, got 1");
    }
}
