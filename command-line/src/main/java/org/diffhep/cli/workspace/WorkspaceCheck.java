package org.diffhep.cli.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.InvalidModelException;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Workspace;

/**
 * All that is wrong with a workspace. The reader stops at the first problem, so each modifier, sample, channel, observation
 * and measurement is read on its own first; then come the whole, and the model of each measurement.
 *
 * @param counts the size of the workspace, if it can be read
 * @param problems each once, in the order of the file
 * @param remarks what is allowed, and probably not meant
 */
record WorkspaceCheck(Optional<WorkspaceCounts> counts, List<Problem> problems, List<String> remarks) {

    /** @param path JSON path; empty where there is no single one */
    record Problem(String path, String message) {}

    /** What stands for the channels where only another part is looked at. */
    private static final String ANY_CHANNEL =
            "[{\"name\": \"c\", \"samples\": [{\"name\": \"s\", \"data\": [1.0], " + "\"modifiers\": []}]}]";

    static WorkspaceCheck of(String text, String name) {
        Check check = new Check(text, name);
        return new WorkspaceCheck(check.counts, List.copyOf(check.problems), check.remarks);
    }

    private static final class Check {
        private final ObjectMapper mapper = new ObjectMapper();
        private final String name;
        private final Set<Problem> problems = new LinkedHashSet<>();
        private final List<String> remarks = new ArrayList<>();
        private Optional<WorkspaceCounts> counts = Optional.empty();

        Check(String text, String name) {
            this.name = name;
            try {
                JsonNode root = mapper.readTree(text);
                if (root.path("channels").isArray()) {
                    parts(root);
                }
            } catch (JsonProcessingException e) {
                // The reader below says so, with line and column.
                remarks.clear();
            }
            try {
                whole(Workspace.parse(text, name));
            } catch (InvalidModelException e) {
                if (problems.isEmpty()) {
                    add(e, "", "");
                }
            }
        }

        private void parts(JsonNode root) throws JsonProcessingException {
            // Required by pyhf's schema 1.0.0; the reader does without.
            for (String key : List.of("measurements", "observations", "version")) {
                if (!root.has(key)) {
                    problems.add(new Problem("/" + key, "is missing"));
                }
            }
            if (root.has("version") && !root.path("version").asText().equals("1.0.0")) {
                problems.add(new Problem("/version", "is " + root.get("version") + ", expected \"1.0.0\""));
            }
            for (int c = 0; c < root.path("channels").size(); c++) {
                channel(root.path("channels").get(c), "/channels/" + c);
                if (root.has("observations")) {
                    observation(root, root.path("channels").get(c), "/channels/" + c);
                }
            }
            for (String key : List.of("observations", "measurements")) {
                for (int i = 0; i < root.path(key).size(); i++) {
                    ObjectNode document = mapper.createObjectNode();
                    document.set("channels", mapper.readTree(ANY_CHANNEL));
                    document.putArray(key).add(root.path(key).get(i));
                    read(document, "/" + key + "/0", "/" + key + "/" + i);
                }
            }
        }

        private void channel(JsonNode channel, String path) {
            int before = problems.size();
            for (int s = 0; s < channel.path("samples").size(); s++) {
                JsonNode sample = channel.path("samples").get(s);
                String at = path + "/samples/" + s;
                JsonNode modifiers = sample.path("modifiers");
                for (int m = 0; m < modifiers.size(); m++) {
                    ObjectNode alone = sample.deepCopy();
                    alone.putArray("modifiers").add(modifiers.get(m));
                    channelWith(channel, alone, "/modifiers/0", at, "/modifiers/" + m);
                }
                channelWith(channel, sample, "", at, "");
            }
            if (problems.size() == before) {
                ObjectNode document = mapper.createObjectNode();
                document.putArray("channels").add(channel);
                read(document, "/channels/0", path);
            }
        }

        private void channelWith(JsonNode channel, JsonNode sample, String readAt, String path, String at) {
            if (at.isEmpty() && problems.stream().anyMatch(p -> p.path().startsWith(path + "/"))) {
                return;
            }
            ObjectNode document = mapper.createObjectNode();
            ArrayNode channels = document.putArray("channels");
            ObjectNode alone = channel.deepCopy();
            alone.putArray("samples").add(sample);
            channels.add(alone);
            read(document, "/channels/0/samples/0" + readAt, path + at);
        }

        /** Reads a document made of one part; its path is put back to where the part stands. */
        private void read(ObjectNode document, String from, String to) {
            try {
                Workspace.parse(document.toString(), name);
            } catch (InvalidModelException e) {
                add(e, from, to);
            }
        }

        private void add(InvalidModelException error, String from, String to) {
            String message = text(error);
            if (!message.startsWith("/")) {
                problems.add(new Problem("", message));
                return;
            }
            int blank = message.indexOf(' ');
            String path = message.substring(0, blank);
            problems.add(new Problem(
                    path.startsWith(from) ? to + path.substring(from.length()) : path, message.substring(blank + 1)));
        }

        /** The message without the name of the file. */
        private String text(InvalidModelException error) {
            String text = String.valueOf(error.getMessage());
            return text.startsWith(name + ": ") ? text.substring(name.length() + 2) : text;
        }

        private void whole(Workspace workspace) {
            counts = Optional.of(WorkspaceCounts.of(workspace));
            for (int i = 0; i < workspace.measurements().size(); i++) {
                measurement(workspace, workspace.measurements().get(i), "/measurements/" + i);
            }
        }

        private void measurement(Workspace workspace, Measurement measurement, String path) {
            try {
                HistFactoryModel model = workspace.model(measurement.name());
                if (model.poiIndex().isEmpty()) {
                    remarks.add(path + "/config/poi is '" + measurement.poi()
                            + "', and the model has no such parameter: fits work, tests and limits do not");
                }
            } catch (InvalidModelException e) {
                problems.add(new Problem(path, text(e)));
            }
        }

        private void observation(JsonNode root, JsonNode channel, String path) {
            String channelName = channel.path("name").asText();
            int bins = channel.at("/samples/0/data").size();
            for (int i = 0; i < root.path("observations").size(); i++) {
                JsonNode observation = root.path("observations").get(i);
                if (observation.path("name").asText().equals(channelName)) {
                    int found = observation.path("data").size();
                    if (found != bins) {
                        problems.add(new Problem(
                                "/observations/" + i + "/data",
                                "has " + found + " numbers, channel " + channelName + " has " + bins + " bins"));
                    }
                    return;
                }
            }
            problems.add(new Problem(path, "is channel " + channelName + ", which has no observation"));
        }
    }
}
