package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How two workspaces are combined, as in pyhf. Modifiers of one name are then correlated. */
public enum WorkspaceJoin {
    /** Nothing may be in both. */
    NONE,
    /** What is in both must be equal; measurements of one name and POI are merged. */
    OUTER,
    /** What is in both is taken from the left. */
    LEFT_OUTER,
    /** What is in both is taken from the right. */
    RIGHT_OUTER;

    /**
     * Combines two workspaces.
     *
     * @param left a workspace
     * @param right another
     * @param mergeChannels whether channels of one name become one channel with the samples of both; not with {@link
     *     #NONE}
     * @throws InvalidModelException if they contradict each other
     */
    public Workspace combine(Workspace left, Workspace right, boolean mergeChannels) {
        if (mergeChannels && this == NONE) {
            throw new IllegalArgumentException("channels are merged by outer joins only");
        }
        ObjectNode l = left.tree();
        ObjectNode r = right.tree();
        if (!l.path("version").equals(r.path("version"))) {
            throw new InvalidModelException("workspaces of different versions cannot be combined: " + l.path("version")
                    + " and " + r.path("version"));
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("channels", join(l, r, "channels", mergeChannels));
        root.set("measurements", measurements(l, r));
        root.set("observations", join(l, r, "observations", false));
        root.set("version", l.path("version"));
        return Workspace.derived(root, left.source() + " + " + right.source(), left, right);
    }

    private ArrayNode join(JsonNode left, JsonNode right, String key, boolean merge) {
        ArrayNode joined = items(left.path(key), right.path(key), merge ? "samples" : "");
        requireUnique(joined, key);
        return joined;
    }

    private ArrayNode items(JsonNode left, JsonNode right, String mergeKey) {
        JsonNode first = this == RIGHT_OUTER ? right : left;
        JsonNode second = this == RIGHT_OUTER ? left : right;
        ArrayNode joined = JsonNodeFactory.instance.arrayNode();
        first.forEach(item -> joined.add(item.deepCopy()));
        Set<String> names = new TreeSet<>();
        first.forEach(item -> names.add(item.path("name").asText()));
        List<JsonNode> firstItems = new ArrayList<>();
        first.forEach(firstItems::add);
        for (JsonNode item : second) {
            boolean common = names.contains(item.path("name").asText());
            if (common && !mergeKey.isEmpty()) {
                mergeInto(joined, item, mergeKey);
            } else if (this == NONE || (this == OUTER ? !firstItems.contains(item) : !common)) {
                joined.add(item.deepCopy());
            }
        }
        return joined;
    }

    private static void mergeInto(ArrayNode joined, JsonNode item, String key) {
        for (JsonNode present : joined) {
            if (present.path("name").equals(item.path("name")) && present instanceof ObjectNode object) {
                object.set(key, LEFT_OUTER.items(present.path(key), item.path(key), ""));
                return;
            }
        }
    }

    private void requireUnique(ArrayNode joined, String what) {
        if (this != NONE && this != OUTER) {
            return;
        }
        Set<String> seen = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        for (JsonNode item : joined) {
            String name = item.path("name").asText();
            if (!seen.add(name)) {
                twice.add(name);
            }
        }
        if (!twice.isEmpty()) {
            throw new InvalidModelException("the workspaces have " + what + " in common"
                    + (this == NONE ? ": " : " with different content: ") + twice + "; use another join");
        }
    }

    private ArrayNode measurements(JsonNode left, JsonNode right) {
        ArrayNode joined = items(left.path("measurements"), right.path("measurements"), "");
        if (this != OUTER) {
            requireUnique(joined, "measurements");
            return joined;
        }
        Map<String, ObjectNode> byName = new LinkedHashMap<>();
        for (JsonNode item : joined) {
            String name = item.path("name").asText();
            ObjectNode present = byName.get(name);
            if (present == null) {
                byName.put(name, (ObjectNode) item);
                continue;
            }
            JsonNode config = present.path("config");
            if (!config.path("poi").equals(item.path("config").path("poi"))) {
                throw new InvalidModelException("the workspaces have a measurement '" + name
                        + "' in common with different parameters of interest");
            }
            ArrayNode parameters =
                    items(config.path("parameters"), item.path("config").path("parameters"), "");
            requireUnique(parameters, "parameters of measurement '" + name + "'");
            ((ObjectNode) config).set("parameters", parameters);
        }
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        byName.values().forEach(result::add);
        return result;
    }
}
