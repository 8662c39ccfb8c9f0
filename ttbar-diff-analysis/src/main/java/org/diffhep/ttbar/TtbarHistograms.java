package org.diffhep.ttbar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.events.EventTable;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.pipeline.SampleReader;

/**
 * AGC's event loop: all histograms of all samples, by AGC's names, {@code 4j1b_ttbar} and {@code 4j1b_ttbar_pt_scale_up}.
 *
 * @param histograms 25 bins from 50 to 550 GeV, with the unweighted number of events of each bin
 * @param events events read
 * @param seconds wall-clock time
 * @param bytesRead bytes read from files
 * @param bytesDecompressed bytes after decompression
 */
public record TtbarHistograms(
        Map<String, CountedHistogram> histograms, long events, double seconds, long bytesRead, long bytesDecompressed) {

    private static final Axis AXIS = Axis.regular(25, 50, 550);
    private static final double BANDWIDTH = 5;

    public TtbarHistograms {
        histograms = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
    }

    /** A histogram, and how many events each bin holds: whole numbers with hard cuts, expected numbers with soft ones. */
    public record CountedHistogram(Histogram histogram, List<Double> entries) {

        public CountedHistogram {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Fills all histograms.
     *
     * @param input the samples
     * @param version v1 or v2
     * @param cuts thresholds by parameter name; those not named are AGC's
     * @param allVariations whether variations are filled too
     * @param hard hard cuts, or soft ones at temperature 1
     * @param threads how many threads read, and how many compute meanwhile
     * @throws org.diffhep.pipeline.InvalidInputException if a name, a value or an input is wrong
     */
    public static TtbarHistograms fill(
            TtbarInput input,
            String version,
            Map<String, Double> cuts,
            boolean allVariations,
            boolean hard,
            int threads) {
        long began = System.nanoTime();
        Map<String, CountedHistogram> all = new LinkedHashMap<>();
        long events = 0;
        long read = 0;
        long decompressed = 0;
        try (JvmEngine engine = new JvmEngine(threads)) {
            for (Plan plan : plans(input, version, cuts, allVariations)) {
                plan.reader.read(
                        threads, table -> plan.add(engine, table, hard ? Relaxation.HARD : Relaxation.soft(1)));
                plan.addTo(all);
                events += plan.reader.entries();
                read += plan.reader.bytesRead();
                decompressed += plan.reader.bytesDecompressed();
            }
        }
        return new TtbarHistograms(all, events, (System.nanoTime() - began) * 1e-9, read, decompressed);
    }

    /**
     * Reads all events into memory, so that what comes after reading can be timed.
     *
     * @param threads how many threads compute when histograms are filled
     * @return fills all histograms with hard cuts each time it is asked
     */
    public static Supplier<TtbarHistograms> inMemory(
            TtbarInput input, String version, boolean allVariations, int threads) {
        Map<Plan, List<EventTable>> tables = new LinkedHashMap<>();
        for (Plan plan : plans(input, version, Map.of(), allVariations)) {
            List<EventTable> read = new ArrayList<>();
            plan.reader.read(read::add);
            tables.put(plan, read);
        }
        return () -> {
            long began = System.nanoTime();
            Map<String, CountedHistogram> all = new LinkedHashMap<>();
            long events = 0;
            try (JvmEngine engine = new JvmEngine(threads)) {
                for (Map.Entry<Plan, List<EventTable>> sample : tables.entrySet()) {
                    Plan plan = sample.getKey();
                    plan.clear();
                    sample.getValue().forEach(table -> plan.add(engine, table, Relaxation.HARD));
                    plan.addTo(all);
                    events += plan.reader.entries();
                }
            }
            return new TtbarHistograms(all, events, (System.nanoTime() - began) * 1e-9, 0, 0);
        };
    }

    private static List<Plan> plans(TtbarInput input, String version, Map<String, Double> cuts, boolean allVariations) {
        TtbarCuts fixed = TtbarCuts.of(TtbarVersion.named(version)).with(cuts);
        TtbarSelectionModel model = TtbarSelectionModel.of(TtbarVersion.named(version), fixed);
        SampleCatalogue catalogue = input.open();
        return samples(catalogue, allVariations).stream()
                .map(sample -> new Plan(catalogue, model, sample, allVariations))
                .toList();
    }

    private record SampleName(String process, String variation) {}

    private static Set<SampleName> samples(SampleCatalogue catalogue, boolean allVariations) {
        Set<SampleName> names = new LinkedHashSet<>();
        for (SampleCatalogue.SampleFile file : catalogue.files()) {
            if (allVariations || file.variation().equals(TtbarVariation.NOMINAL)) {
                names.add(new SampleName(file.process(), file.variation()));
            }
        }
        return names;
    }

    /** The histograms of one sample. */
    private static final class Plan {

        final SampleReader reader;
        private final Graph graph;
        private final Map<String, Place> places = new LinkedHashMap<>();
        private final double[] parameters;
        private final double[][] sums;

        private record Place(int reduction, int weight) {}

        Plan(SampleCatalogue catalogue, TtbarSelectionModel model, SampleName sample, boolean allVariations) {
            boolean nominal = sample.variation().equals(TtbarVariation.NOMINAL);
            List<Reduction> fills = new ArrayList<>();
            Expr weight = Expressions.column(SampleReader.WEIGHT);
            for (String region : List.of("4j1b", "4j2b")) {
                String name = region + "_" + sample.process();
                Map<String, Expr> weights = new LinkedHashMap<>();
                weights.put(nominal ? name : name + "_" + sample.variation(), weight);
                if (nominal && allVariations) {
                    TtbarVariation.ofWeight(sample.process(), model)
                            .forEach((variation, factor) -> weights.put(name + "_" + variation, weight.times(factor)));
                }
                add(model, region, Map.of(), weights, fills);
                if (nominal && allVariations) {
                    for (String variation : TtbarVariation.ofJets()) {
                        Map<Expr, Expr> replacements = TtbarVariation.replacements(variation, model);
                        add(model, region, replacements, Map.of(name + "_" + variation, weight), fills);
                    }
                }
            }
            graph = Graph.of(fills);
            parameters = graph.parameters().stream()
                    .mapToDouble(parameter -> parameter.start())
                    .toArray();
            sums = fills.stream().map(fill -> new double[fill.size()]).toArray(double[][]::new);
            reader = new SampleReader(
                    catalogue,
                    sample.process(),
                    sample.variation(),
                    graph.nodes(),
                    TtbarVariation.maker(graph.nodes()));
        }

        /** One fill with all its weights, and one more weight of 1 that counts the events. */
        private void add(
                TtbarSelectionModel model,
                String region,
                Map<Expr, Expr> replacements,
                Map<String, Expr> weights,
                List<Reduction> fills) {
            boolean control = region.equals("4j1b");
            Expr observable = control ? model.ht() : model.trijetMass();
            Expr probability = control ? model.in4j1b() : model.in4j2b().times(model.topCandidate());
            List<Expr> all = new ArrayList<>(weights.values());
            all.add(Expressions.constant(1));
            int number = 0;
            for (String name : weights.keySet()) {
                places.put(name, new Place(fills.size(), number++));
            }
            Expr varied = observable.substitute(replacements);
            fills.add(HistogramFill.of(
                    weights.keySet().iterator().next(),
                    AXIS,
                    varied.isDifferentiable() ? BANDWIDTH : 0,
                    varied,
                    probability.substitute(replacements),
                    all));
        }

        void add(JvmEngine engine, EventTable table, Relaxation relaxation) {
            try (BoundGraph bound = engine.bind(graph, EventSource.of(SampleReader.batch(table)))) {
                double[][] part = bound.forward(parameters, relaxation);
                for (int r = 0; r < sums.length; r++) {
                    for (int i = 0; i < sums[r].length; i++) {
                        sums[r][i] += part[r][i];
                    }
                }
            }
        }

        void clear() {
            for (double[] each : sums) {
                Arrays.fill(each, 0);
            }
        }

        void addTo(Map<String, CountedHistogram> all) {
            places.forEach((name, place) -> {
                HistogramFill fill = (HistogramFill) graph.reductions().get(place.reduction());
                Histogram counts = fill.histogram(sums[place.reduction()], fill.weights() - 1);
                List<Double> entries = Arrays.stream(counts.values()).boxed().toList();
                all.put(name, new CountedHistogram(fill.histogram(sums[place.reduction()], place.weight()), entries));
            });
        }
    }
}
