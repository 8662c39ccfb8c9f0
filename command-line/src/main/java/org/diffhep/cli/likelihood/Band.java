package org.diffhep.cli.likelihood;

import java.util.List;
import java.util.function.DoubleFunction;
import org.diffhep.cli.TextTable;

/** The five expected values from −2 σ to +2 σ, as rows of a table. */
final class Band {

    private static final List<String> NAMES =
            List.of("expected −2 σ", "expected −1 σ", "expected", "expected +1 σ", "expected +2 σ");

    private Band() {}

    static void rows(TextTable table, List<Double> values, DoubleFunction<String> format) {
        for (int i = 0; i < values.size(); i++) {
            table.row(NAMES.get(i), format.apply(values.get(i)));
        }
    }
}
