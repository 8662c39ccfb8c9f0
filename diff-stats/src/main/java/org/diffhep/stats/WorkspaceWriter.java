package org.diffhep.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Turns records into the JSON of a pyhf workspace, with {@link WorkspaceReader#CONSTRAINT} where it needs it. */
final class WorkspaceWriter {
    private WorkspaceWriter() {}

    static ObjectNode tree(
            ObjectMapper mapper,
            List<Channel> channels,
            List<Observation> observations,
            List<Measurement> measurements) {
        ObjectNode root = mapper.createObjectNode();
        ArrayNode channelList = root.putArray("channels");
        for (Channel channel : channels) {
            ObjectNode node = channelList.addObject().put("name", channel.name());
            ArrayNode samples = node.putArray("samples");
            for (Sample sample : channel.samples()) {
                ObjectNode s = samples.addObject().put("name", sample.name());
                numbers(s, "data", sample.nominal());
                ArrayNode modifiers = s.putArray("modifiers");
                for (Modifier modifier : sample.modifiers()) {
                    modifier(modifiers.addObject(), modifier);
                }
            }
        }
        if (!observations.isEmpty()) {
            ArrayNode list = root.putArray("observations");
            for (Observation observation : observations) {
                numbers(list.addObject().put("name", observation.channel()), "data", observation.data());
            }
        }
        ArrayNode list = root.putArray("measurements");
        for (Measurement measurement : measurements) {
            ObjectNode config = list.addObject().put("name", measurement.name()).putObject("config");
            config.put("poi", measurement.poi());
            ArrayNode parameters = config.putArray("parameters");
            for (ParameterConfig parameter : measurement.parameters()) {
                parameter(parameters.addObject(), parameter);
            }
        }
        root.put("version", "1.0.0");
        return root;
    }

    private static void modifier(ObjectNode node, Modifier modifier) {
        node.put("name", modifier.name()).put("type", modifier.type());
        if (modifier instanceof Modifier.NormSys m) {
            node.putObject("data").put("hi", m.hi()).put("lo", m.lo());
        } else if (modifier instanceof Modifier.HistoSys m) {
            ObjectNode data = node.putObject("data");
            numbers(data, "hi_data", m.hi());
            numbers(data, "lo_data", m.lo());
        } else if (modifier instanceof Modifier.StatError m) {
            numbers(node, "data", m.uncertainties());
            if (m.constraint() == Modifier.StatConstraint.POISSON) {
                node.put(WorkspaceReader.CONSTRAINT, WorkspaceReader.POISSON);
            }
        } else if (modifier instanceof Modifier.ShapeSys m) {
            numbers(node, "data", m.uncertainties());
        } else {
            node.putNull("data");
        }
    }

    static void parameter(ObjectNode node, ParameterConfig parameter) {
        node.put("name", parameter.name());
        optional(node, "inits", parameter.inits());
        double[] lower = parameter.lower();
        double[] upper = parameter.upper();
        if (lower.length > 0) {
            ArrayNode bounds = node.putArray("bounds");
            for (int i = 0; i < lower.length; i++) {
                bounds.addArray().add(lower[i]).add(upper[i]);
            }
        }
        optional(node, "auxdata", parameter.auxdata());
        optional(node, "sigmas", parameter.sigmas());
        optional(node, "factors", parameter.factors());
        if (parameter.fixed().isPresent()) {
            boolean[] flags = parameter.fixed().get();
            if (flags.length == 1) {
                node.put("fixed", flags[0]);
            } else {
                ArrayNode list = node.putArray("fixed");
                for (boolean flag : flags) {
                    list.add(flag);
                }
            }
        }
    }

    private static void optional(ObjectNode node, String key, double[] values) {
        if (values.length > 0) {
            numbers(node, key, values);
        }
    }

    private static void numbers(ObjectNode node, String key, double[] values) {
        ArrayNode list = node.putArray(key);
        for (double value : values) {
            list.add(value);
        }
    }
}
