package org.diffhep.stats;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.TemplateExchange;

/**
 * Which number of some channels is which of a compiled model, so that channels of the same structure with other numbers
 * can take their place without a look-up.
 */
final class TemplateBinding {
    private final List<Channel> structure;
    private final TemplateExchange exchange;
    /** Per channel and sample. */
    private final int[][] pairs;
    /** Per channel, sample and modifier. */
    private final int[][][] places;

    /**
     * Finds all places.
     *
     * @param channels what the model was made of
     * @param model a model that nobody else uses
     */
    TemplateBinding(List<Channel> channels, CompiledModel model) {
        structure = new ArrayList<>(channels);
        exchange = new TemplateExchange(model);
        pairs = new int[channels.size()][];
        places = new int[channels.size()][][];
        for (int c = 0; c < pairs.length; c++) {
            List<Sample> samples = channels.get(c).samples();
            pairs[c] = new int[samples.size()];
            places[c] = new int[samples.size()][];
            for (int s = 0; s < samples.size(); s++) {
                List<Modifier> modifiers = samples.get(s).modifiers();
                pairs[c][s] =
                        exchange.pair(channels.get(c).name(), samples.get(s).name());
                places[c][s] = new int[modifiers.size()];
                for (int m = 0; m < modifiers.size(); m++) {
                    places[c][s][m] = exchange.modifier(pairs[c][s], modifiers.get(m));
                }
            }
        }
    }

    /** Whether channels have the same structure: names, types and numbers of bins, in the same order. */
    boolean fits(List<Channel> channels) {
        if (channels.size() != structure.size()) {
            return false;
        }
        for (int c = 0; c < pairs.length; c++) {
            if (!fits(channels.get(c), structure.get(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Channel channel, Channel other) {
        List<Sample> samples = channel.samples();
        if (!channel.name().equals(other.name())
                || channel.bins() != other.bins()
                || samples.size() != other.samples().size()) {
            return false;
        }
        for (int s = 0; s < samples.size(); s++) {
            Sample sample = samples.get(s);
            List<Modifier> modifiers = sample.modifiers();
            List<Modifier> others = other.samples().get(s).modifiers();
            if (!sample.name().equals(other.samples().get(s).name()) || modifiers.size() != others.size()) {
                return false;
            }
            for (int m = 0; m < modifiers.size(); m++) {
                if (!fits(modifiers.get(m), others.get(m))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean fits(Modifier modifier, Modifier other) {
        boolean sameConstraint = !(modifier instanceof Modifier.StatError stat)
                || !(other instanceof Modifier.StatError stats)
                || stat.constraint() == stats.constraint();
        return sameConstraint
                && modifier.name().equals(other.name())
                && modifier.type().equals(other.type());
    }

    /**
     * Puts the numbers of channels that fit into the model.
     *
     * @throws InvalidModelException if the model cannot be made of them
     */
    void load(List<Channel> channels) {
        exchange.begin();
        for (int c = 0; c < pairs.length; c++) {
            List<Sample> samples = channels.get(c).samples();
            for (int s = 0; s < samples.size(); s++) {
                load(samples.get(s), pairs[c][s], places[c][s]);
            }
        }
        exchange.end();
    }

    private void load(Sample sample, int pair, int[] place) {
        exchange.nominal(pair, sample.sharedNominal());
        List<Modifier> modifiers = sample.modifiers();
        for (int m = 0; m < place.length; m++) {
            Modifier modifier = modifiers.get(m);
            if (modifier instanceof Modifier.NormSys normSys) {
                exchange.normSys(pair, place[m], normSys);
            } else if (modifier instanceof Modifier.HistoSys histoSys) {
                exchange.shape(pair, place[m], histoSys.sharedLo(), histoSys.sharedHi());
            } else if (modifier instanceof Modifier.StatError statError) {
                exchange.uncertainties(pair, place[m], statError.sharedUncertainties());
            } else if (modifier instanceof Modifier.ShapeSys shapeSys) {
                exchange.uncertainties(pair, place[m], shapeSys.sharedUncertainties());
            }
        }
    }
}
