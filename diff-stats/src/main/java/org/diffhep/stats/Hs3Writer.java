package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a pyhf workspace into HS3 (HEP Statistics Serialization Standard 0.2): one {@code histfactory_dist} per channel,
 * with the names and conventions of ROOT's RooJSONFactoryWSTool. All initial values and bounds are written out. What HS3
 * has no word for, and no effect on the likelihood, goes to {@link #RESIDUAL}.
 */
final class Hs3Writer {
    /** JSON pointer to the patch that makes the pyhf workspace the same again, to the letter. */
    static final String RESIDUAL = "/misc/diffhep/pyhf";

    static final String CHANNEL_PREFIX = "model_";

    /** Name of the data of all channels; that of each has the channel's name appended. */
    static final String DATA = "obsData";

    private static final String GLOBAL_OBSERVABLES = "global_observables";
    private static final String LUMI_CONSTRAINT = "lumiConstraint";

    private final Workspace workspace;
    private final JsonNode pyhf;
    private final List<Channel> channels;
    /** Parameter → its name in the document. */
    private final Map<String, String> parameterNames = new LinkedHashMap<>();

    private final Hs3Identifiers channelNames;
    private Hs3Identifiers identifiers = new Hs3Identifiers(List.of());
    /** staterror → names of the channels that have it. */
    private final Map<String, Set<String>> statChannels = new HashMap<>();
    /** channel → staterror → number of samples that carry it. */
    private final Map<String, Map<String, Integer>> statSamples = new HashMap<>();

    private final Set<String> alphas = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> lumis = new HashSet<>();
    private final Set<String> staterrors = new HashSet<>();
    /** Those with Poisson constraint. */
    private final Set<String> poissons = new HashSet<>();

    private Hs3Writer(Workspace workspace, JsonNode pyhf) {
        this.workspace = workspace;
        this.pyhf = pyhf;
        channels = workspace.channels();
        channelNames = new Hs3Identifiers(channels.stream().map(Channel::name).toList());
        for (Channel channel : channels) {
            for (Sample sample : channel.samples()) {
                for (Modifier modifier : sample.modifiers()) {
                    note(channel.name(), modifier);
                }
            }
        }
    }

    private void note(String channel, Modifier modifier) {
        names.add(modifier.name());
        if (modifier instanceof Modifier.NormSys || modifier instanceof Modifier.HistoSys) {
            alphas.add(modifier.name());
        } else if (modifier instanceof Modifier.Lumi) {
            lumis.add(modifier.name());
        } else if (modifier instanceof Modifier.StatError stat) {
            staterrors.add(modifier.name());
            if (stat.constraint() == Modifier.StatConstraint.POISSON) {
                poissons.add(modifier.name());
            }
            statChannels.computeIfAbsent(modifier.name(), n -> new HashSet<>()).add(channel);
            statSamples.computeIfAbsent(channel, c -> new HashMap<>()).merge(modifier.name(), 1, Integer::sum);
        }
    }

    /**
     * The HS3 document.
     *
     * @param workspace a workspace
     * @param pyhf its JSON
     * @throws InvalidModelException if it contradicts itself, or HS3 cannot say it
     */
    static ObjectNode tree(Workspace workspace, ObjectNode pyhf) {
        ObjectNode tree = new Hs3Writer(workspace, pyhf).tree();
        JsonFields fields = new JsonFields();
        JsonNode back = fields.collect(() -> Hs3Reader.standardPart(fields, tree))
                .orElseGet(JsonNodeFactory.instance::objectNode);
        fields.requireNone(workspace.source() + " as HS3");
        ArrayNode residual = JsonDifference.between(back, pyhf);
        if (!residual.isEmpty()) {
            ObjectNode note = tree.withObject("/misc").putObject("diffhep").putObject("pyhf");
            note.put("digest", Hs3Reader.digest(tree));
            note.set("patch", residual);
        }
        return tree;
    }

    private ObjectNode tree() {
        if (lumis.size() > 1) {
            throw refused("/channels", "hold lumi modifiers of several names, HS3 and pyhf know one");
        }
        List<HistFactoryModel> models = new ArrayList<>();
        for (Measurement measurement : workspace.measurements()) {
            models.add(workspace.model(measurement, InterpolationCodes.DEFAULT));
        }
        if (models.isEmpty()) {
            throw refused("/measurements", "is empty: HS3 takes initial values and bounds from a measurement, add one");
        }
        nameParameters(models.get(0));
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("metadata").put("hs3_version", "0.2");
        ArrayNode distributions = root.putArray("distributions");
        for (int c = 0; c < channels.size(); c++) {
            distributions.add(distribution(pyhf.path("channels").get(c), channels.get(c), "/channels/" + c));
        }
        for (String lumi : lumis) {
            distributions
                    .addObject()
                    .put("name", LUMI_CONSTRAINT)
                    .put("type", "gaussian_dist")
                    .put("x", identifiers.of(lumi))
                    .put("mean", "nom_" + identifiers.of(lumi))
                    .put("sigma", "sigma_" + identifiers.of(lumi));
        }
        data(root);
        Hs3Settings settings = new Hs3Settings(parameterNames, alphas, lumis);
        Set<String> moved = settings.moved(models);
        ArrayNode analyses = root.putArray("analyses");
        ArrayNode domains = root.putArray("domains");
        ArrayNode points = root.putArray("parameter_points");
        for (int m = 0; m < models.size(); m++) {
            Measurement measurement = workspace.measurements().get(m);
            requireNoWidths(measurement, m);
            String suffix = m == 0 ? "" : "_" + m;
            ObjectNode analysis = analyses.addObject()
                    .put("name", measurement.name())
                    .put("likelihood", "likelihood")
                    .put("init", "default_values" + suffix);
            ArrayNode pois = analysis.putArray("parameters_of_interest");
            String poi = parameterNames.get(measurement.poi());
            if (poi != null) {
                pois.add(poi);
            }
            analysis.putArray("domains").add("default_domain" + suffix).add(GLOBAL_OBSERVABLES);
            settings.domain(domains.addObject().put("name", "default_domain" + suffix), models.get(m));
            settings.point(points.addObject().put("name", "default_values" + suffix), models.get(m), moved);
        }
        settings.globalObservables(domains.addObject().put("name", GLOBAL_OBSERVABLES), models.get(0));
        root.putObject("misc")
                .set(
                        "ROOT_internal",
                        Hs3RootInternal.of(
                                channels.stream()
                                        .map(c -> channelNames.of(c.name()))
                                        .toList(),
                                workspace.measurements().stream()
                                        .map(Measurement::name)
                                        .toList()));
        return root;
    }

    // ---- names

    private void nameParameters(HistFactoryModel model) {
        Map<String, Integer> offsets = new HashMap<>();
        Map<String, List<String>> statNames = new HashMap<>();
        for (int c = 0; c < model.channelNames().size(); c++) {
            String channel = model.channelNames().get(c);
            for (String name : statSamples.getOrDefault(channel, Map.of()).keySet()) {
                List<String> list = statNames.computeIfAbsent(name, n -> new ArrayList<>());
                for (int b = 0; b < model.channelBins(c); b++) {
                    list.add(gamma(name, channel, b));
                }
            }
        }
        Set<String> taken = new LinkedHashSet<>();
        for (Parameter parameter : model.parameters()) {
            String full = parameter.name();
            String set = names.contains(full) ? full : full.substring(0, full.lastIndexOf('['));
            int index = offsets.merge(set, 1, Integer::sum) - 1;
            String name;
            if (staterrors.contains(set)) {
                name = statNames.getOrDefault(set, List.of()).get(index);
            } else {
                name = names.contains(full) ? scalar(full) : gamma(set, "", index);
            }
            if (!taken.add(name)) {
                throw refused(
                        "/channels",
                        "two parameters would be named '" + name + "' in HS3: rename modifier '" + set + "'");
            }
            parameterNames.put(full, name);
        }
        identifiers = new Hs3Identifiers(taken);
        parameterNames.replaceAll((full, name) -> identifiers.of(name));
    }

    /** As in ROOT, where the parameters of normsys and histosys are alpha_NAME. */
    private String scalar(String name) {
        return alphas.contains(name) && !names.contains("alpha_" + name) ? "alpha_" + name : name;
    }

    private String gamma(String name, String channel, int bin) {
        String where = statChannels.getOrDefault(name, Set.of()).size() > 1 ? "_" + channel : "";
        return "gamma_" + name + where + "_bin_" + bin;
    }

    // ---- channels

    private ObjectNode distribution(JsonNode json, Channel channel, String path) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", CHANNEL_PREFIX + channelNames.of(channel.name()))
                .put("type", "histfactory_dist");
        axes(node, channel);
        Optional<String> stat = statError(channel.name());
        stat.ifPresent(name -> node.putObject("staterror")
                .put("constraint_type", constraint(name))
                .put("relThreshold", 0.0));
        ArrayNode samples = node.putArray("samples");
        for (int s = 0; s < channel.samples().size(); s++) {
            Sample sample = channel.samples().get(s);
            JsonNode from = json.path("samples").get(s);
            ObjectNode to = samples.addObject().put("name", sample.name());
            ObjectNode data = to.putObject("data");
            data.set("contents", from.path("data").deepCopy());
            ArrayNode modifiers = to.putArray("modifiers");
            for (int m = 0; m < sample.modifiers().size(); m++) {
                Modifier modifier = sample.modifiers().get(m);
                JsonNode numbers = from.path("modifiers").get(m).path("data");
                String at = path + "/samples/" + s + "/modifiers/" + m;
                ObjectNode written = modifiers.addObject().put("name", modifier.name());
                if (modifier instanceof Modifier.StatError stats) {
                    statError(written, stats, channel, sample, at);
                    if (stat.equals(Optional.of(stats.name()))) {
                        data.set("errors", numbers.deepCopy());
                    }
                } else {
                    modifier(written, modifier, numbers, channel, sample);
                }
            }
        }
        return node;
    }

    private void axes(ObjectNode node, Channel channel) {
        node.putArray("axes")
                .addObject()
                .put("name", "obs_x_" + channelNames.of(channel.name()))
                .put("min", 0.0)
                .put("max", (double) channel.bins())
                .put("nbins", channel.bins());
    }

    private void modifier(ObjectNode node, Modifier modifier, JsonNode numbers, Channel channel, Sample sample) {
        String name = modifier.name();
        if (modifier instanceof Modifier.NormFactor || modifier instanceof Modifier.Lumi) {
            // the name is what ROOT takes for the parameter
            String parameter = identifiers.of(scalar(name));
            node.put("name", parameter).put("type", "normfactor").put("parameter", parameter);
            if (modifier instanceof Modifier.Lumi) {
                node.put("constraint_name", LUMI_CONSTRAINT);
            }
        } else if (modifier instanceof Modifier.NormSys) {
            node.put("type", "normsys")
                    .put("parameter", identifiers.of(scalar(name)))
                    .put("constraint", "Gauss");
            node.putObject("data").setAll(Map.of("hi", numbers.path("hi"), "lo", numbers.path("lo")));
        } else if (modifier instanceof Modifier.HistoSys) {
            node.put("type", "histosys")
                    .put("parameter", identifiers.of(scalar(name)))
                    .put("constraint", "Gauss");
            ObjectNode data = node.putObject("data");
            data.putObject("hi").set("contents", numbers.path("hi_data").deepCopy());
            data.putObject("lo").set("contents", numbers.path("lo_data").deepCopy());
        } else if (modifier instanceof Modifier.ShapeFactor) {
            // HS3 has a shapefactor, which ROOT does not read; a parameter point says whether its factors are free
            parameters(node.put("type", "shapesys").put("constraint", "Const"), name, "", channel.bins());
            ArrayNode values = node.putObject("data").putArray("vals");
            for (int b = 0; b < channel.bins(); b++) {
                values.add(0.0);
            }
        } else if (modifier instanceof Modifier.ShapeSys shape) {
            parameters(node.put("type", "shapesys").put("constraint", "Poisson"), name, "", channel.bins());
            relative(node.putObject("data").putArray("vals"), shape.uncertainties(), sample);
        }
    }

    /**
     * What is written as the staterror of a channel, of which HS3 has one: the only name, or the only one that several
     * samples carry.
     */
    private Optional<String> statError(String channel) {
        Map<String, Integer> inChannel = statSamples.getOrDefault(channel, Map.of());
        List<String> candidates = inChannel.keySet().stream()
                .filter(name -> inChannel.size() == 1 || inChannel.getOrDefault(name, 0) > 1)
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private void statError(ObjectNode node, Modifier.StatError stat, Channel channel, Sample sample, String path) {
        if (statError(channel.name()).equals(Optional.of(stat.name()))) {
            parameters(
                    node.put("type", "staterror").put("constraint", constraint(stat.name())),
                    stat.name(),
                    channel.name(),
                    channel.bins());
        } else if (statSamples.getOrDefault(channel.name(), Map.of()).getOrDefault(stat.name(), 0) == 1) {
            // what belongs to one sample alone can be said otherwise
            parameters(
                    node.put("type", "shapesys").put("constraint", constraint(stat.name())),
                    stat.name(),
                    channel.name(),
                    channel.bins());
            relative(node.putObject("data").putArray("vals"), stat.uncertainties(), sample);
        } else {
            throw refused(
                    path,
                    "is one of several staterror names in channel '" + channel.name()
                            + "' that more than one sample carries; HS3 knows one staterror per channel");
        }
    }

    private String constraint(String statError) {
        return poissons.contains(statError) ? "Poisson" : "Gauss";
    }

    private void parameters(ObjectNode node, String name, String channel, int bins) {
        ArrayNode list = node.putArray("parameters");
        for (int b = 0; b < bins; b++) {
            list.add(identifiers.of(gamma(name, channel, b)));
        }
    }

    /** Relative uncertainties, as in ROOT; 0 where there is nothing to vary, which ROOT and pyhf hold constant. */
    private static void relative(ArrayNode values, double[] uncertainties, Sample sample) {
        double[] nominal = sample.nominal();
        for (int b = 0; b < nominal.length; b++) {
            values.add(nominal[b] > 0 && uncertainties[b] > 0 ? uncertainties[b] / nominal[b] : 0.0);
        }
    }

    // ---- data, measurements

    private void data(ObjectNode root) {
        ArrayNode data = root.putArray("data");
        ObjectNode likelihood = JsonNodeFactory.instance.objectNode().put("name", "likelihood");
        ArrayNode distributions = likelihood.putArray("distributions");
        ArrayNode dataNames = likelihood.putArray("data");
        for (Channel channel : channels) {
            int found = -1;
            for (int o = 0; o < workspace.observations().size() && found < 0; o++) {
                if (workspace.observations().get(o).channel().equals(channel.name())) {
                    found = o;
                }
            }
            if (found < 0) {
                throw refused(
                        "/observations",
                        "has none of channel '" + channel.name()
                                + "': an HS3 likelihood pairs each channel with its data");
            }
            int bins = workspace.observations().get(found).data().length;
            if (bins != channel.bins()) {
                throw refused(
                        "/observations/" + found + "/data",
                        "has " + bins + " bins, channel '" + channel.name() + "' has " + channel.bins());
            }
            String name = DATA + "_" + channelNames.of(channel.name());
            ObjectNode node = data.addObject().put("name", name).put("type", "binned");
            axes(node, channel);
            node.set(
                    "contents",
                    pyhf.path("observations").get(found).path("data").deepCopy());
            distributions.add(CHANNEL_PREFIX + channelNames.of(channel.name()));
            dataNames.add(name);
        }
        root.putArray("likelihoods").add(likelihood);
    }

    /** Widths of single bins come from the histograms in HS3. */
    private void requireNoWidths(Measurement measurement, int m) {
        for (int p = 0; p < measurement.parameters().size(); p++) {
            ParameterConfig config = measurement.parameters().get(p);
            boolean lumi = lumis.contains(config.name());
            if (names.contains(config.name())
                    && (config.factors().length > 0 || (!lumi && config.sigmas().length > 0))) {
                throw refused(
                        "/measurements/" + m + "/config/parameters/" + p,
                        "sets the width of the constraint of '" + config.name()
                                + "'; HS3 takes it from the histograms: remove sigmas and factors");
            }
        }
    }

    private InvalidModelException refused(String path, String problem) {
        return new InvalidModelException(workspace.source() + ": " + path + " " + problem);
    }
}
