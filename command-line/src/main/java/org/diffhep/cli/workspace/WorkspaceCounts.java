package org.diffhep.cli.workspace;

import org.diffhep.cli.JsonDocument;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Workspace;

/** How large a workspace is. */
record WorkspaceCounts(int channels, int bins, long samples, int measurements) {

    static WorkspaceCounts of(Workspace workspace) {
        return new WorkspaceCounts(
                workspace.channels().size(),
                workspace.channels().stream().mapToInt(Channel::bins).sum(),
                workspace.channels().stream()
                        .flatMap(channel -> channel.samples().stream())
                        .map(sample -> sample.name())
                        .distinct()
                        .count(),
                workspace.measurements().size());
    }

    void fill(JsonDocument document) {
        document.root()
                .put("channels", channels)
                .put("bins", bins)
                .put("samples", samples)
                .put("measurements", measurements);
    }

    @Override
    public String toString() {
        return counted(channels, "channel") + ", " + counted(bins, "bin") + ", " + counted(samples, "sample") + ", "
                + counted(measurements, "measurement");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
