package org.diffhep.cli.likelihood;

import org.diffhep.cli.UsageException;
import org.diffhep.stats.TestStatistic;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of an upper limit. */
public final class LimitOptions {

    @Option(
            names = "--level",
            paramLabel = "CL",
            defaultValue = "0.95",
            description = "Confidence level. Default: ${DEFAULT-VALUE}.")
    private double level;

    @Mixin
    private StatisticOption statistic = new StatisticOption();

    /**
     * The confidence level.
     *
     * @throws UsageException if it is not between 0 and 1
     */
    public double level() {
        if (!(level > 0 && level < 1)) {
            throw new UsageException("--level " + level + ": expected a number between 0 and 1");
        }
        return level;
    }

    /**
     * The test statistic.
     *
     * @throws UsageException if there is none of this name
     */
    public TestStatistic statistic() {
        return statistic.get();
    }
}
