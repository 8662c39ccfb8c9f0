package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Width.width;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions.Collection;
import org.diffhep.autodiff.Expressions.Combined;
import org.diffhep.autodiff.FourVector;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.events.ColumnNames;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One analysis, written for NanoAOD, of files of NanoAOD and of PHYSLITE as tree and as RNTuple; compared with what awkward finds in them
 * (src/test/scripts/jet_numbers.py).
 */
class PhysliteAnalysisTest {

    /** Of sums of some ten numbers, in another order, whose inputs are the same to the last bit. */
    private static final double ROUNDING = 1e-12;

    private static final Collection JETS = collection("Jet");
    private static final Expr PT = JETS.column("pt");
    private static final Expr GOOD =
            PT.above(constant(25), width(4)).and(JETS.column("eta").abs().below(2.5));
    private static final Combined PAIRS = JETS.pairs();
    private static final Expr PAIR_MASS = FourVector.ofPtEtaPhiMass(
                    PT, JETS.column("eta"), JETS.column("phi"), JETS.column("mass"))
            .summedOver(PAIRS)
            .mass();
    private static final List<Expr> ANALYSIS =
            List.of(GOOD.sum(), PT.sum(GOOD), PAIR_MASS.sum(PAIRS.all(GOOD)), column("genWeight"), column("event"));

    @ParameterizedTest
    @CsvSource({
        "PHYSLITE_example.root,CollectionTree,true",
        "uproot-physlite-rntuple_v1-0-0-0.root,EventData,true",
        "nano_dy.root,Events,false"
    })
    void theSameExpressionsTakeBothFormats(String name, String table, boolean physlite) throws IOException {
        Path path = Path.of(System.getProperty("diffhep.root"))
                .resolveSibling("shared")
                .resolve("data/events")
                .resolve(name);
        Assumptions.assumeTrue(Files.isReadable(path), "the shared file is not here: " + path);
        JsonNode expected = reference().get(name);
        try (EventFile file = EventFile.open(path)) {
            EventTableSource stored = file.table(table);
            EventTableSource events = physlite ? ColumnNames.physliteAsNano(stored) : stored;
            EventTable read = events.read(SampleReader.branches(ANALYSIS));
            List<double[]> found =
                    JvmEngine.evaluate(ANALYSIS, SampleReader.batch(read), new double[0], Relaxation.HARD);
            List<String> names = List.of("good", "ht", "pair_masses", "weight", "event");
            for (int i = 0; i < names.size(); i++) {
                JsonNode values = expected.get(names.get(i));
                assertThat(found.get(i)).hasSize(values.size());
                for (int e = 0; e < values.size(); e++) {
                    double value = values.get(e).asDouble();
                    assertThat(found.get(i)[e])
                            .as("%s of entry %d", names.get(i), e)
                            .isCloseTo(value, within(ROUNDING * Math.abs(value)));
                }
            }
        }
    }

    private static JsonNode reference() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PhysliteAnalysisTest.class.getResourceAsStream("jet-numbers.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
