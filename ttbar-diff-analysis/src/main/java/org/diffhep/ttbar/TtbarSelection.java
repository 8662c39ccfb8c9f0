package org.diffhep.ttbar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.pipeline.SampleReader;

/**
 * The conventional selection of one file, event by event: the expressions of the analysis with hard cuts.
 *
 * @param events those in a region, in the order of the file
 * @param cutflow number of events after each cut: {@code all}, {@code 1l}, {@code 4j}, {@code >=1b}
 */
public record TtbarSelection(List<SelectedEvent> events, Map<String, Long> cutflow) {

    private static final int BLOCK = 4096;

    public TtbarSelection {
        events = List.copyOf(events);
        cutflow = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(cutflow));
    }

    /**
     * One event.
     *
     * @param entry position in the file, from 0
     * @param run run number; empty if the file does not say
     * @param luminosityBlock luminosity block; empty if the file does not say
     * @param event event number, unsigned; empty if the file does not say
     * @param region 4j1b or 4j2b
     * @param observable HT in 4j1b, m(bjj) in 4j2b, GeV
     * @param trijet in 4j2b positions i &lt; j &lt; k of the top candidate's jets among the selected jets
     */
    public record SelectedEvent(
            long entry,
            OptionalLong run,
            OptionalLong luminosityBlock,
            OptionalLong event,
            String region,
            double observable,
            Optional<List<Integer>> trijet) {}

    /**
     * Selects the events of a NanoAOD file.
     *
     * @param naming how its columns are called
     * @param version v1 or v2
     * @param variation nominal, pt_scale_up, pt_res_up, or one of the weight, which selects as nominal
     * @param cuts thresholds by parameter name; those not named are AGC's
     * @throws org.diffhep.pipeline.InvalidInputException if a name or a value is wrong
     */
    public static TtbarSelection select(
            EventLocation file, ColumnNaming naming, String version, String variation, Map<String, Double> cuts) {
        TtbarCuts fixed = TtbarCuts.of(TtbarVersion.named(version)).with(cuts);
        TtbarSelectionModel model = TtbarSelectionModel.of(TtbarVersion.named(version), fixed);
        Map<Expr, Expr> replacements = TtbarVariation.replacements(variation, model);
        Evaluation evaluation = new Evaluation(model, replacements);
        try (EventFile events = file.open()) {
            EventTableSource source = naming.of(events.table(naming.eventsTable(events)));
            List<String> columns = new ArrayList<>(SampleReader.branches(evaluation.expressions));
            List<String> present =
                    source.columns().stream().map(column -> column.name()).toList();
            for (String label : List.of("run", "luminosityBlock", "event")) {
                if (present.contains(label)) {
                    columns.add(label);
                }
            }
            for (long first = 0; first < source.entries(); first += BLOCK) {
                EventTable table = source.read(columns, first, Math.min(source.entries(), first + BLOCK));
                evaluation.add(TtbarVariation.withResolution(table), first);
            }
        }
        return new TtbarSelection(evaluation.selected, evaluation.cutflow);
    }

    private static final class Evaluation {

        final List<Expr> expressions;
        final List<SelectedEvent> selected = new ArrayList<>();
        final Map<String, Long> cutflow = new LinkedHashMap<>();
        private final double[] parameters;

        Evaluation(TtbarSelectionModel model, Map<Expr, Expr> replacements) {
            List<Expr> nominal = List.of(
                    model.oneLepton(),
                    model.fourJets(),
                    model.in4j1b(),
                    model.in4j2b(),
                    model.ht(),
                    model.trijetMass(),
                    model.topCandidate(),
                    model.goodJet());
            expressions = nominal.stream()
                    .map(expression -> expression.substitute(replacements))
                    .toList();
            parameters = Graph.ofExpressions(expressions).parameters().stream()
                    .mapToDouble(parameter -> parameter.start())
                    .toArray();
            for (String cut : List.of("all", "1l", "4j", ">=1b")) {
                cutflow.put(cut, 0L);
            }
        }

        void add(EventTable table, long first) {
            List<double[]> values =
                    JvmEngine.evaluate(expressions, SampleReader.batch(table), parameters, Relaxation.HARD);
            int[] jets = table.offsets("Jet");
            int triple = 0;
            for (int event = 0; event < table.entries(); event++) {
                boolean in4j1b = values.get(2)[event] != 0;
                boolean in4j2b = values.get(3)[event] != 0;
                count("all", true);
                count("1l", values.get(0)[event] != 0);
                count("4j", values.get(1)[event] != 0);
                count(">=1b", in4j1b || in4j2b);
                int n = jets[event + 1] - jets[event];
                int triples = n * (n - 1) * (n - 2) / 6;
                if (in4j1b) {
                    add(table, event, first, "4j1b", values.get(4)[event], Optional.empty());
                } else if (in4j2b) {
                    int chosen = triple;
                    while (values.get(6)[chosen] == 0) {
                        chosen++;
                    }
                    List<Integer> positions = positions(chosen - triple, n, jets[event], values.get(7));
                    add(table, event, first, "4j2b", values.get(5)[chosen], Optional.of(positions));
                }
                triple += triples;
            }
        }

        private void count(String cut, boolean passed) {
            if (passed) {
                cutflow.merge(cut, 1L, Long::sum);
            }
        }

        private void add(
                EventTable table,
                int event,
                long first,
                String region,
                double observable,
                Optional<List<Integer>> trijet) {
            selected.add(new SelectedEvent(
                    first + event,
                    label(table, "run", event),
                    label(table, "luminosityBlock", event),
                    label(table, "event", event),
                    region,
                    observable,
                    trijet));
        }

        private static OptionalLong label(EventTable table, String column, int event) {
            return table.has(column) ? OptionalLong.of(table.column(column).getLong(event)) : OptionalLong.empty();
        }

        /** The members of a triple of stored jets, counted among the selected jets. */
        private static List<Integer> positions(int triple, int n, int firstJet, double[] good) {
            int[] selectedBefore = new int[n + 1];
            for (int jet = 0; jet < n; jet++) {
                selectedBefore[jet + 1] = selectedBefore[jet] + (good[firstJet + jet] != 0 ? 1 : 0);
            }
            int number = 0;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    for (int k = j + 1; k < n; k++) {
                        if (number++ == triple) {
                            return List.of(selectedBefore[i], selectedBefore[j], selectedBefore[k]);
                        }
                    }
                }
            }
            throw new IllegalStateException("there is no triple " + triple + " of " + n + " jets");
        }
    }
}
