package org.diffhep.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.Sampling;

/**
 * Pseudo-experiments: the alternative to asymptotic distributions. Main and auxiliary data are both drawn. The same seed
 * gives the same toys for any number of threads.
 *
 * @param seed seed
 * @param threads threads to work with, at least 1
 * @param progress hears of each toy that is fitted
 */
public record Toys(long seed, int threads, Progress progress) {
    /** Largest part of fits that may fail before a result is refused. */
    private static final double MAX_FAILED = 0.01;

    /** Checks the number of threads. */
    public Toys {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads, expected at least 1");
        }
    }

    /** Toys that report no progress. */
    public Toys(long seed, int threads) {
        this(seed, threads, Progress.NONE);
    }

    /**
     * One data set drawn from a model.
     *
     * @param model model
     * @param parameters values of all parameters
     * @param index number of the toy
     */
    public Data draw(HistFactoryModel model, double[] parameters, long index) {
        double[] yields = model.asimov(parameters).main();
        double[] auxiliary = new double[model.compiled().auxiliaryCount];
        draw(model.compiled(), parameters, yields, Sampling.generator(seed, index), yields, auxiliary);
        return new Data(yields, auxiliary);
    }

    private static void draw(
            CompiledModel model,
            double[] parameters,
            double[] yields,
            SplittableRandom random,
            double[] main,
            double[] auxiliary) {
        for (int b = 0; b < yields.length; b++) {
            main[b] = Sampling.poisson(random, yields[b]);
        }
        for (int p = 0; p < parameters.length; p++) {
            if (model.isConstrained(p)) {
                auxiliary[model.auxiliaryIndex[p]] = model.isNormal(p)
                        ? parameters[p] + model.width[p] * random.nextGaussian()
                        : Sampling.poisson(random, parameters[p] * model.width[p]);
            }
        }
    }

    /**
     * Values of a test statistic on toys.
     *
     * @param model model with a parameter of interest
     * @param parameters values to draw from
     * @param statistic test statistic
     * @param mu tested value
     * @param count number of toys
     * @return the values, in the order of the toys; NaN for a toy whose fits failed
     */
    public double[] distribution(
            HistFactoryModel model, double[] parameters, TestStatistic statistic, double mu, int count) {
        Counter counter = new Counter(progress, count);
        return distribution(model, parameters, statistic, mu, count, counter);
    }

    private double[] distribution(
            HistFactoryModel model,
            double[] parameters,
            TestStatistic statistic,
            double mu,
            int count,
            Counter counter) {
        double[] values = new double[count];
        double[] yields = model.asimov(parameters).main();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                parts.add(executor.submit(() -> {
                    ToyFits fits = new ToyFits(model, parameters, statistic, mu);
                    double[] main = new double[yields.length];
                    double[] auxiliary = new double[model.compiled().auxiliaryCount];
                    for (int i = first; i < count && counter.goesOn(); i += threads) {
                        draw(model.compiled(), parameters, yields, Sampling.generator(seed, i), main, auxiliary);
                        values[i] = fits.statistic(main, auxiliary);
                        counter.oneMore();
                    }
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FitFailedException("the toys were interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new FitFailedException("the toys failed: " + e.getCause());
        } finally {
            executor.shutdownNow();
        }
        return values;
    }

    /**
     * CLs with toys of signal plus background and of background alone, each drawn at the conditional fit to the data.
     * The expected values are percentiles of CLs over the toys of background alone.
     *
     * @param tester model and data
     * @param mu tested value
     * @param statistic {@link TestStatistic#Q} or {@link TestStatistic#Q_TILDE}
     * @param count toys of each kind
     * @throws FitFailedException if more than 1 % of the toys cannot be fitted
     */
    public ClsResult cls(HypothesisTester tester, double mu, TestStatistic statistic, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(count + " toys, expected at least 1");
        }
        double observed = tester.statistic(statistic, mu);
        Counter counter = new Counter(progress, 2L * count);
        double[] signal =
                sorted(distribution(tester.model(), tester.conditionalValues(mu), statistic, mu, count, counter));
        double[] background = sorted(new Toys(~seed, threads)
                .distribution(tester.model(), tester.conditionalValues(0), statistic, mu, count, counter));
        double clsb = atLeast(signal, observed);
        double clb = atLeast(background, observed);
        if (clb == 0) {
            throw new FitFailedException(
                    "none of " + background.length + " toys of background alone is as extreme as the data: draw more");
        }
        double[] values = new double[background.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = atLeast(signal, background[i]) / atLeast(background, background[i]);
        }
        Arrays.sort(values);
        double[] expected = new double[5];
        for (int i = 0; i < 5; i++) {
            expected[i] = percentile(values, Asymptotics.cumulative(i - 2));
        }
        return new ClsResult(mu, statistic, observed, clsb / clb, clsb, clb, ClsResult.band(expected));
    }

    private static double[] sorted(double[] values) {
        double[] good =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (good.length < (1 - MAX_FAILED) * values.length) {
            throw new FitFailedException(
                    (values.length - good.length) + " of " + values.length + " toys could not be fitted");
        }
        return good;
    }

    /** Part of sorted values that is not below a threshold. */
    private static double atLeast(double[] sorted, double threshold) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (sorted.length - low) / (double) sorted.length;
    }

    private static double percentile(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int i = (int) position;
        return i + 1 < sorted.length ? sorted[i] + (position - i) * (sorted[i + 1] - sorted[i]) : sorted[i];
    }

    /** Counts the toys of all threads. */
    private static final class Counter {
        private final Progress progress;
        private final long of;
        private long done;
        private volatile boolean cancelled;

        Counter(Progress progress, long of) {
            this.progress = progress;
            this.of = of;
        }

        synchronized void oneMore() {
            if (cancelled) {
                return;
            }
            done++;
            try {
                progress.done(done, of);
            } catch (RuntimeException e) {
                cancelled = true;
                throw e;
            }
        }

        boolean goesOn() {
            return !cancelled && !Thread.currentThread().isInterrupted();
        }
    }

    /** The two fits of a toy, on one thread's work arrays. */
    private static final class ToyFits {
        private final FitEngine engine;
        private final double[] truth;
        private final TestStatistic statistic;
        private final double mu;
        private final int poi;

        ToyFits(HistFactoryModel model, double[] truth, TestStatistic statistic, double mu) {
            engine = new FitEngine(model);
            this.truth = truth.clone();
            this.statistic = statistic;
            this.mu = mu;
            poi = model.requirePoi();
        }

        double statistic(double[] main, double[] auxiliary) {
            engine.data(main, auxiliary);
            if (!engine.fitFrom(truth, FitEngine.NONE, 0) && !engine.fit(FitEngine.NONE, 0)) {
                return Double.NaN;
            }
            double muHat = engine.point()[poi];
            double best = engine.value();
            double[] start = engine.point();
            if (statistic.boundedBelow() && muHat < 0) {
                if (!conditional(start, 0)) {
                    return Double.NaN;
                }
                muHat = 0;
                best = engine.value();
            }
            boolean upward = statistic == TestStatistic.Q || statistic == TestStatistic.Q_TILDE;
            if ((upward && muHat > mu) || (statistic == TestStatistic.Q0 && muHat < 0)) {
                return 0;
            }
            return conditional(start, mu) ? Math.max(0, 2 * (engine.value() - best)) : impossible();
        }

        private boolean conditional(double[] start, double at) {
            return engine.fitFrom(start, poi, at) || engine.fit(poi, at);
        }

        /** Infinite where the toy cannot come from μ, NaN where a fit only failed. */
        private double impossible() {
            Evaluator evaluator = engine.evaluator;
            evaluator.computeYields(engine.point());
            for (int b = 0; b < engine.model.bins(); b++) {
                if (evaluator.data(b) > 0 && !(evaluator.yieldOf(b) > 0)) {
                    return Double.POSITIVE_INFINITY;
                }
            }
            return Double.NaN;
        }
    }
}
