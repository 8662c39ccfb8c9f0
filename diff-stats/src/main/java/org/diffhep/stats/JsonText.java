package org.diffhep.stats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** JSON text to trees and back. What is not JSON, or is made to exhaust memory, is refused with its place. */
final class JsonText {
    /** Workspaces nest 9 deep, with bounds; a document of 100 levels is none. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_NAME = 10_000;
    private static final int MAX_STRING = 1_000_000;
    private static final int MAX_NUMBER = 1_000;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private JsonText() {}

    /** A file, read as it is parsed: one that is refused early does not fill the memory. */
    static JsonNode read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new InvalidModelException(file + " is a folder: expected a JSON file");
        }
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = MAPPER.createParser(in)) {
            return tree(parser, file.toString());
        }
    }

    static JsonNode parse(String json, String name) {
        // a mark at the start is skipped, as it is in files
        String text = !json.isEmpty() && json.charAt(0) == BYTE_ORDER_MARK ? json.substring(1) : json;
        try (JsonParser parser = MAPPER.createParser(text)) {
            return tree(parser, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(JsonParser parser, String name) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new InvalidModelException(name + " is empty: expected a JSON document");
            }
            JsonNode tree = MAPPER.readTree(parser);
            if (parser.nextToken() != null) {
                throw new InvalidModelException(
                        name + " is not valid JSON: something follows the document" + where(parser));
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(name + " is not valid JSON: " + e.getOriginalMessage() + where(parser));
        } catch (CharConversionException e) {
            throw new InvalidModelException(name + " is not valid JSON: its text is not UTF-8" + where(parser));
        }
    }

    private static String where(JsonParser parser) {
        String path = parser.getParsingContext().pathAsPointer().toString();
        return " (at " + (path.isEmpty() ? "/" : path) + ", line "
                + parser.currentLocation().getLineNr() + ", column "
                + parser.currentLocation().getColumnNr() + ")";
    }

    /** Indented text, with a line break at the end. */
    static String write(ObjectNode tree) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a file, to a temporary name first. */
    static void write(ObjectNode tree, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        // a plain file, not one of createTempFile: those are readable by their owner alone
        Path temporary = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.writeString(temporary, write(tree), StandardCharsets.UTF_8);
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
