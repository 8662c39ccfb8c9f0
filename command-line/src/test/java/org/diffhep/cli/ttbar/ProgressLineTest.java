package org.diffhep.cli.ttbar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.diffhep.cli.Console;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.pipeline.report.ObjectiveText;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private final StringWriter err = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    private ProgressLine line(boolean interactive, int columns) {
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), interactive, columns);
        return new ProgressLine(
                console,
                ObjectiveText.of("discovery", "mu"),
                List.of(new OptimisationJob.Cut("jet_pt", "GeV"), new OptimisationJob.Cut("btag", "")),
                nanos::get);
    }

    private void step(ProgressLine line, int step, OptionalDouble hard) {
        TrajectoryPoint point = new TrajectoryPoint(step, 4.5678, hard, 1, List.of(30.04, 0.5));
        line.stepped(point, point, 200);
        nanos.addAndGet(1_000_000_000L);
    }

    @Test
    void aTerminalSeesOneLineDrawnAgain() {
        ProgressLine line = line(true, 200);
        step(line, 0, OptionalDouble.of(4));
        step(line, 100, OptionalDouble.of(5));
        line.end();

        assertThat(err.toString())
                .isEqualTo(
                        "\rstep   0/200 ▕                ▏ ETA –:––   Z soft 4.568 σ  hard 4.000 σ  ← 4.000 σ   jet_pt 30.0 GeV  btag 0.50\u001b[K"
                                + "\rstep 100/200 ▕████████        ▏ ETA 0:01   Z soft 4.568 σ  hard 5.000 σ  ← 4.000 σ   jet_pt 30.0 GeV  btag 0.50\u001b[K"
                                + System.lineSeparator());
    }

    @Test
    void aNarrowTerminalSeesTheBeginningOnly() {
        step(line(true, 60), 0, OptionalDouble.of(4));

        assertThat(err.toString())
                .hasSize("\r".length() + 59 + "\u001b[K".length())
                .contains("…");
    }

    @Test
    void aLineIsNotDrawnMoreOftenThanTheEyeFollows() {
        ProgressLine line = line(true, 200);
        for (int step = 0; step < 5; step++) {
            TrajectoryPoint point = new TrajectoryPoint(step, 1, OptionalDouble.empty(), 1, List.of(1.0, 1.0));
            line.stepped(point, point, 200);
            nanos.addAndGet(30_000_000L);
        }

        assertThat(err.toString().chars().filter(c -> c == '\r')).hasSize(2);
    }

    @Test
    void theLastHardValueStaysWhereAStepHasNone() {
        ProgressLine line = line(false, 100);
        step(line, 0, OptionalDouble.of(4));
        step(line, 10, OptionalDouble.empty());

        assertThat(err.toString().lines()).last().asString().contains("hard 4.000 σ");
    }
}
