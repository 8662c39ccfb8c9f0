package org.diffhep.cli.likelihood;

import org.diffhep.cli.UsageException;
import org.diffhep.stats.TestStatistic;
import picocli.CommandLine.Option;

/** The test statistic of CLs. */
final class StatisticOption {

    @Option(
            names = "--test-statistic",
            paramLabel = "NAME",
            defaultValue = "qtilde",
            description = "qtilde, or q, which lets the best value be negative. Default: ${DEFAULT-VALUE}.")
    private String name = "";

    TestStatistic get() {
        return switch (name) {
            case "q" -> TestStatistic.Q;
            case "qtilde" -> TestStatistic.Q_TILDE;
            default -> throw new UsageException("--test-statistic " + name + ": expected qtilde or q");
        };
    }
}
