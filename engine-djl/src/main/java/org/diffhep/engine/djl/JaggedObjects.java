package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.ObjectCollection;
import org.jspecify.annotations.Nullable;

/** Where the objects of a collection lie in the flat arrays of a chunk, and how they are gathered into rows. */
final class JaggedObjects {

    private final Chunk chunk;
    private final int[] offsets;
    private final int most;
    private @Nullable NDArray eventOfObject;
    private @Nullable NDArray rows;
    private @Nullable NDArray places;

    private JaggedObjects(Chunk chunk, int[] offsets) {
        this.chunk = chunk;
        this.offsets = offsets;
        int longest = 1; // a column at least, so that rows can be summed
        for (int event = 0; event < chunk.events(); event++) {
            longest = Math.max(longest, offsets[event + 1] - offsets[event]);
        }
        this.most = longest;
    }

    static JaggedObjects of(Chunk chunk, ObjectCollection collection) {
        int[] offsets = new int[chunk.events() + 1];
        if (collection instanceof ObjectCollection.Stored stored) {
            int[] all = chunk.batch().offsets(stored.name());
            for (int event = 0; event < offsets.length; event++) {
                offsets[event] = all[chunk.first() + event] - all[chunk.first()];
            }
        } else if (collection instanceof ObjectCollection.Concatenated concatenated) {
            for (ObjectCollection part : concatenated.parts()) {
                int[] ofPart = chunk.objects(part).offsets;
                for (int event = 0; event < offsets.length; event++) {
                    offsets[event] += ofPart[event];
                }
            }
        } else if (collection instanceof ObjectCollection.Tuples tuples) {
            for (int event = 0; event + 1 < offsets.length; event++) {
                offsets[event + 1] = Math.toIntExact(offsets[event] + tuples(chunk, tuples, event));
            }
        }
        return new JaggedObjects(chunk, offsets);
    }

    /** Number of objects in the chunk. */
    int count() {
        return offsets[chunk.events()];
    }

    /** The event of an object, within the chunk. */
    int event(int object) {
        int found = Arrays.binarySearch(offsets, object + 1);
        return found >= 0 ? found - 1 : -found - 2;
    }

    /** An event value, once for each object. */
    NDArray forEachObject(NDArray ofEvents) {
        if (eventOfObject == null) {
            long[] index = new long[count()];
            for (int event = 0; event < chunk.events(); event++) {
                Arrays.fill(index, offsets[event], offsets[event + 1], event);
            }
            eventOfObject = chunk.create(index);
        }
        return ofEvents.gather(eventOfObject, 0);
    }

    /** Object values in rows: events × objects, filled up with a number that no gradient flows to. */
    NDArray inRows(NDArray flat, double filling) {
        if (rows == null) {
            long[] index = new long[chunk.events() * most];
            for (int event = 0; event < chunk.events(); event++) {
                for (int k = 0; k < most; k++) {
                    int object = offsets[event] + k;
                    index[event * most + k] = object < offsets[event + 1] ? object : count();
                }
            }
            rows = chunk.create(index);
        }
        NDArray withFilling = NDArrays.concat(new NDList(flat, chunk.create(filling)));
        return withFilling.gather(rows, 0).reshape(new Shape(chunk.events(), most));
    }

    /** What {@link #inRows} did, undone. */
    NDArray flat(NDArray inRows) {
        if (places == null) {
            long[] index = new long[count()];
            for (int event = 0; event < chunk.events(); event++) {
                for (int object = offsets[event]; object < offsets[event + 1]; object++) {
                    index[object] = (long) event * most + object - offsets[event];
                }
            }
            places = chunk.create(index);
        }
        return inRows.reshape(new Shape((long) chunk.events() * most)).gather(places, 0);
    }

    /** The values of several collections as those of this one, in which each event has the objects of all. */
    NDArray concatenated(List<JaggedObjects> parts, List<NDArray> values) {
        long[] index = new long[count()];
        int at = 0;
        for (int event = 0; event < chunk.events(); event++) {
            long start = 0;
            for (JaggedObjects part : parts) {
                for (int object = part.offsets[event]; object < part.offsets[event + 1]; object++) {
                    index[at++] = start + object;
                }
                start += part.count();
            }
        }
        return Chunk.concat(0, new NDList(values)).gather(chunk.create(index), 0);
    }

    private static long tuples(Chunk chunk, ObjectCollection.Tuples tuples, int event) {
        long n = chunk.objects(tuples.of(0)).size(event);
        if (tuples instanceof ObjectCollection.Combinations) {
            return tuples.size() == 2 ? n * (n - 1) / 2 : n * (n - 1) * (n - 2) / 6;
        }
        for (int k = 1; k < tuples.size(); k++) {
            n *= chunk.objects(tuples.of(k)).size(event);
        }
        return n;
    }

    private int size(int event) {
        return offsets[event + 1] - offsets[event];
    }

    /** Where each event's objects begin, and the end. */
    int[] offsets() {
        return offsets;
    }

    /** For each combination, where its member at a position lies. */
    static long[] memberIndex(Chunk chunk, ObjectCollection.Tuples tuples, int position) {
        boolean ascending = tuples instanceof ObjectCollection.Combinations;
        long[] index = new long[chunk.objects(tuples).count()];
        int[] member = new int[tuples.size()];
        int at = 0;
        for (int event = 0; event < chunk.events(); event++) {
            at = addMembers(chunk, tuples, ascending, event, index, at, member, 0, position);
        }
        return index;
    }

    /** All positions in lexicographic order; ascending ones where all members are of one collection. Returns where it ended. */
    private static int addMembers(
            Chunk chunk,
            ObjectCollection.Tuples tuples,
            boolean ascending,
            int event,
            long[] index,
            int start,
            int[] member,
            int depth,
            int position) {
        if (depth == member.length) {
            index[start] = member[position];
            return start + 1;
        }
        int[] objects = chunk.objects(tuples.of(depth)).offsets;
        int from = ascending && depth > 0 ? member[depth - 1] + 1 : objects[event];
        int at = start;
        for (int object = from; object < objects[event + 1]; object++) {
            member[depth] = object;
            at = addMembers(chunk, tuples, ascending, event, index, at, member, depth + 1, position);
        }
        return at;
    }
}
