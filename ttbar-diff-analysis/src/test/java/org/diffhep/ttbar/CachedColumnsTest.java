package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedColumnsTest {

    @TempDir
    Path folder;

    private static TtbarHistograms fill(Optional<Path> cache) {
        TtbarInput input = cache.map(TtbarInput.shipped()::withCache).orElse(TtbarInput.shipped());
        return TtbarHistograms.fill(input, "v2", Map.of(), false, true, 1);
    }

    private static List<String> numbers(TtbarHistograms filled) {
        return filled.histograms().entrySet().stream()
                .map(each -> each.getKey() + " "
                        + Arrays.toString(each.getValue().histogram().values())
                        + Arrays.toString(each.getValue().histogram().variances())
                        + each.getValue().entries())
                .toList();
    }

    @Test
    void histograms_are_the_same_from_the_files_into_the_cache_and_out_of_it() {
        TtbarHistograms direct = fill(Optional.empty());
        TtbarHistograms filling = fill(Optional.of(folder.resolve("columns")));
        TtbarHistograms cached = fill(Optional.of(folder.resolve("columns")));

        assertThat(direct.histograms()).hasSize(10);
        assertThat(numbers(filling)).isEqualTo(numbers(direct));
        assertThat(numbers(cached)).isEqualTo(numbers(direct));
        assertThat(cached.events()).isEqualTo(direct.events());
        // Decoded, without headers and unused columns: the files hold them compressed.
        assertThat(cached.bytesRead()).isEqualTo(cached.bytesDecompressed()).isGreaterThan(direct.bytesRead());
        assertThat(filling.bytesRead()).isGreaterThan(cached.bytesRead());
    }
}
