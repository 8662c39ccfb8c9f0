package org.diffhep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProblemE1Test {

    /** From the reference of the peers, computed by automatic differentiation in another language: reference/peers. */
    private static final double VALUE = 6.634363791393759;

    private static final double[] GRADIENT = {-0.045310827615338015, 4.484455537724409, -0.04735054806402872};

    private static final Path REFERENCE = Path.of(System.getProperty("diffhep.root"))
            .resolveSibling("shared")
            .resolve("reference/peers/event_N20000");

    @Test
    void valueAndGradientEqualTheReference() {
        try (JvmEngine engine = new JvmEngine(2);
                ProblemE1 problem = ProblemE1.generate(20000, engine)) {
            ProblemE1.ValueAndGradient result = problem.evaluate();
            assertThat(result.value()).isCloseTo(VALUE, Percentage.withPercentage(1e-8));
            for (int i = 0; i < GRADIENT.length; i++) {
                assertThat(result.gradient().get(i)).isCloseTo(GRADIENT[i], Percentage.withPercentage(1e-8));
            }
        }
    }

    @Test
    void theGradientIsTheSlopeForOtherNumbersOfEventsToo() {
        // 4001 does not divide by four: the last sample takes the rest
        E1Events events = E1Events.generate(4001);
        assertThat(events.column("bkg2", "m")).hasSize(4001 - 1000 - 2000);
        double step = 1e-3;
        try (JvmEngine engine = new JvmEngine(1);
                ProblemE1 problem = ProblemE1.bind(events, engine);
                ProblemE1 up = ProblemE1.bind(shifted(events, -step), engine);
                ProblemE1 down = ProblemE1.bind(shifted(events, step), engine)) {
            double slope = (up.evaluate().value() - down.evaluate().value()) / (2 * step);
            assertThat(problem.evaluate().gradient().get(0)).isCloseTo(slope, within(1e-7));
        }
    }

    /** Moving all values down is moving the threshold up. */
    private static E1Events shifted(E1Events events, double by) {
        Map<String, Map<String, double[]>> moved = new java.util.TreeMap<>();
        events.samples().forEach((name, columns) -> {
            Map<String, double[]> changed = new java.util.TreeMap<>(columns);
            changed.computeIfPresent(
                    "c1", (c1, values) -> Arrays.stream(values).map(x -> x + by).toArray());
            moved.put(name, changed);
        });
        return new E1Events(moved);
    }

    @Test
    void generatedEventsEqualTheStoredOnes() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(REFERENCE), "there is no shared/reference beside the checkout");
        E1Events events = E1Events.generate(20000);
        for (String sample : List.of("sig", "bkg1", "bkg2")) {
            for (String column : List.of("c1", "c2", "c3", "m", "w")) {
                double[] stored = npy(REFERENCE.resolve(sample + "_" + column + ".npy"));
                double[] generated = events.column(sample, column);
                assertThat(generated).hasSameSizeAs(stored);
                for (int i = 0; i < stored.length; i++) {
                    // log, pow and cos of two languages differ by an ulp or two
                    assertThat(generated[i])
                            .as(sample + " " + column + " " + i)
                            .isCloseTo(stored[i], within(4 * Math.max(Math.ulp(stored[i]), 1e-13)));
                }
            }
        }
    }

    private static double[] npy(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(10 + bytes.getShort(8));
        double[] values = new double[bytes.remaining() / 8];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    @Test
    void aBinWithoutBackgroundIsNamed() {
        try (JvmEngine engine = new JvmEngine(1);
                ProblemE1 problem = ProblemE1.generate(8, engine)) {
            assertThatThrownBy(problem::evaluate)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageMatching("bin \\d+ of 25 expects no background; take more events");
        }
    }
}
