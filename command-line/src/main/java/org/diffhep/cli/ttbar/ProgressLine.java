package org.diffhep.cli.ttbar;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.diffhep.cli.Console;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.pipeline.report.ObjectiveText;

/**
 * Shows an optimisation while it runs: one line that is drawn again on a terminal, and about twenty plain lines elsewhere.
 *
 * <p>{@code step  84/200 ▕███████▌         ▏ ETA 0:11   σ(μ) soft 8.930 %  hard 9.020 %  ← 11.31 %   jet_pt 26.1 GeV}
 */
final class ProgressLine implements OptimisationListener {

    private static final int BAR = 16;
    private static final int PLAIN_LINES = 20;
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private final Console console;
    private final ObjectiveText objective;
    private final List<OptimisationJob.Cut> cuts;
    private final LongSupplier nanos;
    private final long begin;
    private String start = "";
    private OptionalDouble hard = OptionalDouble.empty();
    private long drawn;
    private boolean open;

    ProgressLine(Console console, ObjectiveText objective, List<OptimisationJob.Cut> cuts, LongSupplier nanos) {
        this.console = console;
        this.objective = objective;
        this.cuts = cuts;
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
        this.drawn = begin - REDRAW_NANOS;
    }

    @Override
    public synchronized void stepped(TrajectoryPoint point, TrajectoryPoint best, int steps) {
        if (point.objectiveHard().isPresent()) {
            hard = point.objectiveHard();
        }
        if (start.isEmpty()) {
            start = objective.value(hard.isPresent() ? hard : OptionalDouble.of(point.objectiveSoft()));
        }
        long now = nanos.getAsLong();
        boolean last = point.step() >= steps;
        if (console.interactive()) {
            if (last || now - drawn >= REDRAW_NANOS) {
                drawn = now;
                open = true;
                console.err().print("\r" + crop(line(point, steps, now, true), console.columns() - 1) + "\u001b[K");
                console.err().flush();
            }
        } else if (last || point.step() % Math.max(1, steps / PLAIN_LINES) == 0) {
            console.message(line(point, steps, now, false));
        }
    }

    /** Ends the line that is drawn again, so that what follows stands below it. */
    synchronized void end() {
        if (open) {
            console.message("");
            open = false;
        }
    }

    private String line(TrajectoryPoint point, int steps, long now, boolean bar) {
        int width = Integer.toString(steps).length();
        StringBuilder text = new StringBuilder("step ");
        text.append(String.format(Locale.ROOT, "%" + width + "d/%d ", point.step(), steps));
        if (bar) {
            text.append(bar(steps == 0 ? 1 : Math.min(1, point.step() / (double) steps)));
            text.append(" ETA ").append(eta(point.step(), steps, now - begin)).append(' ');
        }
        text.append("  ").append(objective.symbol());
        text.append(" soft ").append(objective.value(point.objectiveSoft()));
        text.append("  hard ")
                .append(objective.value(hard))
                .append("  ← ")
                .append(start)
                .append(' ');
        for (int c = 0; c < Math.min(cuts.size(), point.parameters().size()); c++) {
            OptimisationJob.Cut cut = cuts.get(c);
            text.append("  ")
                    .append(cut.name())
                    .append(' ')
                    .append(threeDigits(point.parameters().get(c)));
            if (!cut.unit().isEmpty()) {
                text.append(' ').append(cut.unit());
            }
        }
        return text.toString();
    }

    private static String bar(double fraction) {
        int eighths = (int) Math.round(fraction * BAR * 8);
        StringBuilder text = new StringBuilder("▕").append("█".repeat(eighths / 8));
        if (eighths % 8 > 0) {
            text.append(EIGHTHS.charAt(eighths % 8));
        }
        return text.append(" ".repeat(BAR + 1 - text.length())).append('▏').toString();
    }

    private static String eta(int step, int steps, long elapsed) {
        if (step <= 0) {
            return "–:––";
        }
        long seconds = Math.round(elapsed / 1e9 / step * (steps - step));
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    private static String threeDigits(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String crop(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, Math.max(0, columns - 1)) + "…";
    }
}
