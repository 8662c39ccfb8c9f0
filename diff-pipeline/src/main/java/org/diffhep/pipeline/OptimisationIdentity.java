package org.diffhep.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.events.ColumnNaming;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Binning;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.stats.Objective;

/** What makes two optimisations the same to the last bit, by name; what does not matter, such as the number of threads, is not in it. */
final class OptimisationIdentity {

    private OptimisationIdentity() {}

    static Map<String, String> of(
            Analysis analysis, Objective objective, OptimisationSettings settings, EventSamples events) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("analysis", analysis.name());
        identity.put("objective", objective.name());
        identity.put("optimiser", settings.method().toString());
        identity.put("steps", Integer.toString(settings.steps()));
        identity.put("learning rate", settings.learningRate().toString());
        identity.put("temperature", settings.startTemperature() + " to " + settings.endTemperature());
        identity.put("enforcement", settings.enforcement().toString());
        identity.put("seed", Long.toString(settings.seed()));
        identity.put(
                "engine", settings.engine().name() + " on " + settings.engine().device());
        identity.put("normalisations", analysis.normalisations().toString());
        analysis.constraints().forEach(constraint -> identity.put("constraint " + constraint.text(), "required"));
        analysis.parameters().forEach(parameter -> identity.put("parameter " + parameter.name(), parameter.toString()));
        analysis.regions()
                .forEach(region -> identity.put(
                        "bins of region " + region.name(),
                        bins(region.axis()) + ", bandwidth " + region.bandwidth() + ", underflow "
                                + region.axis().underflow() + ", overflow "
                                + region.axis().overflow()));
        analysis.systematics()
                .forEach(systematic -> identity.put("systematic " + systematic.name(), describe(systematic)));
        analysis.samples()
                .forEach(sample -> identity.put(
                        "expressions of sample " + sample,
                        digest(analysis.graph(sample).text())));
        List<Expr> preselection = new ArrayList<>(analysis.preselection().objects());
        preselection.addAll(analysis.preselection().events());
        identity.put("preselection", digest(Graph.ofExpressions(preselection).text()));
        events.files().forEach(file -> identity.put("input " + file.file(), file.sha256()));
        if (!events.naming().equals(ColumnNaming.asStored())) {
            identity.put(
                    "column names",
                    events.naming().convention() + ", "
                            + new TreeMap<>(events.naming().aliases()));
        }
        return identity;
    }

    /** Where edges that move begin; their expressions are in the digests of the samples. */
    private static String bins(Binning binning) {
        return binning instanceof LearnableAxis learnable
                ? "learned from " + Arrays.toString(learnable.start().edges())
                : Arrays.toString(((Axis) binning).edges());
    }

    /** Their expressions are in the digests of the samples. */
    private static String describe(Systematic systematic) {
        return systematic instanceof Systematic.Normalisation normalisation
                ? normalisation.toString()
                : systematic.getClass().getSimpleName() + " on " + systematic.samples();
    }

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
