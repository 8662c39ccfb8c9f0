package org.diffhep.pipeline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.OptimisationCheckpoint;
import org.diffhep.pipeline.OptimisationCheckpoint.Evaluation;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;

/**
 * Checkpoints as JSON: {@code identity}, and one entry of {@code evaluations} for each step. Numbers keep every digit; an undefined
 * value is {@code null}.
 *
 * <p>An instance is a listener that keeps the file up to date while an optimisation runs, about once a second and when it is closed.
 */
public final class CheckpointFile implements OptimisationListener, AutoCloseable {

    private static final String FORMAT = "diffhep checkpoint 1";
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private final OptimisationListener next;
    private final LongSupplier nanos;
    private long written;
    private Optional<Supplier<OptimisationCheckpoint>> waiting = Optional.empty();

    /**
     * @param file where to write; its folder must exist
     * @param next hears of everything as well
     * @param nanos a clock
     */
    public CheckpointFile(Path file, OptimisationListener next, LongSupplier nanos) {
        this.file = file;
        this.next = next;
        this.nanos = nanos;
        this.written = nanos.getAsLong();
    }

    @Override
    public void stepped(TrajectoryPoint point, TrajectoryPoint best, int steps) {
        next.stepped(point, best, steps);
    }

    @Override
    public void reached(Supplier<OptimisationCheckpoint> checkpoint) {
        next.reached(checkpoint);
        waiting = Optional.of(checkpoint);
        if (nanos.getAsLong() - written >= INTERVAL_NANOS) {
            close();
        }
    }

    /**
     * Writes what was not written yet.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void close() {
        waiting.ifPresent(checkpoint -> write(checkpoint.get(), file));
        waiting = Optional.empty();
        written = nanos.getAsLong();
    }

    /**
     * Writes a checkpoint to a temporary name and moves it.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(OptimisationCheckpoint checkpoint, Path file) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        ObjectNode identity = root.putObject("identity");
        checkpoint.identity().forEach(identity::put);
        ArrayNode evaluations = root.putArray("evaluations");
        for (Evaluation evaluation : checkpoint.evaluations()) {
            TrajectoryPoint point = evaluation.point();
            ObjectNode row = evaluations.addObject();
            row.put("step", point.step());
            row.put("temperature", point.temperature());
            numbers(row.putArray("parameters"), point.parameters());
            number(row, "objective_soft", point.objectiveSoft());
            number(row, "objective_hard", point.objectiveHard().orElse(Double.NaN));
            number(row, "value", evaluation.value());
            numbers(row.putArray("gradient"), evaluation.gradient());
            numbers(row.putArray("constraints"), evaluation.constraints());
            row.put("violation", evaluation.violation());
        }
        try {
            AtomicFile.write(file, MAPPER.writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    private static void number(ObjectNode row, String field, double value) {
        if (Double.isFinite(value)) {
            row.put(field, value);
        } else {
            row.putNull(field);
        }
    }

    private static void numbers(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }

    /**
     * Reads a checkpoint.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws InvalidInputException if it is not a checkpoint; names the file and the field
     */
    public static OptimisationCheckpoint read(Path file) {
        JsonNode root;
        try {
            root = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (!FORMAT.equals(root.path("format").asText())) {
            throw new InvalidInputException(file + ": /format is not \"" + FORMAT + "\": this is not a checkpoint");
        }
        Map<String, String> identity = new LinkedHashMap<>();
        root.path("identity")
                .properties()
                .forEach(field -> identity.put(field.getKey(), field.getValue().asText()));
        List<Evaluation> evaluations = new ArrayList<>();
        for (JsonNode row : root.path("evaluations")) {
            String path = file + ": /evaluations/" + evaluations.size();
            double hard = number(row, path, "objective_hard");
            evaluations.add(new Evaluation(
                    new TrajectoryPoint(
                            (int) number(row, path, "step"),
                            number(row, path, "objective_soft"),
                            Double.isNaN(hard) ? OptionalDouble.empty() : OptionalDouble.of(hard),
                            number(row, path, "temperature"),
                            numbers(row, path, "parameters")),
                    number(row, path, "value"),
                    numbers(row, path, "gradient"),
                    numbers(row, path, "constraints"),
                    number(row, path, "violation")));
        }
        return new OptimisationCheckpoint(identity, evaluations);
    }

    private static double number(JsonNode row, String path, String field) {
        return value(row.path(field), path + "/" + field);
    }

    private static List<Double> numbers(JsonNode row, String path, String field) {
        JsonNode array = row.path(field);
        if (!array.isArray()) {
            throw new InvalidInputException(path + "/" + field + " is not an array");
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode each : array) {
            values.add(value(each, path + "/" + field + "/" + values.size()));
        }
        return values;
    }

    private static double value(JsonNode node, String path) {
        if (!node.isNumber() && !node.isNull()) {
            throw new InvalidInputException(path + " is " + (node.isMissingNode() ? "missing" : "not a number"));
        }
        return node.isNull() ? Double.NaN : node.asDouble();
    }
}
