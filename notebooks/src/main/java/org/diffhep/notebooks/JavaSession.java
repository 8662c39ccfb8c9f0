package org.diffhep.notebooks;

import java.io.File;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** Runs the code of cells one after another, as a Jupyter kernel does, in this JVM and with its class path. */
public final class JavaSession implements AutoCloseable {

    private final ValueKeeper keeper = new ValueKeeper();
    private final JShell shell;

    /** A session in which nothing is imported or defined yet. */
    public JavaSession() {
        shell = JShell.builder().executionEngine(keeper, Map.of()).build();
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .forEach(shell::addToClasspath);
    }

    /**
     * Runs a cell.
     *
     * @return the value of the last expression; empty if the cell ends in a statement or a declaration, or the value is null
     * @throws NotebookException if a snippet does not compile or throws; those before it have run
     */
    public Optional<Object> run(String cell) {
        Optional<Object> value = Optional.empty();
        String left = cell.stripLeading();
        while (!left.isEmpty()) {
            int line = lines(cell.substring(0, cell.length() - left.length()));
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(left);
            if (!next.completeness().isComplete()) {
                throw problem(line, left, "this is not complete");
            }
            keeper.value = null;
            for (SnippetEvent event : shell.eval(next.source())) {
                check(event, line, next.source());
                value = isExpression(event.snippet()) ? Optional.ofNullable(keeper.value) : Optional.empty();
            }
            left = next.remaining().stripLeading();
        }
        return value;
    }

    private void check(SnippetEvent event, int line, String source) {
        if (event.exception() != null) {
            String thrown = event.exception() instanceof EvalException e
                    ? e.getExceptionClassName() + ": " + e.getMessage()
                    : event.exception().toString();
            throw problem(line + lineIn(event.exception()), source, thrown);
        }
        if (event.causeSnippet() == null && event.status() != Snippet.Status.VALID) {
            shell.diagnostics(event.snippet()).findFirst().ifPresent(diagnostic -> {
                int at = lines(source.substring(0, (int) diagnostic.getStartPosition()));
                throw problem(
                        line + at, source.substring((int) diagnostic.getStartPosition()), diagnostic.getMessage(null));
            });
            throw problem(line, source, "something used here is not defined");
        }
    }

    /** The line of a snippet, from 0, in which an exception left it. */
    private static int lineIn(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame ->
                        frame.getFileName() != null && frame.getFileName().startsWith("#"))
                .reduce((inner, outer) -> outer)
                .map(frame -> frame.getLineNumber() - 1)
                .orElse(0);
    }

    private static NotebookException problem(int line, String source, String what) {
        String written = source.strip().lines().findFirst().orElse("");
        return new NotebookException("line " + (line + 1) + ": " + what + "\n    " + written);
    }

    private static int lines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    private static boolean isExpression(Snippet snippet) {
        return switch (snippet.subKind()) {
            case OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND, VAR_VALUE_SUBKIND -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        shell.close();
    }

    /** Runs snippets in this JVM and keeps the value of the last one as an object; JShell itself hands out only its text. */
    private static final class ValueKeeper extends DirectExecutionControl implements ExecutionControlProvider {

        private @Nullable Object value;

        @Override
        protected String invoke(Method snippet) throws Exception {
            value = snippet.invoke(null);
            return valueString(value);
        }

        @Override
        public String name() {
            return "notebook";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return this;
        }
    }
}
