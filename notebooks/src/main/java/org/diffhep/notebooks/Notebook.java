package org.diffhep.notebooks;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** A notebook file of format 4: markdown cells, and cells with Java code and their outputs. */
public final class Notebook {

    private final Path file;
    private final ObjectNode root;

    private Notebook(Path file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or is no notebook
     */
    public static Notebook read(Path file) throws IOException {
        if (new ObjectMapper().readTree(file.toFile()) instanceof ObjectNode root
                && root.path("cells").isArray()) {
            return new Notebook(file, root);
        }
        throw new IOException(file + " is no notebook: it has no list of cells");
    }

    /** Writes the notebook with its outputs to the file it came from. */
    public void write() throws IOException {
        Separators separators =
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        DefaultPrettyPrinter likeJupyter = new DefaultPrettyPrinter(separators);
        likeJupyter.indentArraysWith(new DefaultIndenter(" ", "\n"));
        likeJupyter.indentObjectsWith(new DefaultIndenter(" ", "\n"));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, new ObjectMapper().writer(likeJupyter).writeValueAsString(root) + "\n");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The sources of the code cells, in order. */
    public List<String> code() {
        return codeCells().stream().map(Notebook::source).toList();
    }

    /**
     * Runs all code cells in order and takes their values as outputs.
     *
     * @return the value of each code cell, empty where there is none
     * @throws NotebookException if a cell does not compile or throws; cells after it are not run
     */
    public List<Optional<Object>> execute(JavaSession session) {
        List<Optional<Object>> values = new ArrayList<>();
        for (ObjectNode cell : codeCells()) {
            int number = values.size() + 1;
            try {
                values.add(session.run(source(cell)));
            } catch (NotebookException e) {
                throw new NotebookException(file.getFileName() + ", code cell " + number + ", " + e.getMessage());
            }
            cell.put("execution_count", number);
            ArrayNode outputs = cell.putArray("outputs");
            values.get(values.size() - 1).ifPresent(value -> addOutput(outputs, number, value));
        }
        return values;
    }

    private List<ObjectNode> codeCells() {
        List<ObjectNode> cells = new ArrayList<>();
        for (JsonNode cell : root.path("cells")) {
            if (cell instanceof ObjectNode object
                    && cell.path("cell_type").asText().equals("code")) {
                cells.add(object);
            }
        }
        return cells;
    }

    /** The format allows one text, or a list of lines that keep their line breaks. */
    private static String source(ObjectNode cell) {
        JsonNode source = cell.path("source");
        StringBuilder text = new StringBuilder(source.isTextual() ? source.asText() : "");
        source.forEach(line -> text.append(line.asText()));
        return text.toString();
    }

    private static void addOutput(ArrayNode outputs, int number, Object value) {
        ObjectNode output = outputs.addObject().put("output_type", "execute_result");
        output.put("execution_count", number).putObject("metadata");
        ObjectNode data = output.putObject("data");
        if (value instanceof BufferedImage image) {
            data.put("image/png", Base64.getEncoder().encodeToString(png(image)));
            data.put("text/plain", "a picture of " + image.getWidth() + " x " + image.getHeight() + " pixels");
        } else {
            data.put("text/plain", value.toString());
        }
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
