package org.diffhep.cli.likelihood;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.UsageException;
import org.diffhep.cli.workspace.PatchFile;
import org.diffhep.cli.workspace.WorkspaceFile;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The workspace that a command works on, and the options that choose the model in it. */
public final class WorkspaceInput {

    @Parameters(paramLabel = "WS", description = "A pyhf workspace (JSON); - is standard input.")
    private String file = "-";

    @Option(names = "--measurement", paramLabel = "NAME", description = "The measurement; default: the first.")
    private Optional<String> measurement = Optional.empty();

    @Option(
            names = "--poi",
            paramLabel = "NAME",
            description = "The parameter of interest; default: the measurement's.")
    private Optional<String> poi = Optional.empty();

    @Option(
            names = "--patch",
            paramLabel = "FILE[:NAME]",
            description = "Apply a patch first: one of a patch set, whose digests are checked, or a JSON patch.")
    private Optional<String> patch = Optional.empty();

    @Option(names = "--fix", paramLabel = "NAME=VALUE", description = "Hold a parameter at a value.")
    private Map<String, Double> fixed = new LinkedHashMap<>();

    @Mixin
    private InterpolationOptions interpolation = new InterpolationOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Whether to print JSON. */
    public boolean json() {
        return json;
    }

    /** The workspace, patched if asked. */
    public Workspace workspace() {
        Workspace workspace = WorkspaceFile.read(file);
        return patch.isPresent() ? PatchFile.read(patch.get()).apply(workspace) : workspace;
    }

    private Measurement measurement(Workspace workspace) {
        if (measurement.isPresent()) {
            return workspace.measurement(measurement.get());
        }
        if (workspace.measurements().isEmpty()) {
            throw new UsageException(workspace.source() + ": /measurements is empty, so there is no model");
        }
        return workspace.measurements().get(0);
    }

    /** The model, with what the options change; a parameter of interest that it lacks is a message of the document. */
    public HistFactoryModel model(Workspace workspace, JsonDocument document) {
        Measurement chosen = measurement(workspace);
        HistFactoryModel model = workspace.model(chosen, interpolation.codes());
        if (poi.isPresent()) {
            model = model.withPoi(poi.get());
        } else if (model.poiIndex().isEmpty()) {
            String declared = model.declaredPoi()
                    .map(name -> "declares the parameter of interest " + name + ", which the model lacks")
                    .orElse("declares no parameter of interest");
            document.message("measurement " + chosen.name() + " " + declared);
        }
        for (Map.Entry<String, Double> entry : fixed.entrySet()) {
            model = model.withFixed(entry.getKey(), entry.getValue());
        }
        return model;
    }
}
