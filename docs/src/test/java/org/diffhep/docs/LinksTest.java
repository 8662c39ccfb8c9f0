package org.diffhep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link in the project's Markdown to a file or a heading of the project leads somewhere. */
class LinksTest {

    private static final Path ROOT = Path.of(System.getProperty("diffhep.root"));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Set<String> SKIPPED = Set.of("target", ".git", "out", "node_modules", ".ipynb_checkpoints");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> {
                        for (Path part : ROOT.relativize(file)) {
                            if (SKIPPED.contains(part.toString())) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thePagesAreFound() throws IOException {
        assertThat(pages())
                .contains(
                        ROOT.resolve("README.md"),
                        ROOT.resolve("CONTRIBUTING.md"),
                        ROOT.resolve("docs/guide/quick-start.md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) {
        assertThat(brokenLinks(page, read(page))).isEmpty();
    }

    @Test
    void aBrokenLinkIsNoticed() {
        Path page = ROOT.resolve("README.md");

        assertThat(brokenLinks(page, "[a](docs/none.md) [b](LICENSE) [c](#no-such-heading) [d](https://x.example/)"))
                .containsExactly("docs/none.md", "#no-such-heading");
    }

    private static List<String> brokenLinks(Path page, String text) {
        List<String> broken = new ArrayList<>();
        Matcher matcher = LINK.matcher(text);
        while (matcher.find()) {
            String link = matcher.group(1);
            if (!link.contains("://") && !link.startsWith("mailto:") && !leadsSomewhere(page, link)) {
                broken.add(link);
            }
        }
        return broken;
    }

    private static boolean leadsSomewhere(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || anchors(read(target)).contains(link.substring(hash + 1));
    }

    /** Headings as GitHub names them: lower case, punctuation dropped, blanks as hyphens. */
    private static Set<String> anchors(String text) {
        return text.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ *", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
