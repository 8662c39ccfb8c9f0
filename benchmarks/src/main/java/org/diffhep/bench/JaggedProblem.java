package org.diffhep.bench;

import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions.Collection;
import org.diffhep.autodiff.Expressions.Combined;
import org.diffhep.autodiff.FourVector;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.pipeline.SampleReader;

/**
 * An analysis with objects, written with the public expressions alone: exactly one lepton, four jets or more; HT where one of them has a b
 * tag, the mass of the trijet with the largest pT where two or more have. Ten systematics: two that change the jets (energy
 * scale up and down, through the whole selection) and eight that change the weight (four jets, up and down). Three
 * thresholds are parameters.
 */
final class JaggedProblem {

    /** The nominal analysis and ten systematics. */
    static final int VARIATIONS = 11;

    private static final Parameter JET_PT = Parameter.of("jet_pt", 30);
    private static final Parameter LEPTON_PT = Parameter.of("lepton_pt", 25);
    private static final Parameter BTAG = Parameter.of("btag", 0.5);
    private static final double[] AT = {30, 25, 0.5};
    private static final Axis AXIS = Axis.regular(25, 50, 550);

    private final Graph graph;
    private final EventSource events;
    private final double[][] cotangents;

    private JaggedProblem(Graph graph, EventSource events) {
        this.graph = graph;
        this.events = events;
        Random random = new Random(1);
        this.cotangents = graph.reductions().stream()
                .map(reduction -> random.doubles(reduction.size(), -1, 1).toArray())
                .toArray(double[][]::new);
    }

    /** The problem over all events of a NanoAOD file, which are read into memory. */
    static JaggedProblem of(Path file) {
        Graph graph = Graph.withParameters(fills(), List.of(JET_PT, LEPTON_PT, BTAG));
        try (EventFile opened = EventFile.open(file)) {
            EventTableSource source = opened.table("Events");
            return new JaggedProblem(
                    graph,
                    EventSource.of(SampleReader.batch(
                            source.read(SampleReader.branches(graph.nodes()), 0, source.entries()))));
        }
    }

    long events() {
        return events.events();
    }

    /** The problem bound to an engine. */
    BoundGraph bind(Engine engine) {
        return engine.bind(graph, events);
    }

    /** All histograms with hard cuts. */
    static double[][] hard(BoundGraph bound) {
        return bound.forward(AT, Relaxation.HARD);
    }

    /** All histograms with soft cuts, and a gradient that all of them take part in. */
    double[] softWithGradient(BoundGraph bound) {
        return bound.linearise(AT, Relaxation.soft(1)).pullBack(cotangents);
    }

    private static List<Reduction> fills() {
        Collection jets = collection("Jet");
        Expr pt = jets.column("pt");
        Expr good = allOf(
                pt.above(parameter(JET_PT), width(4)),
                jets.column("eta").abs().below(2.4),
                jets.column("jetId").hasBits(4));
        Expr tagged = good.and(jets.column("btagCSVV2").above(parameter(BTAG), width(0.05)));
        Expr fourJets = lepton().exactly(1).and(good.atLeast(4));
        Combined trijets = jets.triples();
        FourVector trijet = FourVector.ofPtEtaPhiMass(pt, jets.column("eta"), jets.column("phi"), jets.column("mass"))
                .summedOver(trijets);
        Expr candidate = trijets.all(good).and(trijets.any(tagged));
        Expr top = fourJets.and(tagged.atLeast(2)).times(trijet.pt().chooseLargest(candidate));
        Expr weight = column("genWeight");
        List<Expr> weights = new ArrayList<>(List.of(weight));
        for (int jet = 0; jet < 4; jet++) {
            for (double size : new double[] {0.075 / 50, -0.075 / 50}) {
                weights.add(weight.times(pt.selected(jet, good).times(size).plus(1)));
            }
        }
        List<Reduction> fills = new ArrayList<>();
        for (double scale : new double[] {1, 1.03, 0.97}) {
            Map<Expr, Expr> jetScale = Map.of(pt, pt.times(scale));
            List<Expr> mine = scale == 1 ? weights : List.of(weight);
            Map<Expr, Expr> change = scale == 1 ? Map.of() : jetScale;
            fills.add(fill("HT", 5, pt.sum(good), fourJets.and(tagged.exactly(1)), mine, change));
            fills.add(fill("m(bjj)", 0, trijet.mass(), top, mine, change));
        }
        return fills;
    }

    private static HistogramFill fill(
            String label,
            double bandwidth,
            Expr observable,
            Expr probability,
            List<Expr> weights,
            Map<Expr, Expr> change) {
        return HistogramFill.of(
                label, AXIS, bandwidth, observable.substitute(change), probability.substitute(change), weights);
    }

    private static Expr lepton() {
        Collection electrons = collection("Electron");
        Collection muons = collection("Muon");
        return concatenate(
                allOf(
                        electrons.column("pt").above(parameter(LEPTON_PT), width(3)),
                        electrons.column("eta").abs().below(2.1),
                        electrons.column("cutBased").equalTo(4),
                        electrons.column("sip3d").below(4)),
                allOf(
                        muons.column("pt").above(parameter(LEPTON_PT), width(3)),
                        muons.column("eta").abs().below(2.1),
                        muons.column("tightId").equalTo(1),
                        muons.column("sip3d").below(4),
                        muons.column("pfRelIso04_all").below(0.15)));
    }
}
