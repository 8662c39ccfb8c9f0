package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.engine.NumberColumn;

/** Where the objects of each event lie in the arrays of a block, and for combinations which objects they combine. */
abstract class ObjectLayout {

    /** No objects: what scalars and event values have. */
    static final ObjectLayout NONE = new ObjectLayout() {
        @Override
        void load(BlockEvents block) {
            throw new IllegalStateException("no objects");
        }
    };

    private static final double[] EVERYTHING = {};

    private int[] offsets = new int[1];
    private int events;

    /** Takes a block of events. Layouts that this one is made from were loaded before. */
    abstract void load(BlockEvents block);

    /** Where each event's objects begin within the block, and the end. */
    final int[] offsets() {
        return offsets;
    }

    /** Number of objects in the block. */
    final int count() {
        return offsets[events];
    }

    /** Positions of the members of each combination among the combined objects of the block. */
    int[] members(int position) {
        throw new IllegalStateException("not combinations");
    }

    /** For combinations: only those are made whose members all have a mark that is not 0. The array is read in {@link #load}. */
    void restrictTo(double[] mark) {
        throw new IllegalStateException("not combinations");
    }

    final int[] begin(int count) {
        events = count;
        if (offsets.length < count + 1) {
            offsets = new int[count + count / 2 + 1];
        }
        offsets[0] = 0;
        return offsets;
    }

    /** A layout for each collection that some nodes use, those made from others after them. */
    static Map<ObjectCollection, ObjectLayout> forCollectionsIn(List<Expr> nodes) {
        Map<ObjectCollection, ObjectLayout> layouts = new LinkedHashMap<>();
        for (Expr node : nodes) {
            if (node.domain() instanceof Domain.Objects objects) {
                add(objects.collection(), layouts);
            }
        }
        return layouts;
    }

    private static ObjectLayout add(ObjectCollection collection, Map<ObjectCollection, ObjectLayout> layouts) {
        ObjectLayout known = layouts.get(collection);
        if (known != null) {
            return known;
        }
        ObjectLayout made;
        if (collection instanceof ObjectCollection.Stored stored) {
            made = new Stored(stored.name());
        } else if (collection instanceof ObjectCollection.Concatenated concatenated) {
            made = new Concatenated(concatenated.parts().stream()
                    .map(part -> add(part, layouts))
                    .toArray(ObjectLayout[]::new));
        } else {
            ObjectCollection.Tuples tuples = (ObjectCollection.Tuples) collection;
            ObjectLayout[] of = new ObjectLayout[tuples.size()];
            for (int k = 0; k < of.length; k++) {
                of[k] = add(tuples.of(k), layouts);
            }
            made = tuples instanceof ObjectCollection.Product ? new Product(of) : new Combined(of[0], of.length);
        }
        layouts.put(collection, made);
        return made;
    }

    /** Objects that columns of the batch describe. */
    static final class Stored extends ObjectLayout {

        private final String name;
        /** Where the objects lie in the batch: from the first on in a row, or one by one. */
        private boolean inRow;

        private int firstInBatch;
        private int[] inBatch = new int[0];

        Stored(String name) {
            this.name = name;
        }

        @Override
        void load(BlockEvents block) {
            int[] all = block.batch().offsets(name);
            block.offsets(all, begin(block.count()));
            inRow = block.areInRow();
            firstInBatch = block.count() == 0 ? 0 : all[block.event(0)];
            if (!inRow) {
                findPositions(block, all);
            }
        }

        private void findPositions(BlockEvents block, int[] all) {
            if (inBatch.length < count()) {
                inBatch = new int[count() + count() / 2];
            }
            int at = 0;
            for (int i = 0; i < block.count(); i++) {
                int event = block.event(i);
                for (int object = all[event]; object < all[event + 1]; object++) {
                    inBatch[at++] = object;
                }
            }
        }

        /** Copies the values of the block's objects. */
        void copy(NumberColumn column, double[] target) {
            if (inRow) {
                column.copyTo(firstInBatch, count(), target, 0);
            } else {
                column.gather(inBatch, 0, count(), target);
            }
        }
    }

    private static final class Concatenated extends ObjectLayout {

        private final ObjectLayout[] parts;

        Concatenated(ObjectLayout[] parts) {
            this.parts = parts;
        }

        @Override
        void load(BlockEvents block) {
            int count = block.count();
            int[] offsets = begin(count);
            for (int event = 1; event <= count; event++) {
                offsets[event] = 0;
                for (ObjectLayout part : parts) {
                    offsets[event] += part.offsets()[event];
                }
            }
        }
    }

    /** Objects with members; subclasses say how many there are in an event, and which. */
    private abstract static class Tuples extends ObjectLayout {

        final int[][] members;

        Tuples(int size) {
            this.members = new int[size][0];
        }

        @Override
        final int[] members(int position) {
            return members[position];
        }

        @Override
        final void load(BlockEvents block) {
            int count = block.count();
            int[] offsets = begin(count);
            for (int event = 0; event < count; event++) {
                int start = offsets[event];
                int end = Math.toIntExact(start + tuples(event));
                if (members[0].length < end) {
                    for (int k = 0; k < members.length; k++) {
                        members[k] = Arrays.copyOf(members[k], end + end / 2);
                    }
                }
                fill(event, start);
                offsets[event + 1] = end;
            }
        }

        /** How many an event has; asked before {@link #fill} for the same event. */
        abstract long tuples(int event);

        /** Writes the members of an event from a position on. */
        abstract void fill(int event, int start);
    }

    private static final class Product extends Tuples {

        private final ObjectLayout[] of;

        Product(ObjectLayout[] of) {
            super(of.length);
            this.of = of;
        }

        @Override
        long tuples(int event) {
            long product = 1;
            for (ObjectLayout part : of) {
                product *= part.offsets()[event + 1] - part.offsets()[event];
            }
            return product;
        }

        /** The last member changes from one tuple to the next, another one after all combinations of those that follow. */
        @Override
        void fill(int event, int start) {
            int tuples = (int) tuples(event);
            int run = tuples;
            for (int k = 0; k < of.length && tuples > 0; k++) {
                int from = of[k].offsets()[event];
                int size = of[k].offsets()[event + 1] - from;
                run /= size;
                for (int i = 0; i < tuples; i++) {
                    members[k][start + i] = from + i / run % size;
                }
            }
        }
    }

    /** All pairs or triples, or those whose members are all marked: see {@link #restrictTo}. */
    private static final class Combined extends Tuples {

        private final ObjectLayout of;
        private double[] mark = EVERYTHING;
        /** The marked objects of one event, and their number. */
        private int[] marked = new int[0];

        private int markedCount;

        Combined(ObjectLayout of, int size) {
            super(size);
            this.of = of;
        }

        @Override
        void restrictTo(double[] newMark) {
            mark = newMark;
        }

        @Override
        long tuples(int event) {
            findMarked(of.offsets()[event], of.offsets()[event + 1]);
            long n = markedCount;
            return members.length == 2 ? n * (n - 1) / 2 : n * (n - 1) * (n - 2) / 6;
        }

        private void findMarked(int from, int to) {
            if (marked.length < to - from) {
                marked = new int[2 * (to - from)];
            }
            markedCount = 0;
            for (int i = from; i < to; i++) {
                if (mark == EVERYTHING || mark[i] != 0) {
                    marked[markedCount++] = i;
                }
            }
        }

        @Override
        void fill(int event, int start) {
            if (members.length == 2) {
                fillPairs(markedCount, start);
            } else {
                fillTriples(markedCount, start);
            }
        }

        private void fillPairs(int n, int start) {
            int at = start;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    members[0][at] = marked[i];
                    members[1][at++] = marked[j];
                }
            }
        }

        private void fillTriples(int n, int start) {
            int at = start;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    for (int k = j + 1; k < n; k++) {
                        members[0][at] = marked[i];
                        members[1][at] = marked[j];
                        members[2][at++] = marked[k];
                    }
                }
            }
        }
    }
}
