package org.diffhep.stats.internal;

import org.diffhep.stats.Modifier;

/**
 * Puts other numbers into the templates of a model whose structure stays, without allocating: to be used only by who
 * shares the model with no other thread. After {@link #begin} every number is set once, a sample's nominal yields
 * first; {@link #end} derives what depends on them.
 */
public final class TemplateExchange {
    private final CompiledModel model;

    /**
     * For a model that nobody else uses.
     *
     * @param model model
     */
    public TemplateExchange(CompiledModel model) {
        this.model = model;
    }

    /** Index of a (channel, sample) pair of the model. */
    public int pair(String channel, String sample) {
        int i = 0;
        while (!model.blocks[i].sample.equals(sample)
                || !model.channelNames.get(model.blocks[i].channel).equals(channel)) {
            i++;
        }
        return i;
    }

    /** Index of a modifier among those of its kind in a pair; 0 for kinds that hold no numbers. */
    public int modifier(int pair, Modifier modifier) {
        Block block = model.blocks[pair];
        if (modifier instanceof Modifier.NormSys) {
            return indexOf(block.normSysName, modifier.name());
        }
        if (modifier instanceof Modifier.HistoSys) {
            return indexOf(block.shapeName, modifier.name());
        }
        for (int f = 0; f < block.binFactors.length; f++) {
            if (block.binFactors[f].set.name.equals(modifier.name())) {
                return f;
            }
        }
        return 0;
    }

    private static int indexOf(String[] names, String name) {
        int i = 0;
        while (!names[i].equals(name)) {
            i++;
        }
        return i;
    }

    /** Begins to put in other numbers. */
    public void begin() {
        for (Block block : model.blocks) {
            for (Block.BinFactor factor : block.binFactors) {
                factor.set.beginTemplates();
            }
        }
    }

    /** Nominal yields per bin. */
    public void nominal(int pair, double[] yields) {
        System.arraycopy(yields, 0, model.blocks[pair].nominal, 0, yields.length);
    }

    /**
     * Factors of a normsys.
     *
     * @throws org.diffhep.stats.InvalidModelException if the interpolation cannot take them
     */
    public void normSys(int pair, int k, Modifier.NormSys normSys) {
        Block block = model.blocks[pair];
        ModelCompiler.requireInterpolable(model.codes, model.channelNames.get(block.channel), block.sample, normSys);
        block.setNormSys(k, normSys.lo(), normSys.hi());
    }

    /** Low and high yields of a histosys, per bin. */
    public void shape(int pair, int h, double[] lo, double[] hi) {
        model.blocks[pair].setShape(h, lo, hi);
    }

    /** Uncertainties of a staterror or shapesys, per bin. */
    public void uncertainties(int pair, int f, double[] uncertainties) {
        Block block = model.blocks[pair];
        Block.BinFactor factor = block.binFactors[f];
        System.arraycopy(uncertainties, 0, factor.uncertainties, 0, uncertainties.length);
        if (factor.set.kind == ParameterSet.Kind.SHAPE_SYS) {
            factor.set.setShapeSys(block.nominal, uncertainties);
        } else {
            factor.set.addStatError(factor.offset, block.nominal, uncertainties);
        }
    }

    /**
     * Derives widths of constraints, and which parameters are held.
     *
     * @throws org.diffhep.stats.InvalidModelException if a constraint is left without a width
     */
    public void end() {
        ParameterSet last = null;
        for (int p = 0; p < model.init.length; p++) {
            ParameterSet set = model.sets[p];
            if (set != last) {
                set.endTemplates();
                last = set;
            }
            int i = model.elementOfSet[p];
            model.fixed[p] = set.fixed[i];
            if (model.constraint[p] != ParameterSet.UNCONSTRAINED) {
                model.width[p] = set.width[i];
                model.auxiliary[p] = set.auxiliary[i];
            }
        }
        model.forgetStartingPoints();
    }
}
