package org.diffhep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ElapsedTimeTest {

    private static String shown(boolean interactive, long untilLength) {
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), interactive, 100);
        String result = ElapsedTime.during(console, "fitting", () -> {
            while (err.getBuffer().length() < untilLength) {
                LockSupport.parkNanos(10_000_000);
            }
            return "done";
        });
        assertThat(result).isEqualTo("done");
        return err.toString();
    }

    @Test
    void longWorkIsShownOnATerminalAndTheLineGoes() {
        assertThat(shown(true, 5)).startsWith("\rfitting … 1 s").endsWith("\r             \r");
    }

    @Test
    void workThatCountsSaysHowMuchIsLeft() {
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), true, 100);
        String result = ElapsedTime.during(console, "ranking", progress -> {
            progress.done(2, 10);
            while (err.getBuffer().length() < 5) {
                LockSupport.parkNanos(10_000_000);
            }
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(err.toString()).startsWith("\rranking … 1 s, 2 of 10, about 4 s left");
    }

    @Test
    void shortWorkAndOtherOutputsShowNothing() {
        assertThat(shown(true, 0)).isEmpty();
        assertThat(shown(false, 0)).isEmpty();
    }
}
