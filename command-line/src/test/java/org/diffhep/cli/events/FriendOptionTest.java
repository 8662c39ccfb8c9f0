package org.diffhep.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FriendOptionTest {

    @ParameterizedTest
    @CsvSource({
        "f.root,,f.root,",
        "nn=data/*.root:dir/tree;2,nn,data/*.root,dir/tree;2",
        "https://host:8080/f.root,,https://host:8080/f.root,",
        "nn=https://host:8080/f.root:tree,nn,https://host:8080/f.root,tree",
        "data/a=b.root,,data/a=b.root,",
        "C:\\data\\f.root:tree,,C:\\data\\f.root,tree"
    })
    void nameFileAndTableAreToldApart(String text, String name, String files, String table) {
        assertThat(FriendOption.parse(text))
                .isEqualTo(new FriendOption(Optional.ofNullable(name), files, Optional.ofNullable(table)));
    }
}
