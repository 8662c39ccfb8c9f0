package org.diffhep.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;

/**
 * The events of problem E1: a quarter signal, half background 1, the rest background 2.
 *
 * @param samples by name, {@code sig}, {@code bkg1}, {@code bkg2}: columns c1 (cut from below at 80), c2 (at 0.4), c3 (from above at
 *     2.8), m (filled, GeV) and w (weight)
 */
record E1Events(Map<String, Map<String, double[]>> samples) {

    E1Events {
        samples = Map.copyOf(samples);
    }

    /** Generates the events for any total number from 4 on. */
    static E1Events generate(int events) {
        if (events < 4) {
            throw new IllegalArgumentException("--events must be 4 or more, got " + events);
        }
        int signal = events / 4;
        int background = events / 2;
        return new E1Events(Map.of(
                "sig", signal(signal),
                "bkg1", background1(background),
                "bkg2", background2(events - signal - background)));
    }

    private static Map<String, double[]> signal(int n) {
        return columns(
                n,
                0,
                200,
                i -> 60 + CounterGenerator.exponential(0, i, 60),
                i -> CounterGenerator.kumaraswamy(10, i, 4, 2),
                i -> CounterGenerator.normal(20, i, 2.0, 0.6),
                i -> CounterGenerator.normal(30, i, 500, 60));
    }

    private static Map<String, double[]> background1(int n) {
        return columns(
                n,
                1000,
                10000,
                i -> 30 + CounterGenerator.exponential(1000, i, 40),
                i -> CounterGenerator.kumaraswamy(1010, i, 2, 5),
                i -> CounterGenerator.normal(1020, i, 3.0, 0.8),
                i -> 150 + CounterGenerator.exponential(1030, i, 200));
    }

    private static Map<String, double[]> background2(int n) {
        return columns(
                n,
                2000,
                3000,
                i -> 20 + CounterGenerator.exponential(2000, i, 50),
                i -> CounterGenerator.kumaraswamy(2010, i, 2, 2),
                i -> CounterGenerator.normal(2020, i, 2.5, 1.0),
                i -> CounterGenerator.normal(2030, i, 400, 150));
    }

    private static Map<String, double[]> columns(
            int n,
            long stream,
            double yield,
            LongToDoubleFunction c1,
            LongToDoubleFunction c2,
            LongToDoubleFunction c3,
            LongToDoubleFunction m) {
        return Map.of(
                "c1", filled(n, c1),
                "c2", filled(n, c2),
                "c3", filled(n, c3),
                "m", filled(n, m),
                "w", filled(n, i -> yield / n * (0.5 + CounterGenerator.uniform(stream + 40, i))));
    }

    private static double[] filled(int n, LongToDoubleFunction value) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = value.applyAsDouble(i);
        }
        return values;
    }

    /** Some samples as what engines take, one batch each. */
    EventSource source(String... names) {
        return EventSource.of(List.of(names).stream().map(this::batch).toList());
    }

    /** One column of one sample; owned by this. */
    double[] column(String sample, String name) {
        return Objects.requireNonNull(columns(sample).get(name), name);
    }

    private Map<String, double[]> columns(String sample) {
        return Objects.requireNonNull(samples.get(sample), sample);
    }

    private EventBatch batch(String sample) {
        EventBatch.Builder batch = EventBatch.of(column(sample, "m").length);
        columns(sample).forEach((name, values) -> batch.column(name, NumberColumn.of(values)));
        return batch.build();
    }
}
