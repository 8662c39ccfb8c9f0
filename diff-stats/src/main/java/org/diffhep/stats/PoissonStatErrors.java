package org.diffhep.stats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of staterrors with Poisson constraint in pyhf's format, which knows them of one sample alone: as shapesys. */
final class PoissonStatErrors {
    private PoissonStatErrors() {}

    /** Name of the modifier → the samples that carry it, for messages. */
    static Map<String, List<String>> samples(List<Channel> channels) {
        Map<String, List<String>> samples = new LinkedHashMap<>();
        for (Channel channel : channels) {
            for (Sample sample : channel.samples()) {
                for (Modifier modifier : sample.modifiers()) {
                    if (isPoisson(modifier)) {
                        samples.computeIfAbsent(modifier.name(), n -> new ArrayList<>())
                                .add("channel '" + channel.name() + "', sample '" + sample.name() + "'");
                    }
                }
            }
        }
        return samples;
    }

    /** Whether pyhf's format has words for all of them. */
    static boolean inPyhf(List<Channel> channels) {
        return samples(channels).values().stream().allMatch(carriers -> carriers.size() == 1);
    }

    private static boolean isPoisson(Modifier modifier) {
        return modifier instanceof Modifier.StatError stat && stat.constraint() == Modifier.StatConstraint.POISSON;
    }

    /**
     * A workspace's JSON in pyhf's words.
     *
     * @param root with {@link WorkspaceReader#CONSTRAINT}; left as it is
     * @throws InvalidModelException if samples share a staterror with Poisson constraint
     */
    static ObjectNode pyhf(Workspace workspace, ObjectNode root) {
        Map<String, List<String>> samples = samples(workspace.channels());
        if (samples.isEmpty()) {
            return root;
        }
        samples.forEach((name, carriers) -> {
            if (carriers.size() > 1) {
                throw new InvalidModelException(workspace.source() + ": " + carriers.get(0) + ": staterror '" + name
                        + "' has a Poisson constraint, and " + carriers.size() + " samples carry it (the next is in "
                        + carriers.get(1) + "), which pyhf's format has no word for: write HS3 instead, or give it a"
                        + " Gauss constraint");
            }
        });
        ObjectNode copy = root.deepCopy();
        List<Channel> channels = workspace.channels();
        for (int c = 0; c < channels.size(); c++) {
            List<Sample> list = channels.get(c).samples();
            for (int s = 0; s < list.size(); s++) {
                for (int m = 0; m < list.get(s).modifiers().size(); m++) {
                    if (isPoisson(list.get(s).modifiers().get(m))) {
                        ObjectNode node = (ObjectNode) copy.at("/channels/" + c + "/samples/" + s + "/modifiers/" + m);
                        node.put("type", "shapesys").remove(WorkspaceReader.CONSTRAINT);
                    }
                }
            }
        }
        return copy;
    }
}
