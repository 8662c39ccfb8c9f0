package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The workspaces at hand with the constraints of their staterrors made Poisson: there and back through HS3, and the fit of
 * the same likelihood with a free factor and an auxiliary channel for each.
 */
class PoissonWorkspacesTest {
    static Stream<Path> workspaces() {
        return Stream.concat(
                        Shared.workspaces("data/likelihoods/open").stream(),
                        Shared.workspaces("data/likelihoods/unlabelled").stream())
                .filter(file -> !statErrors(Shared.workspace(file)).isEmpty());
    }

    private static Set<String> statErrors(Workspace workspace) {
        Set<String> names = new HashSet<>();
        workspace.channels().forEach(channel -> channel.samples().forEach(sample -> sample.modifiers().stream()
                .filter(m -> m instanceof Modifier.StatError)
                .forEach(m -> names.add(m.name()))));
        return names;
    }

    private static Workspace poisson(Workspace workspace) {
        Set<String> names = statErrors(workspace);
        List<Channel> channels = new ArrayList<>();
        for (Channel channel : workspace.channels()) {
            List<Sample> samples = new ArrayList<>();
            for (Sample sample : channel.samples()) {
                List<Modifier> modifiers = new ArrayList<>();
                for (Modifier m : sample.modifiers()) {
                    modifiers.add(
                            m instanceof Modifier.StatError e
                                    ? new Modifier.StatError(
                                            e.name(), e.uncertainties(), Modifier.StatConstraint.POISSON)
                                    : m);
                }
                samples.add(new Sample(sample.name(), sample.nominal(), modifiers));
            }
            channels.add(new Channel(channel.name(), samples));
        }
        Measurement first = workspace.measurements().get(0);
        List<ParameterConfig> parameters = first.parameters().stream()
                .filter(p -> !names.contains(p.name()))
                .toList();
        return Workspace.of(
                channels, workspace.observations(), List.of(new Measurement(first.name(), first.poi(), parameters)));
    }

    /** With τ events in each bin of a channel for each staterror and channel. */
    private static Workspace auxiliary(Workspace poisson) {
        List<Channel> channels = new ArrayList<>();
        List<Observation> observations = new ArrayList<>(poisson.observations());
        Measurement measurement = poisson.measurements().get(0);
        List<ParameterConfig> parameters = new ArrayList<>(measurement.parameters());
        for (Channel channel : poisson.channels()) {
            Map<String, double[][]> sums = new TreeMap<>();
            List<Sample> samples = new ArrayList<>();
            for (Sample sample : channel.samples()) {
                List<Modifier> modifiers = new ArrayList<>();
                for (Modifier m : sample.modifiers()) {
                    if (m instanceof Modifier.StatError e) {
                        String name = e.name() + " in " + channel.name();
                        double[][] sum = sums.computeIfAbsent(name, n -> new double[2][channel.bins()]);
                        for (int b = 0; b < channel.bins(); b++) {
                            sum[0][b] += sample.nominal()[b];
                            sum[1][b] += e.uncertainties()[b] * e.uncertainties()[b];
                        }
                        modifiers.add(new Modifier.ShapeFactor(name));
                    } else {
                        modifiers.add(m);
                    }
                }
                samples.add(new Sample(sample.name(), sample.nominal(), modifiers));
            }
            channels.add(new Channel(channel.name(), samples));
            sums.forEach((name, sum) -> {
                boolean[] held = new boolean[channel.bins()];
                double[] tau = new double[channel.bins()];
                for (int b = 0; b < tau.length; b++) {
                    held[b] = !(sum[0][b] > 0 && sum[1][b] > 0);
                    tau[b] = held[b] ? 1 : sum[0][b] * sum[0][b] / sum[1][b];
                }
                double[] none = {};
                parameters.add(new ParameterConfig(name, none, none, none, none, none, none, Optional.of(held)));
                channels.add(Channel.of("for " + name, Sample.of("tau", tau).with(new Modifier.ShapeFactor(name))));
                observations.add(Observation.of("for " + name, tau));
            });
        }
        return Workspace.of(
                channels, observations, List.of(new Measurement(measurement.name(), measurement.poi(), parameters)));
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void theyAreTheSameAfterHs3AndInPyhfsWords(Path file) {
        Workspace workspace = poisson(Shared.workspace(file));

        Workspace back = Workspace.parse(workspace.toHs3Json(), "hs3.json");

        assertThat(back.channels()).isEqualTo(workspace.channels());
        assertThat(back.digest("sha256")).isEqualTo(workspace.digest("sha256"));
        HistFactoryModel model = back.model();
        Workspace words = auxiliary(workspace);
        FitResult fit = Fitter.fit(model, back.data(model)).orThrow();
        FitResult other = Fitter.fit(words.model(), words.data(words.model())).orThrow();
        assertThat(fit.twiceNll()).isCloseTo(other.twiceNll(), within(1e-7 * Math.max(1, Math.abs(other.twiceNll()))));
    }
}
