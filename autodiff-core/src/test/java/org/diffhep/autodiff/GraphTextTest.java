package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTextTest {

    private static final Parameter CUT =
            Parameter.of("jet_pt", 30).within(25, 60).scale(2).unit("GeV");

    private static Graph graph() {
        Expressions.Collection jets = Expressions.collection("Jet");
        Expr good = jets.column("pt").above(Expressions.parameter(CUT), width(4));
        Expr weight = Expressions.column("weight \"w\"");
        return Graph.of(List.of(
                Total.of("two jets", weight.times(good.atLeast(2))),
                Total.of("sum", jets.column("pt").sum(good).over(2))));
    }

    @Test
    void textWritesWhatIsSharedOnce() {
        assertThat(graph().text()).isEqualTo("""
                        parameter jet_pt = 30.0 GeV within [25.0, 60.0], scale 2.0
                        columns weight "w", Jet.pt
                        two jets
                          multiply [event]
                            weight "w"
                            count ≥ 2 [event]
                              #1 cut of width 4.0 [objects of Jet]
                                subtract [objects of Jet]
                                  Jet.pt
                                  jet_pt
                        sum
                          divide [event]
                            sum [event]
                              multiply [objects of Jet]
                                Jet.pt
                                #1 cut of width 4.0 as above
                            2.0
                        """);
    }

    @Test
    void dotHasANodeForEachExpressionAndAnEdgeForEachInput() {
        Graph graph = graph();
        String dot = graph.dot();

        assertThat(dot).startsWith("digraph diffhep {\n").endsWith("}\n");
        int edges =
                graph.nodes().stream().mapToInt(node -> node.inputs().size()).sum();
        assertThat(dot.lines().filter(line -> line.contains(" -> n"))).hasSize(edges);
        assertThat(dot.lines().filter(line -> line.contains("peripheries=2"))).hasSize(2);
        assertThat(dot.lines().filter(line -> line.matches("  n\\d+ \\[label=.*")))
                .hasSize(graph.nodes().size());
        assertThat(dot)
                .contains("[label=\"weight \\\"w\\\"\", shape=box]")
                .contains("[label=\"jet_pt\", style=filled, fillcolor=gold]")
                .contains("[label=\"cut of width 4.0\\nobjects of Jet\"]");
    }

    @Test
    void columnsAndParametersAreThoseRead() {
        assertThat(graph().columns()).containsExactly("weight \"w\"", "Jet.pt");
        assertThat(graph().parameters()).containsExactly(CUT);
    }

    @Test
    void costRunsOverObjectsWhereTheWorkIs() {
        GraphCost cost = graph().cost();

        assertThat(cost.rows())
                .anySatisfy(row -> {
                    assertThat(row.kind()).isEqualTo("count");
                    assertThat(row.domain()).hasToString("objects of Jet");
                    assertThat(row.operations()).isEqualTo(9);
                })
                .anySatisfy(row -> {
                    assertThat(row.kind()).isEqualTo("divide");
                    assertThat(row.domain()).isEqualTo(Domain.EVENT);
                    assertThat(row.nodes()).isEqualTo(1);
                });
        double none = cost.perEvent(collection -> 0);
        double one = cost.perEvent(collection -> 1);
        assertThat(cost.perEvent(collection -> 5)).isEqualTo(none + 5 * (one - none));
        // column, difference, cut, count, product, sum
        assertThat(one - none).isEqualTo(1 + 1 + 25 + 9 + 1 + 1);
    }
}
