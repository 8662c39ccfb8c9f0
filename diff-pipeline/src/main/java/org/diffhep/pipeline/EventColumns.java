package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.events.Column;
import org.diffhep.events.EventTable;

/** Between expressions and event tables: which columns are needed, and tables as batches that engines take. */
final class EventColumns {

    private EventColumns() {}

    /** NanoAOD's name of a column of a collection. */
    static String branch(String collection, String column) {
        return collection + "_" + column;
    }

    /** The branches that some expressions read, without those that are made here. */
    static List<String> branches(Collection<Expr> expressions) {
        Set<String> names = new LinkedHashSet<>();
        for (Expr node : Graph.inOrder(expressions)) {
            if (node.op() instanceof Op.EventColumn column && !column.name().startsWith(SampleReader.MADE)) {
                names.add(column.name());
            } else if (node.op() instanceof Op.ObjectColumn column
                    && !column.name().startsWith(SampleReader.MADE)) {
                names.add(branch(column.collection(), column.name()));
            }
        }
        return new ArrayList<>(names);
    }

    /** A view of a table as a batch: its flat columns and its collections. */
    static EventBatch batch(EventTable table) {
        EventBatch.Builder batch = EventBatch.of(table.entries());
        for (String collection : table.collections()) {
            batch.collection(collection, table.offsets(collection));
        }
        for (Column column : table.columns()) {
            if (column.isJagged()) {
                String collection = column.collection().orElseThrow();
                batch.column(collection, column.name().substring(collection.length() + 1), numbers(column));
            } else {
                batch.column(column.name(), numbers(column));
            }
        }
        return batch.build();
    }

    private static NumberColumn numbers(Column column) {
        return new NumberColumn() {
            @Override
            public int size() {
                return column.size();
            }

            @Override
            public void copyTo(int from, int count, double[] target, int at) {
                column.copyTo(target, at, from, from + count);
            }

            @Override
            public void gather(int[] positions, int first, int count, double[] target) {
                column.gather(positions, first, count, target);
            }
        };
    }

    /** The stored collection a flag belongs to. */
    static String collectionOf(Expr flag) {
        Domain.Objects objects = (Domain.Objects) flag.domain();
        return ((ObjectCollection.Stored) objects.collection()).name();
    }
}
