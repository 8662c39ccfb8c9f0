package org.diffhep.pipeline;

import java.util.List;
import java.util.stream.DoubleStream;
import org.diffhep.stats.Modifier;

/**
 * A systematic given by histograms as two modifiers of one name, as cabinetry's NormPlusShape: a change of the yield and a
 * change of the shape at the nominal yield.
 *
 * <p>With N = Σ nominal: hi = ΣU/N and hi_data = U·N/ΣU; lo and lo_data likewise from the histogram at −1σ. Symmetrised: lo =
 * 2 − hi and lo_data = 2·nominal − hi_data.
 */
public final class NormPlusShape {

    /**
     * A yield that more than doubles under a variation, as that of a few events may, has no mirror image: its factor at −1σ
     * stays here.
     */
    static final double SMALLEST_FACTOR = 0.01;

    private NormPlusShape() {}

    /**
     * From histograms at +1σ and −1σ.
     *
     * @return normsys and histosys; none if a yield is not positive
     */
    public static List<Modifier> of(String name, double[] nominal, double[] up, double[] down) {
        if (!(sum(nominal) > 0 && sum(up) > 0 && sum(down) > 0)) {
            return List.of();
        }
        return List.of(
                new Modifier.NormSys(name, sum(down) / sum(nominal), sum(up) / sum(nominal)),
                new Modifier.HistoSys(name, shape(down, nominal), shape(up, nominal)));
    }

    /**
     * From the histogram at +1σ alone, its effect mirrored.
     *
     * @return normsys and histosys; none if a yield is not positive
     */
    public static List<Modifier> symmetrised(String name, double[] nominal, double[] up) {
        if (!(sum(nominal) > 0 && sum(up) > 0)) {
            return List.of();
        }
        double factor = sum(up) / sum(nominal);
        double[] high = shape(up, nominal);
        double[] low = new double[high.length];
        for (int i = 0; i < low.length; i++) {
            low[i] = 2 * nominal[i] - high[i];
        }
        return List.of(
                new Modifier.NormSys(name, Math.max(2 - factor, SMALLEST_FACTOR), factor),
                new Modifier.HistoSys(name, low, high));
    }

    /** The varied histogram with the yield of the nominal one. */
    private static double[] shape(double[] varied, double[] nominal) {
        double factor = sum(nominal) / sum(varied);
        return DoubleStream.of(varied).map(yield -> yield * factor).toArray();
    }

    private static double sum(double[] values) {
        double total = 0;
        for (double value : values) {
            total += value;
        }
        return total;
    }
}
