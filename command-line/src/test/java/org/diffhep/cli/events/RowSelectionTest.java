package org.diffhep.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSelectionTest {

    private static final EventTable TABLE = EventTable.of(
            4,
            List.of(
                    Column.flat(
                            "x", ColumnType.FLOAT64, new double[] {-0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY}),
                    Column.flat("n", ColumnType.INT32, new int[] {-1, 0, 1, 2}),
                    Column.flat("big", ColumnType.UINT64, new long[] {0, -1, 1L << 60, (1L << 60) + 1}),
                    Column.flat("flag", ColumnType.BOOL, new boolean[] {true, false, true, false})));

    @ParameterizedTest
    @CsvSource({
        "x>0,0101",
        "x>=0,1101",
        "x==0,1000",
        "x!=0,0111",
        "x<2,1100",
        "x<=1.5,1100",
        "x==1.5,0100",
        "n>0,0011",
        "n<=0,1100",
        "n==-1,1000",
        "n>0.5,0011",
        "n!=+1,1101",
        "big==1152921504606846977,0001",
        "big>1152921504606846976,0101",
        "big>=-1,1111",
        "big<-1,0000",
        "flag==true,1010",
        "flag!=1,0101",
        "flag==false && n>0,0001",
        "' n >= 0&&x<1e3&& n<2',0100"
    })
    void entriesPassWhatTheyShould(String selection, String expected) {
        StringBuilder kept = new StringBuilder();
        for (boolean keep : RowSelection.parse(selection).keep(TABLE)) {
            kept.append(keep ? '1' : '0');
        }
        assertThat(kept).hasToString(expected);
    }
}
