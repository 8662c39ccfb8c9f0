package org.diffhep.cli.ttbar;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.GraphCost;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.pipeline.Analysis;
import org.diffhep.ttbar.ShippedSample;
import org.diffhep.ttbar.TtbarAnalysis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttbar graph}: the expressions that the optimisation differentiates. */
@Command(
        name = "graph",
        description =
                "Print the graph of the measurement: all histograms of one sample as expressions of columns and cuts.")
public final class GraphCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--sample",
            paramLabel = "PROCESS",
            defaultValue = "ttbar",
            description = "Whose graph. Default: ${DEFAULT-VALUE}.")
    private String sample = "ttbar";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = {
                "text: indented, what is shared has a number; dot: for Graphviz; cost: operations by kind. Default: ${DEFAULT-VALUE}."
            })
    private Format format = Format.TEXT;

    /** How it is printed. */
    enum Format {
        TEXT,
        DOT,
        COST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Prints to this console. */
    public GraphCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Analysis analysis = TtbarAnalysis.measurement(ShippedSample.open().processes());
        Graph graph = analysis.graph(sample);
        switch (format) {
            case TEXT -> print(graph.text());
            case DOT -> print(graph.dot());
            case COST -> printCost(graph.cost());
        }
        return ExitCodes.DONE;
    }

    private void print(String text) {
        text.lines().forEach(console::print);
    }

    private void printCost(GraphCost cost) {
        console.print(String.format(Locale.ROOT, "%-28s %-16s %6s %12s", "for each", "kind", "nodes", "operations"));
        for (GraphCost.Row row : cost.rows()) {
            console.print(String.format(
                    Locale.ROOT, "%-28s %-16s %6d %12.0f", row.domain(), row.kind(), row.nodes(), row.operations()));
        }
    }
}
