package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnTest {

    @Test
    void unsignedValuesAreReadAsUnsigned() {
        assertThat(Column.flat("x", ColumnType.UINT8, new byte[] {-1}).getLong(0))
                .isEqualTo(255);
        assertThat(Column.flat("x", ColumnType.UINT16, new short[] {-1}).getLong(0))
                .isEqualTo(65535);
        assertThat(Column.flat("x", ColumnType.UINT32, new int[] {-1}).toDoubles())
                .containsExactly(4294967295.0);
        assertThat(Column.flat("x", ColumnType.UINT8, new byte[] {-2}).toDoubles())
                .containsExactly(254);
        assertThat(Column.flat("x", ColumnType.UINT16, new short[] {-2}).toDoubles())
                .containsExactly(65534);
        assertThat(Column.flat("x", ColumnType.INT32, new int[] {-1}).toDoubles())
                .containsExactly(-1);
    }

    @Test
    void largeUint64StaysExactAsLongAndRoundsOnceAsDouble() {
        long[] bits = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 1025, (1L << 53) + 1, 0xFFFFFFFFFFFFFBFFL};
        Column column = Column.flat("event", ColumnType.UINT64, bits);
        for (int i = 0; i < bits.length; i++) {
            String text = Long.toUnsignedString(column.getLong(i));
            assertThat(column.getDouble(i)).isEqualTo(new BigInteger(text).doubleValue());
        }
    }

    @Test
    void copyToConvertsAPartInPlace() {
        double[] target = {9, 9, 9, 9};
        Column.flat("x", ColumnType.FLOAT32, new float[] {1, 2, 3}).copyTo(target, 1, 1, 3);
        assertThat(target).containsExactly(9, 2, 3, 9);
        Column.flat("x", ColumnType.BOOL, new boolean[] {true, false}).copyTo(target, 0, 0, 2);
        assertThat(target).containsExactly(1, 0, 3, 9);
        assertThatThrownBy(() -> Column.flat("x", ColumnType.INT8, new byte[2]).copyTo(target, 3, 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void gatherTakesValuesOfEveryTypeFromWhereTheyLie() {
        int[] positions = {7, 2, 0, 2, 7};
        for (Column column : List.of(
                Column.flat("x", ColumnType.FLOAT32, new float[] {1.5f, 2, 3}),
                Column.flat("x", ColumnType.FLOAT64, new double[] {1.5, 2, 3}),
                Column.flat("x", ColumnType.INT32, new int[] {-1, 2, 3}),
                Column.flat("x", ColumnType.UINT32, new int[] {-1, 2, 3}),
                Column.flat("x", ColumnType.UINT8, new byte[] {-1, 2, 3}),
                Column.flat("x", ColumnType.BOOL, new boolean[] {true, false, true}),
                Column.flat("x", ColumnType.INT64, new long[] {1, -2, 3}))) {
            double[] target = {9, 9, 9, 9};
            column.gather(positions, 1, 3, target);
            assertThat(target)
                    .as("%s", column.type())
                    .containsExactly(column.getDouble(2), column.getDouble(0), column.getDouble(2), 9);
            assertThatThrownBy(() -> column.gather(positions, 3, 2, target))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> column.gather(positions, 0, 5, target))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void misuseIsNamed() {
        Column flat = Column.flat("x", ColumnType.FLOAT64, new double[2]);
        assertThatThrownBy(() -> flat.getLong(0)).hasMessageContaining("column x is float64");
        assertThatThrownBy(flat::offsets).hasMessageContaining("column x is flat");
        for (int[] offsets : List.of(new int[] {}, new int[] {1, 2}, new int[] {0, 1}, new int[] {0, 3, 1, 2})) {
            assertThatThrownBy(() -> Column.jagged("x", ColumnType.FLOAT64, new double[2], offsets, "c"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("column x: offsets");
        }
    }

    /** Hashes: printf with the bytes, piped into sha256sum. */
    @Test
    void digestIsThatOfBigEndianBytes() {
        Column flat = Column.flat("x", ColumnType.INT16, new short[] {1, -2});
        assertThat(ColumnDigest.of(flat))
                .isEqualTo(new ColumnDigest(ColumnType.INT16, 2, 2, -1, SHA_0001_FFFE, Optional.empty()));
        Column bool =
                Column.jagged("x", ColumnType.BOOL, new boolean[] {true, false, true}, new int[] {0, 1, 1, 3}, "c");
        assertThat(ColumnDigest.of(bool))
                .isEqualTo(new ColumnDigest(
                        ColumnType.BOOL, 3, 3, 2, SHA_01_00_01, Optional.of(SHA_00000001_00000000_00000002)));
    }

    private static final String SHA_0001_FFFE = "5e90fe977790507860b03456633c9ad88ea951cd8a6620d3e37ca43c160c15ae";
    private static final String SHA_01_00_01 = "85f90dfea1d8027e1463e5ca971a250110a20df0119d204a74220bc63516d15b";
    private static final String SHA_00000001_00000000_00000002 =
            "978bfdedbb1dec207e238e181d8b95e06749e5789e51edb4ab889a5add36daca";

    @Test
    void nestedColumnsAreJaggedInTheirValuesAndDigestTheCountsOfEachLevel() {
        // [[1, 2], []], [], [[3]]
        Column column = Column.nested(
                "x",
                ColumnType.INT8,
                new byte[] {1, 2, 3},
                List.of(new int[] {0, 2, 2, 3}, new int[] {0, 2, 2, 3}),
                "x");
        assertThat(column.depth()).isEqualTo(2);
        assertThat(column.entries()).isEqualTo(3);
        assertThat(column.offsets()).containsExactly(0, 2, 2, 3);
        assertThat(column.offsets(1)).containsExactly(0, 2, 2, 3);
        assertThat(column.count(0)).isEqualTo(2);
        assertThat(ColumnDigest.of(column).countsSha256()).contains(SHA_OF_2_0_1_2_0_1);
        assertThatThrownBy(() -> Column.nested(
                        "x", ColumnType.INT8, new byte[3], List.of(new int[] {0, 3}, new int[] {0, 2, 3}), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column x: offsets must begin with 0 and end with 2");
        assertThatThrownBy(() -> Column.nested("x", ColumnType.INT8, new byte[3], List.of(), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // Six int32, by printf and sha256sum as above.
    private static final String SHA_OF_2_0_1_2_0_1 = "c6201c91b4b4126f213f3c590a0f2c2140276d8381ba7eb501e1897e512ea143";

    @Test
    void typeNamesShowTheListsThatNoCollectionExplains() {
        assertThat(new ColumnInfo("Jet_pt", ColumnType.FLOAT32, Optional.of("Jet")).typeName())
                .isEqualTo("float32");
        assertThat(new ColumnInfo("pt", ColumnType.FLOAT32, Optional.of("pt")).typeName())
                .isEqualTo("list<float32>");
        assertThat(new ColumnInfo("p", ColumnType.INT8, Optional.of("p"), 2, List.of(2, 3)).typeName())
                .isEqualTo("list<int8[2][3]>");
        assertThat(new ColumnInfo("t", ColumnType.CHAR, Optional.of("t"), 3, List.of()).typeName())
                .isEqualTo("list<list<string>>");
    }

    @Test
    void sumLosesNothingToRounding() {
        Column column = Column.flat("x", ColumnType.FLOAT64, new double[] {1, 1e100, 1, -1e100});
        assertThat(ColumnDigest.of(column).sum()).isEqualTo(2);
        Column infinite = Column.flat("x", ColumnType.FLOAT64, new double[] {1, Double.POSITIVE_INFINITY});
        assertThat(ColumnDigest.of(infinite).sum()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void nanoNamesFollowTheCounters() {
        List<String> columns = List.of("nJet", "Jet_pt", "MET_pt", "nLHEPdfWeight", "LHEPdfWeight", "run");
        assertThat(NanoNames.collection("Jet_pt", columns)).contains("Jet");
        assertThat(NanoNames.collection("Jet_pt_nom", columns)).contains("Jet");
        assertThat(NanoNames.collection("LHEPdfWeight", columns)).contains("LHEPdfWeight");
        assertThat(NanoNames.collection("MET_pt", columns)).isEmpty();
        assertThat(NanoNames.collection("run", columns)).isEmpty();
        assertThat(NanoNames.countedBy("NJet")).isEqualTo("Jet");
        assertThat(NanoNames.countedBy("jets")).isEqualTo("jets");
    }
}
