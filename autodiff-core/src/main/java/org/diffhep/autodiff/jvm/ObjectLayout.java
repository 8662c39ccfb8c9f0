package org.diffhep.autodiff.jvm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.engine.EventBatch;

/** Where the objects of each event lie in the arrays of a block, and for combinations which objects they combine. */
abstract class ObjectLayout {

    /** No objects: what scalars and event values have. */
    static final ObjectLayout NONE = new ObjectLayout() {
        @Override
        void load(EventBatch batch, int first, int count) {
            throw new IllegalStateException("no objects");
        }
    };

    private int[] offsets = new int[1];
    private int events;

    /** Takes a block of events. Layouts that this one is made from were loaded before. */
    abstract void load(EventBatch batch, int first, int count);

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
            ObjectCollection.Combinations combinations = (ObjectCollection.Combinations) collection;
            made = new Combined(add(combinations.of(), layouts), combinations.size());
        }
        layouts.put(collection, made);
        return made;
    }

    private static final class Stored extends ObjectLayout {

        private final String name;

        Stored(String name) {
            this.name = name;
        }

        @Override
        void load(EventBatch batch, int first, int count) {
            int[] all = batch.offsets(name);
            int[] offsets = begin(count);
            for (int event = 0; event <= count; event++) {
                offsets[event] = all[first + event] - all[first];
            }
        }
    }

    private static final class Concatenated extends ObjectLayout {

        private final ObjectLayout[] parts;

        Concatenated(ObjectLayout[] parts) {
            this.parts = parts;
        }

        @Override
        void load(EventBatch batch, int first, int count) {
            int[] offsets = begin(count);
            for (int event = 1; event <= count; event++) {
                offsets[event] = 0;
                for (ObjectLayout part : parts) {
                    offsets[event] += part.offsets()[event];
                }
            }
        }
    }

    private static final class Combined extends ObjectLayout {

        private final ObjectLayout of;
        private final int[][] members;

        Combined(ObjectLayout of, int size) {
            this.of = of;
            this.members = new int[size][0];
        }

        @Override
        int[] members(int position) {
            return members[position];
        }

        @Override
        void load(EventBatch batch, int first, int count) {
            int[] offsets = begin(count);
            int[] objects = of.offsets();
            long total = 0;
            for (int event = 0; event < count; event++) {
                long n = (long) objects[event + 1] - objects[event];
                total += members.length == 2 ? n * (n - 1) / 2 : n * (n - 1) * (n - 2) / 6;
                offsets[event + 1] = Math.toIntExact(total);
            }
            if (members[0].length < total) {
                for (int k = 0; k < members.length; k++) {
                    members[k] = new int[Math.toIntExact(total + total / 2)];
                }
            }
            for (int event = 0; event < count; event++) {
                if (members.length == 2) {
                    fillPairs(objects[event], objects[event + 1], offsets[event]);
                } else {
                    fillTriples(objects[event], objects[event + 1], offsets[event]);
                }
            }
        }

        private void fillPairs(int from, int to, int start) {
            int at = start;
            for (int i = from; i < to; i++) {
                for (int j = i + 1; j < to; j++) {
                    members[0][at] = i;
                    members[1][at++] = j;
                }
            }
        }

        private void fillTriples(int from, int to, int start) {
            int at = start;
            for (int i = from; i < to; i++) {
                for (int j = i + 1; j < to; j++) {
                    for (int k = j + 1; k < to; k++) {
                        members[0][at] = i;
                        members[1][at] = j;
                        members[2][at++] = k;
                    }
                }
            }
        }
    }
}
