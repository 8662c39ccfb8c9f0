package org.diffhep.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.diffhep.events.ColumnCache;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTableSource;

/**
 * The samples of a folder, as its {@code samples.json} describes them.
 *
 * @param directory the folder
 * @param luminosity in pb⁻¹
 * @param files one entry a file
 * @param cache where decoded columns are kept; empty if they are decoded each time
 * @param naming how the columns of the events are called in the files
 */
public record SampleCatalogue(
        Path directory, double luminosity, List<SampleFile> files, Optional<ColumnCache> cache, ColumnNaming naming) {

    /** The name of the file that describes a folder. */
    public static final String FILE_NAME = "samples.json";

    public SampleCatalogue {
        files = List.copyOf(files);
    }

    /**
     * One file of a sample.
     *
     * @param file name relative to the folder, or an address ({@code https://…})
     * @param process what was simulated: {@code ttbar}
     * @param variation {@code nominal}, or which alternative simulation
     * @param crossSection of the whole sample, pb
     * @param eventsGenerated before any filter; empty if not given
     * @param sumOfWeights of the generated events; empty if not given: then it is taken from the tree {@code Runs}
     * @param generatorWeights whether {@code genWeight} enters the event weight
     */
    public record SampleFile(
            String file,
            String process,
            String variation,
            double crossSection,
            OptionalLong eventsGenerated,
            OptionalDouble sumOfWeights,
            boolean generatorWeights) {}

    /**
     * Reads {@code samples.json} of a folder.
     *
     * @throws InvalidInputException if the folder, the file or a field of it is missing or wrong
     */
    public static SampleCatalogue read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(
                    directory + " is not a folder; --input takes one that holds a " + FILE_NAME);
        }
        Path file = directory.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(directory + " holds no " + FILE_NAME);
        }
        try {
            return parse(directory, new ObjectMapper().readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    file + ": not JSON, line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static SampleCatalogue parse(Path directory, JsonNode root) {
        Fields top = new Fields(directory.resolve(FILE_NAME).toString(), "", root);
        double luminosity = top.positive("luminosity_pb");
        boolean weights = top.flag("generator_weights", true);
        JsonNode samples = root.path("samples");
        if (!samples.isArray() || samples.isEmpty()) {
            throw top.wrong("samples", "must be a list with at least one sample");
        }
        List<SampleFile> files = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < samples.size(); i++) {
            Fields fields = new Fields(top.file, "/samples/" + i, samples.get(i));
            SampleFile sample = new SampleFile(
                    fields.text("file"),
                    fields.text("process"),
                    fields.text("variation"),
                    fields.positive("xsec_pb"),
                    fields.optionalCount("events_generated"),
                    fields.optionalPositive("sum_of_weights"),
                    fields.flag("generator_weights", weights));
            if (!names.add(sample.file())) {
                throw fields.wrong("file", "is " + sample.file() + " a second time");
            }
            Optional<String> problem = problem(directory, sample.file());
            if (problem.isPresent()) {
                throw fields.wrong("file", problem.get());
            }
            files.add(sample);
        }
        return new SampleCatalogue(directory, luminosity, files, Optional.empty(), ColumnNaming.asStored());
    }

    /** The same samples, their columns read from a cache and put there. */
    public SampleCatalogue withCache(ColumnCache columns) {
        return new SampleCatalogue(directory, luminosity, files, Optional.of(columns), naming);
    }

    /** The same samples, the columns of their events by other names. */
    public SampleCatalogue withNaming(ColumnNaming names) {
        return new SampleCatalogue(directory, luminosity, files, cache, names);
    }

    /** Opens a file; close it after use. */
    EventFile open(SampleFile file) {
        EventLocation location = location(file);
        return cache.isPresent() ? cache.get().open(location) : location.open();
    }

    /** The events of a file that {@link #open} gave. */
    EventTableSource events(EventFile file) {
        return naming.of(file.table(naming.eventsTable(file)));
    }

    /** Where a file lies. */
    EventLocation location(SampleFile file) {
        return location(directory, file.file());
    }

    private static EventLocation location(Path directory, String file) {
        return EventLocation.isAddress(file) ? EventLocation.of(file) : EventLocation.of(directory.resolve(file));
    }

    /** What is wrong with the name of a file; empty if nothing is. Whether an address can be read is not known yet. */
    private static Optional<String> problem(Path directory, String file) {
        try {
            return location(directory, file)
                    .path()
                    .filter(path -> !Files.isRegularFile(path))
                    .map(path -> "is " + file + ", which the folder does not hold");
        } catch (IllegalArgumentException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
    }

    /** All processes with a nominal sample, in the order of the file. */
    public List<String> processes() {
        return files.stream()
                .filter(file -> file.variation().equals("nominal"))
                .map(SampleFile::process)
                .distinct()
                .toList();
    }

    /**
     * The files of one sample.
     *
     * @throws InvalidInputException if there is none
     */
    public List<SampleFile> sample(String process, String variation) {
        List<SampleFile> found = files.stream()
                .filter(file ->
                        file.process().equals(process) && file.variation().equals(variation))
                .toList();
        if (found.isEmpty()) {
            throw new InvalidInputException(directory.resolve(FILE_NAME) + " has no sample " + process + ", variation "
                    + variation + "; processes: " + String.join(", ", processes()));
        }
        return found;
    }

    /** Reads fields of one JSON object; every error names file and JSON path. */
    private record Fields(String file, String path, JsonNode node) {

        InvalidInputException wrong(String field, String problem) {
            return new InvalidInputException(file + ": " + path + "/" + field + " " + problem);
        }

        private JsonNode required(String field) {
            if (!node.isObject()) {
                throw new InvalidInputException(
                        file + ": " + (path.isEmpty() ? "the document" : path) + " must be an object");
            }
            JsonNode value = node.get(field);
            if (value == null || value.isNull()) {
                throw wrong(field, "is missing");
            }
            return value;
        }

        String text(String field) {
            JsonNode value = required(field);
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw wrong(field, "must be a text, got " + value);
            }
            return value.textValue();
        }

        double positive(String field) {
            JsonNode value = required(field);
            if (!value.isNumber() || !(value.doubleValue() > 0) || !Double.isFinite(value.doubleValue())) {
                throw wrong(field, "must be a positive number, got " + value);
            }
            return value.doubleValue();
        }

        OptionalDouble optionalPositive(String field) {
            return node.hasNonNull(field) ? OptionalDouble.of(positive(field)) : OptionalDouble.empty();
        }

        OptionalLong optionalCount(String field) {
            if (!node.hasNonNull(field)) {
                return OptionalLong.empty();
            }
            JsonNode value = required(field);
            if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() <= 0) {
                throw wrong(field, "must be a positive whole number, got " + value);
            }
            return OptionalLong.of(value.longValue());
        }

        boolean flag(String field, boolean ifAbsent) {
            if (!node.hasNonNull(field)) {
                return ifAbsent;
            }
            JsonNode value = required(field);
            if (!value.isBoolean()) {
                throw wrong(field, "must be true or false, got " + value);
            }
            return value.booleanValue();
        }
    }
}
