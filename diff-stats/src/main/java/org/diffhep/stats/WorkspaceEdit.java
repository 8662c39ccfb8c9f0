package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Takes parts out of a workspace and renames others, as pyhf's {@code prune} and {@code rename} do: observations follow
 * their channels, and a measurement's parameters and POI follow their modifiers. Immutable; start with {@link #none()}.
 */
public final class WorkspaceEdit {
    /** What can be named. */
    public enum Part {
        /** A modifier, wherever it is. */
        MODIFIER,
        /** All modifiers of a type, for pruning only. */
        MODIFIER_TYPE,
        /** A sample, wherever it is. */
        SAMPLE,
        /** A channel and its observation. */
        CHANNEL,
        /** A measurement. */
        MEASUREMENT
    }

    private final Map<Part, Set<String>> pruned;
    private final Map<Part, Map<String, String>> renamed;

    private WorkspaceEdit(Map<Part, Set<String>> pruned, Map<Part, Map<String, String>> renamed) {
        this.pruned = pruned;
        this.renamed = renamed;
    }

    /** Changes nothing. */
    public static WorkspaceEdit none() {
        return new WorkspaceEdit(Map.of(), Map.of());
    }

    /** Takes out, in addition, what has these names. */
    public WorkspaceEdit prune(Part part, String... names) {
        Map<Part, Set<String>> copy = new HashMap<>(pruned);
        Set<String> set = new HashSet<>(copy.getOrDefault(part, Set.of()));
        set.addAll(Set.of(names));
        copy.put(part, set);
        return new WorkspaceEdit(copy, renamed);
    }

    /** Renames in addition. */
    public WorkspaceEdit rename(Part part, String from, String to) {
        if (part == Part.MODIFIER_TYPE) {
            throw new IllegalArgumentException("types of modifiers cannot be renamed");
        }
        Map<Part, Map<String, String>> copy = new HashMap<>(renamed);
        Map<String, String> map = new HashMap<>(copy.getOrDefault(part, Map.of()));
        map.put(from, to);
        copy.put(part, map);
        return new WorkspaceEdit(pruned, copy);
    }

    /**
     * Applies the changes.
     *
     * @param workspace left as it is
     * @throws InvalidModelException if a name is not in the workspace, or nothing valid is left
     */
    public Workspace apply(Workspace workspace) {
        ObjectNode root = workspace.tree();
        checkNames(workspace);
        edit(list(root, "channels"), Part.CHANNEL);
        edit(list(root, "observations"), Part.CHANNEL);
        edit(list(root, "measurements"), Part.MEASUREMENT);
        for (JsonNode channel : list(root, "channels")) {
            ArrayNode samples = list(channel, "samples");
            edit(samples, Part.SAMPLE);
            for (JsonNode sample : samples) {
                ArrayNode modifiers = list(sample, "modifiers");
                Iterator<JsonNode> iterator = modifiers.iterator();
                while (iterator.hasNext()) {
                    if (isPruned(
                            Part.MODIFIER_TYPE, iterator.next().path("type").asText())) {
                        iterator.remove();
                    }
                }
                edit(modifiers, Part.MODIFIER);
            }
        }
        for (JsonNode measurement : list(root, "measurements")) {
            JsonNode config = measurement.path("config");
            edit(list(config, "parameters"), Part.MODIFIER);
            if (config instanceof ObjectNode c && c.path("poi").isTextual()) {
                c.put("poi", newName(Part.MODIFIER, c.path("poi").asText()));
            }
        }
        return Workspace.derived(root, workspace.source(), workspace);
    }

    private void checkNames(Workspace workspace) {
        Map<Part, Set<String>> known = new HashMap<>();
        for (Part part : Part.values()) {
            known.put(part, new HashSet<>());
        }
        workspace.measurements().forEach(m -> add(known, Part.MEASUREMENT, m.name()));
        for (Channel channel : workspace.channels()) {
            add(known, Part.CHANNEL, channel.name());
            for (Sample sample : channel.samples()) {
                add(known, Part.SAMPLE, sample.name());
                for (Modifier modifier : sample.modifiers()) {
                    add(known, Part.MODIFIER, modifier.name());
                    add(known, Part.MODIFIER_TYPE, modifier.type());
                }
            }
        }
        for (Part part : Part.values()) {
            Set<String> asked = new HashSet<>(pruned.getOrDefault(part, Set.of()));
            asked.addAll(renamed.getOrDefault(part, Map.of()).keySet());
            asked.removeAll(known.getOrDefault(part, Set.of()));
            if (!asked.isEmpty()) {
                throw new InvalidModelException(workspace.source() + ": there is no "
                        + part.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " named "
                        + asked.stream().sorted().toList());
            }
        }
    }

    private static void add(Map<Part, Set<String>> known, Part part, String name) {
        known.computeIfAbsent(part, p -> new HashSet<>()).add(name);
    }

    private void edit(ArrayNode items, Part part) {
        Iterator<JsonNode> iterator = items.iterator();
        while (iterator.hasNext()) {
            JsonNode item = iterator.next();
            String name = item.path("name").asText();
            if (isPruned(part, name)) {
                iterator.remove();
            } else if (item instanceof ObjectNode object) {
                object.put("name", newName(part, name));
            }
        }
    }

    private boolean isPruned(Part part, String name) {
        return pruned.getOrDefault(part, Set.of()).contains(name);
    }

    private String newName(Part part, String name) {
        return renamed.getOrDefault(part, Map.of()).getOrDefault(name, name);
    }

    private static ArrayNode list(JsonNode parent, String key) {
        return parent.path(key) instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
    }
}
