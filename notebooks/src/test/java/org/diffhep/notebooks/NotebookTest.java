package org.diffhep.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Path file(String cells) throws IOException {
        Path file = folder.resolve("small.ipynb");
        Files.writeString(file, "{\"cells\": [" + cells + "], \"metadata\": {\"kept\": 1}, \"nbformat\": 4}");
        return file;
    }

    private static String code(String source) {
        return "{\"cell_type\": \"code\", \"source\": " + source + ", \"outputs\": [\"old\"]}";
    }

    @Test
    void outputsOfARunAreWrittenBackAndTheRestIsKept() throws IOException {
        Path file = file("{\"cell_type\": \"markdown\", \"source\": \"text\"}, "
                + code("[\"int a = 20;\\n\", \"a + 1\"]") + ", "
                + code("\"new java.awt.image.BufferedImage(30, 20, java.awt.image.BufferedImage.TYPE_INT_RGB)\"") + ", "
                + code("\"a = 3;\""));
        Notebook notebook = Notebook.read(file);
        try (JavaSession session = new JavaSession()) {
            notebook.execute(session);
        }
        notebook.write();

        JsonNode written = new ObjectMapper().readTree(file.toFile());
        assertThat(written.at("/metadata/kept").asInt()).isEqualTo(1);
        assertThat(written.at("/cells/0/source").asText()).isEqualTo("text");
        assertThat(written.at("/cells/1/outputs/0/data/text~1plain").asText()).isEqualTo("21");
        assertThat(written.at("/cells/1/execution_count").asInt()).isEqualTo(1);
        byte[] png = Base64.getDecoder()
                .decode(written.at("/cells/2/outputs/0/data/image~1png").asText());
        BufferedImage image = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(png)));
        assertThat(image.getWidth()).isEqualTo(30);
        assertThat(written.at("/cells/3/outputs")).isEmpty();
    }

    @Test
    void aFailingCellIsNamedByFileAndNumberAndTheFileStaysAsItWas() throws IOException {
        Path file = file(code("\"int a = 1;\"") + ", " + code("\"a.length()\""));
        String before = Files.readString(file);
        assertThatThrownBy(() -> RunNotebooks.main(new String[] {file.toString()}))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("small.ipynb, code cell 2, line 1")
                .hasMessageContaining("a.length()");
        assertThat(file).hasContent(before);
    }

    @Test
    void aFileThatIsNoNotebookIsRefusedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{}");
        assertThatThrownBy(() -> Notebook.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.json");
    }
}
