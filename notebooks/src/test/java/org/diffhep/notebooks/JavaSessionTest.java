package org.diffhep.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JavaSessionTest {

    private final JavaSession session = new JavaSession();

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void theValueOfACellIsItsLastExpressionAsTheObjectItIs() {
        assertThat(session.run("int a = 1;\njava.util.List.of(a, a + 1)")).contains(List.of(1, 2));
    }

    @Test
    void aVariableIsAnExpressionToo() {
        session.run("var text = \"seen\";");
        assertThat(session.run("text")).contains("seen");
    }

    @Test
    void aCellThatEndsInADeclarationHasNoValue() {
        assertThat(session.run("1 + 1;\nint b = 2;")).isEmpty();
    }

    @Test
    void laterCellsSeeWhatEarlierOnesDefined() {
        session.run("import java.util.*;\nint twice(int x) {\n    return 2 * x;\n}");
        assertThat(session.run("List.of(twice(21))")).contains(List.of(42));
    }

    @Test
    void codeThatDoesNotCompileIsNamedByItsLine() {
        assertThatThrownBy(() -> session.run("int a = 1;\n\nint b = a +\n    missing;"))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("line 4: cannot find symbol")
                .hasMessageEndingWith("missing;");
    }

    @Test
    void anExceptionIsNamedByTheLineItLeft() {
        assertThatThrownBy(() -> session.run("int zero = 0;\nfor (int i = 0; i < 2; i++) {\n    int c = 1 / zero;\n}"))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("line 3: java.lang.ArithmeticException: / by zero");
    }

    @Test
    void codeThatEndsTooEarlyIsRefused() {
        assertThatThrownBy(() -> session.run("int a = 1;\nfor (int i = 0;"))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("line 2: this is not complete");
    }

    @Test
    void aMethodThatUsesWhatIsNotDefinedIsRefused() {
        assertThatThrownBy(() -> session.run("int f() { return notThere(); }"))
                .isInstanceOf(NotebookException.class)
                .hasMessageContaining("line 1");
    }
}
