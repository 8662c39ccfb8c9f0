package org.diffhep.stats.internal;

/**
 * Where to look for minima. −ln L can have several where an α changes some yields the same way up and down: then data
 * that pull on those yields are served by either sign. Such α are tried at +1 and at −1.
 *
 * <p>In one dimension, yields ν + ε α² with residuals d have two minima only if Σ d ε / ν &gt; 1/2, so that with residuals
 * of up to five standard deviations |ε/√ν| must exceed a tenth.
 */
final class StartingPoints {
    private static final double SMALLEST_FOLD = 0.1;

    private StartingPoints() {}

    /** The initial values, and where the model has folded α the two further points. */
    static double[][] of(CompiledModel model) {
        boolean[] folded = folded(model);
        boolean any = false;
        for (int p = 0; p < folded.length; p++) {
            any |= folded[p] && !model.fixed[p];
        }
        return any
                ? new double[][] {model.init, moved(model, folded, 1), moved(model, folded, -1)}
                : new double[][] {model.init};
    }

    private static double[] moved(CompiledModel model, boolean[] folded, double alpha) {
        double[] start = model.init.clone();
        for (int p = 0; p < start.length; p++) {
            if (folded[p] && !model.fixed[p]) {
                start[p] = alpha;
            }
        }
        return start;
    }

    /** Per parameter, whether it is an α that moves the same way up and down by enough to matter. */
    private static boolean[] folded(CompiledModel model) {
        int bins = model.bins();
        double[] total = new double[bins];
        double[][] up = new double[model.parameters()][];
        double[][] down = new double[model.parameters()][];
        for (Block block : model.blocks) {
            for (int b = 0; b < block.bins(); b++) {
                total[block.first + b] += block.nominal[b];
            }
            for (int k = 0; k < block.normSysLo.length; k++) {
                int p = block.scalarParameter[block.directFactors + k];
                prepare(up, down, p, bins);
                for (int b = 0; b < block.bins(); b++) {
                    up[p][block.first + b] += (block.normSysHi[k] - 1) * block.nominal[b];
                    down[p][block.first + b] += (block.normSysLo[k] - 1) * block.nominal[b];
                }
            }
            for (int h = 0; h < block.shapeParameter.length; h++) {
                int p = block.shapeParameter[h];
                prepare(up, down, p, bins);
                for (int b = 0; b < block.bins(); b++) {
                    up[p][block.first + b] += block.shapeHi[b][h];
                    down[p][block.first + b] += block.shapeLo[b][h];
                }
            }
        }
        boolean[] folded = new boolean[up.length];
        for (int p = 0; p < up.length; p++) {
            folded[p] = up[p] != null && fold(up[p], down[p], total) > SMALLEST_FOLD;
        }
        return folded;
    }

    private static void prepare(double[][] up, double[][] down, int p, int bins) {
        if (up[p] == null) {
            up[p] = new double[bins];
            down[p] = new double[bins];
        }
    }

    /** |ε/√ν|, ε the part of the two variations that has one sign. */
    private static double fold(double[] up, double[] down, double[] total) {
        double sum = 0;
        for (int b = 0; b < up.length; b++) {
            if (up[b] * down[b] > 0 && total[b] > 0) {
                double least = Math.min(Math.abs(up[b]), Math.abs(down[b]));
                sum += least * least / total[b];
            }
        }
        return Math.sqrt(sum);
    }
}
