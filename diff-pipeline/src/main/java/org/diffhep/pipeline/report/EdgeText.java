package org.diffhep.pipeline.report;

import java.util.List;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;

/** Bin edges as text, all with the decimals that show a tenth of the narrowest bin at the optimum. */
record EdgeText(List<String> start, List<String> optimum) {

    static EdgeText of(LearnedEdges edges) {
        double narrowest = Double.POSITIVE_INFINITY;
        for (int i = 1; i < edges.optimum().size(); i++) {
            narrowest =
                    Math.min(narrowest, edges.optimum().get(i) - edges.optimum().get(i - 1));
        }
        int decimals = Figures.decimalsFor(narrowest / 10, 1);
        return new EdgeText(fixed(edges.start(), decimals), fixed(edges.optimum(), decimals));
    }

    private static List<String> fixed(List<Double> edges, int decimals) {
        return edges.stream().map(edge -> Figures.fixed(edge, decimals)).toList();
    }
}
