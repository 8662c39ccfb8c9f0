package org.diffhep.cli.ttbar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.diffhep.pipeline.GradientHealth;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.Checks;
import org.diffhep.pipeline.OptimisationResult.Evaluation;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;
import org.diffhep.pipeline.OptimisationResult.Provenance;
import org.diffhep.pipeline.OptimisationResult.Sense;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.ttbar.TtbarOptions;

/** An optimisation that moves a number from 30 to 20 without any events: what the command does around it is what is tested. */
public final class StandInJob implements OptimisationJob {

    private final TtbarOptions request;
    private final long pauseMillis;

    /** @param pauseMillis how long each step takes */
    public StandInJob(TtbarOptions request, long pauseMillis) {
        this.request = request;
        this.pauseMillis = pauseMillis;
    }

    @Override
    public String description() {
        return "stand-in · 1 sample, 100 events";
    }

    @Override
    public String parameterOfInterest() {
        return request.objective().equals("precision") ? "ttbar_norm" : "mu";
    }

    @Override
    public List<Cut> cuts() {
        return List.of(new Cut("jet_pt", "GeV"));
    }

    @Override
    public Outcome run(OptimisationListener listener, BooleanSupplier stop) {
        List<TrajectoryPoint> points = new ArrayList<>();
        int step = 0;
        while (true) {
            double cut = 30 - 10.0 * step / request.settings().steps();
            TrajectoryPoint point = new TrajectoryPoint(
                    step, cut / 300, OptionalDouble.of(cut / 290), Math.pow(0.1, step), List.of(cut));
            points.add(point);
            listener.stepped(point, point, request.settings().steps());
            if (step == request.settings().steps() || stop.getAsBoolean()) {
                break;
            }
            pause();
            step++;
        }
        OptimisationResult result = result(points, step < request.settings().steps());
        return new Outcome(result, file -> {
            try {
                Files.writeString(file, "{}");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private OptimisationResult result(List<TrajectoryPoint> points, boolean interrupted) {
        TrajectoryPoint last = points.get(points.size() - 1);
        Evaluation end = new Evaluation(
                OptionalDouble.of(last.objectiveSoft()),
                last.objectiveHard(),
                last.objectiveHard(),
                OptionalDouble.of(0.001));
        GradientHealth health = new GradientHealth(1, List.of(), List.of());
        return new OptimisationResult(
                request.objective(),
                parameterOfInterest(),
                request.settings().method().toString(),
                Sense.MINIMISE,
                request.settings().seed(),
                request.settings().engine().name(),
                100,
                last.step(),
                1.5,
                interrupted,
                List.of(new ParameterResult(
                        "jet_pt",
                        30,
                        last.parameters().get(0),
                        10,
                        60,
                        "GeV",
                        OptionalDouble.of(1),
                        OptionalDouble.of(2),
                        false)),
                List.of(),
                List.of(),
                end,
                end,
                points,
                new Checks(1e-9, List.of(), OptionalDouble.empty(), OptionalDouble.empty(), health, health),
                List.of(),
                new Provenance("test", "17", "linux", List.of(), "diffhep ttbar optimise"),
                List.of());
    }

    private void pause() {
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
