package org.diffhep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guide's Java is that of a test, so that it compiles and runs. */
class SnippetsTest {

    private static final Path ROOT = Path.of(System.getProperty("diffhep.root"));
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({
        "likelihoods.md, diff-stats/src/test/java/org/diffhep/stats/GuideTest.java",
        "expressions.md, autodiff-core/src/test/java/org/diffhep/autodiff/GuideTest.java",
        "histograms.md, diff-histogram/src/test/java/org/diffhep/histogram/GuideTest.java"
    })
    void theGuideIsTested(String page, String tested) throws IOException {
        String test = withoutSpace(Files.readString(ROOT.resolve(tested)));

        List<String> snippets = SNIPPET.matcher(
                        Files.readString(ROOT.resolve("docs/guide").resolve(page)))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(snippets).hasSizeGreaterThan(2);
        for (String snippet : snippets) {
            assertThat(test).contains(withoutSpace(snippet));
        }
    }

    private static String withoutSpace(String text) {
        Matcher space = Pattern.compile("\\s+").matcher(text);
        return space.replaceAll("");
    }
}
