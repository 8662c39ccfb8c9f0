package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The JSON patch (RFC 6902) that turns one document into another of the same shape. */
final class JsonDifference {
    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    private JsonDifference() {}

    /** Empty if the documents are the same, down to how their numbers are written. */
    static ArrayNode between(JsonNode from, JsonNode to) {
        JsonDifference difference = new JsonDifference();
        difference.compare(from, to, "");
        return difference.operations;
    }

    private void compare(JsonNode from, JsonNode to, String path) {
        if (from.isObject() && to.isObject()) {
            from.fieldNames().forEachRemaining(key -> {
                if (!to.has(key)) {
                    operation("remove", path + "/" + JsonFields.escaped(key));
                }
            });
            to.properties().forEach(field -> {
                String at = path + "/" + JsonFields.escaped(field.getKey());
                if (from.has(field.getKey())) {
                    compare(from.get(field.getKey()), field.getValue(), at);
                } else {
                    operations
                            .addObject()
                            .put("op", "add")
                            .put("path", at)
                            .set("value", field.getValue().deepCopy());
                }
            });
        } else if (from.isArray()
                && to.isArray()
                && from.size() == to.size()
                && !to.path(0).isValueNode()) {
            for (int i = 0; i < to.size(); i++) {
                compare(from.get(i), to.get(i), path + "/" + i);
            }
        } else if (!from.equals(to)) {
            operations.addObject().put("op", "replace").put("path", path).set("value", to.deepCopy());
        }
    }

    private void operation(String name, String path) {
        operations.addObject().put("op", name).put("path", path);
    }
}
