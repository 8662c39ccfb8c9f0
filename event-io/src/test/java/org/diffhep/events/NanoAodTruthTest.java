package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values read by two independent programs from a file of CMS Open Data whose baskets are all embedded in the tree. */
class NanoAodTruthTest {

    @Test
    void columnsHaveTheValuesAndCountsOfTheTruth() {
        JsonNode truth = TestFiles.json(TestFiles.sharedData("agc/nanoaod-truth.json"));
        List<String> names = truth.get("columns").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
        assertThat(names).hasSizeGreaterThan(30);
        try (EventFile file = EventFile.open(
                TestFiles.sharedData("events/" + truth.get("file").asText()))) {
            EventTable table = file.table(truth.get("tree").asText()).read(names);
            assertThat(table.entries()).isEqualTo(truth.get("entries").asInt());
            for (String name : names) {
                requireEqual(table.column(name), truth.get("columns").get(name));
            }
        }
    }

    private static void requireEqual(Column column, JsonNode expected) {
        assertThat(column.type()).hasToString(expected.get("type").asText());
        assertThat(ColumnDigest.of(column).sha256())
                .as(column.name())
                .isEqualTo(expected.get("sha256_be").asText());
        assertThat(column.isJagged()).isEqualTo(!expected.get("counts").isNull());
        assertThat(column.collection().map(NanoNames::counter))
                .isEqualTo(Optional.ofNullable(expected.get("counter").textValue()));
        for (int e = 0; column.isJagged() && e < column.entries(); e++) {
            assertThat(column.count(e)).isEqualTo(expected.get("counts").get(e).asInt());
        }
        JsonNode values = expected.get("values");
        assertThat(column.size()).isEqualTo(values.size());
        for (int i = 0; i < column.size(); i++) {
            JsonNode value = values.get(i);
            double number = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble();
            assertThat(column.getDouble(i)).as("%s[%d]", column.name(), i).isEqualTo(number);
            if (value.isIntegralNumber() && !column.type().isFloating()) {
                assertThat(column.getLong(i)).isEqualTo(value.asLong());
            }
        }
    }
}
