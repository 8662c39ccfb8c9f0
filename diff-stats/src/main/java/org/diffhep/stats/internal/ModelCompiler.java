package org.diffhep.stats.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffhep.stats.Channel;
import org.diffhep.stats.InterpolationCodes;
import org.diffhep.stats.InvalidModelException;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.ParameterConfig;
import org.diffhep.stats.Sample;
import org.diffhep.stats.internal.Block.BinFactor;
import org.diffhep.stats.internal.ParameterSet.Kind;

/**
 * Turns channels into a {@link CompiledModel}, with pyhf's orders: channels, samples and modifiers by name; parameters
 * by type (histosys, lumi, normfactor, normsys, shapefactor, shapesys, staterror of either constraint), then by first appearance.
 */
public final class ModelCompiler {
    private static final Comparator<String> BY_CODE_POINT = ModelCompiler::compareCodePoints;

    final InterpolationCodes codes;
    final List<String> channelNames = new ArrayList<>();
    final int[] channelStart;
    final Block[] blocks;
    String[] names = {};
    double[] init = {};
    double[] lower = {};
    double[] upper = {};
    boolean[] fixed = {};
    int[] constraint = {};
    double[] auxiliary = {};
    double[] width = {};
    int[] auxiliaryIndex = {};
    int auxiliaryCount;
    ParameterSet[] sets = {};
    int[] elementOfSet = {};
    int[] globals = {};
    final int[][] channelGlobals;
    final int[][] channelLocals;
    final int[][] localStart;
    final int[][] localBin;
    final boolean[][] commonFactor;
    int[] shapeParameters = {};
    int[] factorParameter = {};
    int[] directFactor = {};
    double[][] factorCoefficients = {};
    int[][] shapeGroups = {};

    private final List<ParameterSet> shapeSets = new ArrayList<>();
    private final List<ParameterSet> allSets = new ArrayList<>();
    private final Map<String, ParameterSet> byName = new HashMap<>();
    private final List<ParameterSet[]> scalarSets = new ArrayList<>();
    private final List<ParameterSet[]> shapeSetsOfBlock = new ArrayList<>();

    private ModelCompiler(List<Channel> channels, Optional<Measurement> measurement, InterpolationCodes codes) {
        this.codes = codes;
        List<Channel> sorted = new ArrayList<>(channels);
        sorted.sort(Comparator.comparing(Channel::name, BY_CODE_POINT));
        int n = sorted.size();
        channelStart = new int[n + 1];
        channelGlobals = new int[n][];
        channelLocals = new int[n][];
        localStart = new int[n][];
        localBin = new int[n][];
        commonFactor = new boolean[n][];
        List<Block> list = new ArrayList<>();
        for (int c = 0; c < n; c++) {
            Channel channel = sorted.get(c);
            if (c > 0 && channel.name().equals(sorted.get(c - 1).name())) {
                throw new InvalidModelException("two channels are named '" + channel.name() + "'");
            }
            channelNames.add(channel.name());
            channelStart[c + 1] = channelStart[c] + channel.bins();
            List<Sample> samples = new ArrayList<>(channel.samples());
            samples.sort(Comparator.comparing(Sample::name, BY_CODE_POINT));
            for (Sample sample : samples) {
                list.add(block(c, n, channel.name(), sample));
            }
        }
        blocks = list.toArray(new Block[0]);
        number(measurement);
        resolve();
        layOut();
        classify();
    }

    /**
     * Builds a model.
     *
     * @param channels channels, any order
     * @param measurement configuration of parameters
     * @param codes interpolation codes
     * @throws InvalidModelException if the channels or the measurement contradict themselves
     */
    public static CompiledModel compile(
            List<Channel> channels, Optional<Measurement> measurement, InterpolationCodes codes) {
        if (channels.isEmpty()) {
            throw new InvalidModelException("a model needs at least one channel");
        }
        return new CompiledModel(new ModelCompiler(channels, measurement, codes));
    }

    private Block block(int channel, int channels, String channelName, Sample sample) {
        double[] nominal = sample.nominal();
        int bins = nominal.length;
        Block block = new Block(channel, sample.name(), channelStart[channel], nominal);
        List<Modifier> modifiers = new ArrayList<>(sample.modifiers());
        modifiers.sort(Comparator.comparing(Modifier::name, BY_CODE_POINT).thenComparing(Modifier::type));
        int shapes = 0;
        int factors = 0;
        int normSys = 0;
        int binFactors = 0;
        for (int i = 0; i < modifiers.size(); i++) {
            Modifier modifier = modifiers.get(i);
            if (i > 0
                    && modifier.name().equals(modifiers.get(i - 1).name())
                    && modifier.type().equals(modifiers.get(i - 1).type())) {
                throw new InvalidModelException("channel '" + channelName + "', sample '" + sample.name()
                        + "': two modifiers of type " + modifier.type() + " are named '" + modifier.name() + "'");
            }
            if (modifier instanceof Modifier.HistoSys) {
                shapes++;
            } else if (modifier instanceof Modifier.NormSys) {
                normSys++;
            } else if (modifier instanceof Modifier.NormFactor || modifier instanceof Modifier.Lumi) {
                factors++;
            } else {
                binFactors++;
            }
        }
        block.directFactors = factors;
        block.normSysName = new String[normSys];
        block.normSysLo = new double[normSys];
        block.normSysHi = new double[normSys];
        block.coefficients = new double[8][factors + normSys];
        block.shapeName = new String[shapes];
        block.shapeHi = new double[nominal.length][shapes];
        block.shapeLo = new double[nominal.length][shapes];
        block.binFactors = new BinFactor[binFactors];
        ParameterSet[] scalarSet = new ParameterSet[factors + normSys];
        ParameterSet[] shapeSet = new ParameterSet[shapes];
        shapes = 0;
        factors = 0;
        normSys = 0;
        binFactors = 0;
        for (Modifier modifier : modifiers) {
            String name = modifier.name();
            String where = channelName + "', sample '" + sample.name();
            if (modifier instanceof Modifier.HistoSys m) {
                ParameterSet set = set(name, Kind.ALPHA, 1, where);
                if (!set.shape) {
                    set.shape = true;
                    shapeSets.add(set);
                }
                block.shapeName[shapes] = name;
                block.setShape(shapes, m.lo(), m.hi());
                shapeSet[shapes++] = set;
            } else if (modifier instanceof Modifier.NormSys m) {
                requireInterpolable(codes, channelName, sample.name(), m);
                block.normSysName[normSys] = name;
                block.normSysLo[normSys] = Double.NaN;
                block.setNormSys(normSys, m.lo(), m.hi());
                scalarSet[block.directFactors + normSys++] = set(name, Kind.ALPHA, 1, where);
            } else if (modifier instanceof Modifier.NormFactor) {
                scalarSet[factors++] = set(name, Kind.FREE, 1, where);
            } else if (modifier instanceof Modifier.Lumi) {
                scalarSet[factors++] = set(name, Kind.LUMI, 1, where);
            } else if (modifier instanceof Modifier.ShapeFactor) {
                ParameterSet set = set(name, Kind.SHAPE_FACTOR, bins, where);
                if (set.size != bins) {
                    throw new InvalidModelException("channel '" + where + "': shapefactor '" + name + "' is shared by"
                            + " channels of different binning (" + set.size + " and " + bins
                            + " bins): give it another name");
                }
                block.binFactors[binFactors++] = new BinFactor(set, 0, new double[0]);
            } else if (modifier instanceof Modifier.ShapeSys m) {
                if (byName.containsKey(name)) {
                    throw new InvalidModelException("channel '" + where + "': the name of shapesys '" + name
                            + "' is taken; its parameters belong to one sample of one channel, so rename it");
                }
                ParameterSet set = set(name, Kind.SHAPE_SYS, bins, where);
                block.binFactors[binFactors++] = shapeSys(set, nominal, m.uncertainties());
            } else if (modifier instanceof Modifier.StatError m) {
                boolean poisson = m.constraint() == Modifier.StatConstraint.POISSON;
                ParameterSet set = set(name, poisson ? Kind.POISSON_STAT_ERROR : Kind.STAT_ERROR, 0, where);
                int offset = set.addChannel(channel, channels, bins);
                double[] uncertainties = m.uncertainties();
                set.addStatError(offset, nominal, uncertainties);
                block.binFactors[binFactors++] = new BinFactor(set, offset, uncertainties);
            }
        }
        scalarSets.add(scalarSet);
        shapeSetsOfBlock.add(shapeSet);
        return block;
    }

    /** Refuses factors that Combine's interpolation has no logarithm of. */
    static void requireInterpolable(InterpolationCodes codes, String channel, String sample, Modifier.NormSys normSys) {
        if (codes.normSys() == InterpolationCodes.NormSysCode.COMBINE && !(normSys.lo() > 0 && normSys.hi() > 0)) {
            throw new InvalidModelException("channel '" + channel + "', sample '" + sample + "': normsys '"
                    + normSys.name() + "' has lo = " + normSys.lo() + ", hi = " + normSys.hi()
                    + "; Combine's interpolation needs both above zero");
        }
    }

    private static BinFactor shapeSys(ParameterSet set, double[] nominal, double[] uncertainties) {
        set.width = new double[set.size];
        set.auxiliary = new double[set.size];
        set.degenerate = new boolean[set.size];
        set.setShapeSys(nominal, uncertainties);
        return new BinFactor(set, 0, uncertainties);
    }

    private ParameterSet set(String name, Kind kind, int size, String where) {
        ParameterSet set = byName.get(name);
        if (set == null) {
            set = new ParameterSet(name, kind, size);
            byName.put(name, set);
            allSets.add(set);
        } else if (set.kind != kind) {
            throw new InvalidModelException("channel '" + where + "': '" + name + "' is a " + kind.text + " here and a "
                    + set.kind.text + " elsewhere: parameters of one name must be of one kind");
        }
        return set;
    }

    /** Decides the order of parameters and fills the arrays over parameters. */
    private void number(Optional<Measurement> measurement) {
        List<ParameterSet> ordered = new ArrayList<>(shapeSets);
        ordered.addAll(ofKind(Kind.LUMI));
        ordered.addAll(ofKind(Kind.FREE));
        for (ParameterSet set : ofKind(Kind.ALPHA)) {
            if (!set.shape) {
                ordered.add(set);
            }
        }
        ordered.addAll(ofKind(Kind.SHAPE_FACTOR));
        ordered.addAll(ofKind(Kind.SHAPE_SYS));
        List<ParameterSet> stat = ofKind(Kind.STAT_ERROR);
        stat.addAll(ofKind(Kind.POISSON_STAT_ERROR));
        stat.sort(Comparator.comparing((ParameterSet s) -> s.name, BY_CODE_POINT));
        ordered.addAll(stat);
        int count = 0;
        for (ParameterSet set : ordered) {
            set.defaults();
            set.firstIndex = count;
            count += set.size;
        }
        if (measurement.isPresent()) {
            for (ParameterConfig config : measurement.get().parameters()) {
                ParameterSet set = byName.get(config.name());
                if (set != null) {
                    set.configure(config);
                }
            }
        }
        names = new String[count];
        init = new double[count];
        lower = new double[count];
        upper = new double[count];
        fixed = new boolean[count];
        constraint = new int[count];
        auxiliary = new double[count];
        width = new double[count];
        auxiliaryIndex = new int[count];
        sets = new ParameterSet[count];
        elementOfSet = new int[count];
        for (ParameterSet set : ordered) {
            set.check();
            for (int i = 0; i < set.size; i++) {
                int p = set.firstIndex + i;
                names[p] = set.elementName(i);
                init[p] = set.init[i];
                lower[p] = set.lower[i];
                upper[p] = set.upper[i];
                fixed[p] = set.fixed[i];
                constraint[p] = set.constraint();
                boolean constrained = constraint[p] != ParameterSet.UNCONSTRAINED;
                auxiliary[p] = constrained ? set.auxiliary[i] : 0;
                width[p] = constrained ? set.width[i] : 0;
                auxiliaryIndex[p] = constrained ? auxiliaryCount++ : -1;
                sets[p] = set;
                elementOfSet[p] = i;
            }
        }
        shapeParameters = new int[shapeSets.size()];
        for (int i = 0; i < shapeParameters.length; i++) {
            shapeParameters[i] = shapeSets.get(i).firstIndex;
        }
    }

    private List<ParameterSet> ofKind(Kind kind) {
        List<ParameterSet> found = new ArrayList<>();
        for (ParameterSet set : allSets) {
            if (set.kind == kind) {
                found.add(set);
            }
        }
        return found;
    }

    private void resolve() {
        for (int i = 0; i < blocks.length; i++) {
            blocks[i].scalarParameter = indices(scalarSets.get(i));
            blocks[i].shapeParameter = indices(shapeSetsOfBlock.get(i));
            for (BinFactor factor : blocks[i].binFactors) {
                factor.firstParameter = factor.set.firstIndex + factor.offset;
            }
        }
    }

    /** Puts the scalar factors of all blocks one after another, and finds the different lists of shapes. */
    private void layOut() {
        int count = 0;
        int direct = 0;
        for (Block block : blocks) {
            block.firstFactor = count;
            count += block.scalarParameter.length;
            direct += block.directFactors;
        }
        factorParameter = new int[count];
        directFactor = new int[direct];
        factorCoefficients = new double[8][count];
        List<int[]> groups = new ArrayList<>();
        direct = 0;
        for (Block block : blocks) {
            int scalars = block.scalarParameter.length;
            System.arraycopy(block.scalarParameter, 0, factorParameter, block.firstFactor, scalars);
            for (int which = 0; which < factorCoefficients.length; which++) {
                System.arraycopy(block.coefficients[which], 0, factorCoefficients[which], block.firstFactor, scalars);
            }
            block.coefficients = factorCoefficients;
            for (int i = 0; i < block.directFactors; i++) {
                directFactor[direct++] = block.firstFactor + i;
            }
            block.shapeGroup = 0;
            while (block.shapeGroup < groups.size()
                    && !Arrays.equals(groups.get(block.shapeGroup), block.shapeParameter)) {
                block.shapeGroup++;
            }
            if (block.shapeGroup == groups.size()) {
                groups.add(block.shapeParameter);
            }
        }
        shapeGroups = groups.toArray(new int[0][]);
    }

    private static int[] indices(ParameterSet[] sets) {
        int[] indices = new int[sets.length];
        for (int i = 0; i < sets.length; i++) {
            indices[i] = sets[i].firstIndex;
        }
        return indices;
    }

    /** Divides parameters into local and global ones, and lists those of each channel. */
    private void classify() {
        int count = init.length;
        int[] onlyBin = new int[count];
        Arrays.fill(onlyBin, -1);
        for (Block block : blocks) {
            for (int p : block.scalarParameter) {
                onlyBin[p] = -2;
            }
            for (int p : block.shapeParameter) {
                onlyBin[p] = -2;
            }
            for (BinFactor factor : block.binFactors) {
                for (int b = 0; b < block.bins(); b++) {
                    int p = factor.firstParameter + b;
                    int bin = block.first + b;
                    onlyBin[p] = onlyBin[p] == -1 || onlyBin[p] == bin ? bin : -2;
                }
            }
        }
        int[] position = new int[count];
        int globalCount = 0;
        int[] localsOfBin = new int[channelStart[channelStart.length - 1] + 1];
        for (int p = 0; p < count; p++) {
            if (onlyBin[p] >= 0) {
                localsOfBin[onlyBin[p]]++;
            } else {
                position[p] = globalCount++;
            }
        }
        globals = new int[globalCount];
        for (int p = 0; p < count; p++) {
            if (onlyBin[p] < 0) {
                globals[position[p]] = p;
            }
        }
        for (int c = 0; c < channelGlobals.length; c++) {
            int bins = channelStart[c + 1] - channelStart[c];
            localStart[c] = new int[bins + 1];
            for (int b = 0; b < bins; b++) {
                localStart[c][b + 1] = localStart[c][b] + localsOfBin[channelStart[c] + b];
            }
            channelLocals[c] = new int[localStart[c][bins]];
            localBin[c] = new int[localStart[c][bins]];
        }
        int[] filled = new int[localsOfBin.length];
        for (int c = 0; c < channelGlobals.length; c++) {
            boolean[] present = new boolean[globalCount];
            for (Block block : blocks) {
                if (block.channel == c) {
                    markPresent(block, onlyBin, position, present);
                }
            }
            int[] slot = new int[globalCount];
            int slots = 0;
            for (int g = 0; g < globalCount; g++) {
                slot[g] = slots;
                slots += present[g] ? 1 : 0;
            }
            channelGlobals[c] = new int[slots];
            for (int g = 0; g < globalCount; g++) {
                if (present[g]) {
                    channelGlobals[c][slot[g]] = g;
                }
            }
            for (Block block : blocks) {
                if (block.channel == c) {
                    assignSlots(block, onlyBin, position, slot, filled);
                }
            }
            findCommonFactors(c);
        }
    }

    private void findCommonFactors(int c) {
        commonFactor[c] = new boolean[channelStart[c + 1] - channelStart[c]];
        for (int b = 0; b < commonFactor[c].length; b++) {
            int local = localStart[c][b];
            boolean common = localStart[c][b + 1] == local + 1;
            for (Block block : blocks) {
                if (block.channel == c) {
                    int carries = 0;
                    for (BinFactor factor : block.binFactors) {
                        carries += factor.position[b] == local ? 1 : 0;
                    }
                    common &= carries == 1;
                }
            }
            commonFactor[c][b] = common;
        }
    }

    private static void markPresent(Block block, int[] onlyBin, int[] position, boolean[] present) {
        for (int p : block.scalarParameter) {
            present[position[p]] = true;
        }
        for (int p : block.shapeParameter) {
            present[position[p]] = true;
        }
        for (BinFactor factor : block.binFactors) {
            for (int b = 0; b < block.bins(); b++) {
                if (onlyBin[factor.firstParameter + b] < 0) {
                    present[position[factor.firstParameter + b]] = true;
                }
            }
        }
    }

    private void assignSlots(Block block, int[] onlyBin, int[] position, int[] slot, int[] filled) {
        int c = block.channel;
        block.scalarSlot = slots(block.scalarParameter, position, slot);
        block.shapeSlot = slots(block.shapeParameter, position, slot);
        for (BinFactor factor : block.binFactors) {
            factor.position = new int[block.bins()];
            for (int b = 0; b < block.bins(); b++) {
                int p = factor.firstParameter + b;
                if (onlyBin[p] < 0) {
                    factor.position[b] = -1 - slot[position[p]];
                } else {
                    factor.position[b] = localPosition(c, b, p, filled);
                }
            }
        }
    }

    /** The place of a local parameter in its channel, which it takes when it is first met. */
    private int localPosition(int c, int b, int p, int[] filled) {
        int start = localStart[c][b];
        int bin = channelStart[c] + b;
        for (int l = start; l < start + filled[bin]; l++) {
            if (channelLocals[c][l] == p) {
                return l;
            }
        }
        int l = start + filled[bin]++;
        channelLocals[c][l] = p;
        localBin[c][l] = b;
        return l;
    }

    private static int[] slots(int[] parameters, int[] position, int[] slot) {
        int[] result = new int[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            result[i] = slot[position[parameters[i]]];
        }
        return result;
    }

    private static int compareCodePoints(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above every other char.
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
