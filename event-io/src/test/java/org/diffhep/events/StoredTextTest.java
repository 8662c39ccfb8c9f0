package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that src/test/scripts/make_texts.py writes with uproot, and those of shared files as uproot reads them, with the same script. */
class StoredTextTest {

    @Test
    void stringsAndTitlesAreTexts() {
        try (EventFile file = EventFile.open(TestFiles.resource("texts.root"))) {
            assertThat(file.texts()).containsExactlyInAnyOrder("plain", "dir/long", "dir/version", "empty", "letters");
            assertThat(file.text("plain")).isEqualTo(new StoredText("plain", "a text"));
            assertThat(file.text("dir/long")).isEqualTo(new StoredText("long", "0123456789".repeat(50)));
            assertThat(file.text("empty").text()).isEmpty();
            assertThat(file.text("letters").text()).isEqualTo("pT > 25 GeV, |η| < 2.4\nsecond line");
            assertThat(file.text("dir/version;1")).isEqualTo(new StoredText("version", "v15 of π → μν"));
            assertThatThrownBy(() -> file.text("tree"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("texts.root: tree is not a TObjString or TNamed; its texts: ")
                    .hasMessageEndingWith("other objects: tree (TTree)");
            assertThatThrownBy(() -> file.text("plan"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("texts.root has no text plan; its texts: ");
        }
    }

    @Test
    void otherFormatsHaveNone() {
        try (EventFile file = EventFile.open(TestFiles.resource("numpy-flat.npz"))) {
            assertThat(file.texts()).isEmpty();
            assertThatThrownBy(() -> file.text("tag"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageEndingWith("numpy-flat.npz has no text tag; it has no texts");
        }
    }

    @ParameterizedTest
    @CsvSource({"pfnano.root,tag,untagged", "NanoAODv5_sample.root,untagged,untagged"})
    void theTagOfNanoAodIsRead(String name, String path, String text) {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/" + name))) {
            assertThat(file.texts()).containsExactly(path);
            assertThat(file.text(path).text()).isEqualTo(text);
        }
    }
}
