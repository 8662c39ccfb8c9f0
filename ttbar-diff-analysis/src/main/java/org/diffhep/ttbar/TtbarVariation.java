package org.diffhep.ttbar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventTable;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.SampleReader;

/**
 * AGC's variations by name: of the jets ({@code pt_scale_up}, {@code pt_res_up}), which change the selection, and of the
 * weight ({@code btag_var_0_up} …, {@code scale_var_up} …), which do not.
 */
final class TtbarVariation {

    static final String NOMINAL = "nominal";
    private static final String SCALE = "pt_scale_up";
    private static final String RESOLUTION = "pt_res_up";
    private static final String RESOLUTION_FACTOR = SampleReader.MADE + "resolution";
    /** The factor of the resolution for each number of thousandths of a GeV beyond whole ones. */
    private static final double[] FACTORS = factors();

    private TtbarVariation() {}

    /** Variations that change the jets. */
    static List<String> ofJets() {
        return List.of(SCALE, RESOLUTION);
    }

    /** Factors on the weight by name, for one process. */
    static Map<String, Expr> ofWeight(String process, TtbarSelectionModel model) {
        Map<String, Expr> factors = new java.util.LinkedHashMap<>();
        for (int jet = 0; jet < 4; jet++) {
            factors.put("btag_var_" + jet + "_up", model.btagVariation(jet, 1));
            factors.put("btag_var_" + jet + "_down", model.btagVariation(jet, -1));
        }
        if (process.equals("wjets")) {
            factors.put("scale_var_up", Expressions.constant(1.025));
            factors.put("scale_var_down", Expressions.constant(0.975));
        }
        return factors;
    }

    /**
     * What a variation replaces in the selection; nothing for the nominal one and for variations of the weight.
     *
     * @throws InvalidInputException if there is no variation of this name
     */
    static Map<Expr, Expr> replacements(String variation, TtbarSelectionModel model) {
        Expr pt = model.jetPt();
        if (variation.equals(SCALE)) {
            return Map.of(pt, pt.times(1.03));
        }
        if (variation.equals(RESOLUTION)) {
            return Map.of(pt, pt.times(resolution()));
        }
        List<String> known = new ArrayList<>(List.of(NOMINAL));
        known.addAll(ofJets());
        known.addAll(ofWeight("wjets", model).keySet());
        if (!known.contains(variation)) {
            throw new InvalidInputException("--variation is " + variation + "; there are " + String.join(", ", known));
        }
        return Map.of();
    }

    /** What must be made before some expressions can be evaluated: the factor of the resolution, if one of them reads it. */
    static UnaryOperator<EventTable> maker(List<Expr> nodes) {
        return nodes.contains(resolution()) ? TtbarVariation::withResolution : UnaryOperator.identity();
    }

    private static Expr resolution() {
        return Expressions.collection("Jet").column(RESOLUTION_FACTOR);
    }

    /**
     * Adds the factor of the jet energy resolution to a table: 1 + 0.05·Φ⁻¹(u) with u = 0.001·(⌊1000·pT⌋ mod 1000) + 0.0005,
     * the deterministic smearing of AGC's RDataFrame implementation; AGC's own draws are not reproducible.
     */
    static EventTable withResolution(EventTable table) {
        Column pt = table.column("Jet_pt");
        double[] factors = pt.toDoubles();
        for (int i = 0; i < factors.length; i++) {
            factors[i] = FACTORS[(int) Math.floorMod((long) (1000 * factors[i]), 1000L)];
        }
        return SampleReader.withColumn(
                table,
                Column.jagged("Jet_" + RESOLUTION_FACTOR, ColumnType.FLOAT64, factors, table.offsets("Jet"), "Jet"));
    }

    private static double[] factors() {
        NormalDistribution normal = new NormalDistribution();
        double[] factors = new double[1000];
        for (int thousandths = 0; thousandths < factors.length; thousandths++) {
            factors[thousandths] = 1 + 0.05 * normal.inverseCumulativeProbability(0.001 * thousandths + 0.0005);
        }
        return factors;
    }
}
