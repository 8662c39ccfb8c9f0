package org.diffhep.engine.nd4j;

import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.ObjectCollection;

/**
 * Where the objects of a collection lie among those of a chunk.
 *
 * @param offsets where each event's objects begin, and the end
 */
@SuppressWarnings("ArrayRecordComponent") // shared within a chunk, never changed
record Layout(int[] offsets) {

    static Layout of(Chunk chunk, ObjectCollection collection) {
        int events = chunk.events();
        int[] offsets = new int[events + 1];
        if (collection instanceof ObjectCollection.Stored stored) {
            int[] all = chunk.batch().offsets(stored.name());
            for (int event = 0; event <= events; event++) {
                offsets[event] = all[chunk.first() + event] - all[chunk.first()];
            }
        } else if (collection instanceof ObjectCollection.Concatenated concatenated) {
            for (ObjectCollection part : concatenated.parts()) {
                int[] ofPart = chunk.layout(part).offsets;
                Arrays.setAll(offsets, event -> offsets[event] + ofPart[event]);
            }
        } else if (collection instanceof ObjectCollection.Tuples tuples) {
            for (int event = 0; event < events; event++) {
                int found = 0;
                for (int[] first = first(chunk, tuples, event);
                        first.length > 0;
                        first = next(chunk, tuples, event, first)) {
                    found++;
                }
                offsets[event + 1] = Math.addExact(offsets[event], found);
            }
        }
        return new Layout(offsets);
    }

    int count() {
        return offsets[offsets.length - 1];
    }

    int events() {
        return offsets.length - 1;
    }

    /** The event of an object. */
    int event(int object) {
        int event = 0;
        while (offsets[event + 1] <= object) {
            event++;
        }
        return event;
    }

    /** The value of its event for each object. */
    double[] forEachObject(double[] ofEvents) {
        double[] ofObjects = new double[count()];
        for (int event = 0; event < events(); event++) {
            Arrays.fill(ofObjects, offsets[event], offsets[event + 1], ofEvents[event]);
        }
        return ofObjects;
    }

    /** The sum over the objects of each event. */
    double[] sums(double[] ofObjects) {
        double[] sums = new double[events()];
        for (int event = 0; event < events(); event++) {
            for (int object = offsets[event]; object < offsets[event + 1]; object++) {
                sums[event] += ofObjects[object];
            }
        }
        return sums;
    }

    /** For each part of a concatenation, where its objects lie in the whole. */
    static int[][] places(List<Layout> parts) {
        int[][] places = new int[parts.size()][];
        Arrays.setAll(places, k -> new int[parts.get(k).count()]);
        int at = 0;
        for (int event = 0; event < parts.get(0).events(); event++) {
            for (int k = 0; k < places.length; k++) {
                int[] offsets = parts.get(k).offsets;
                for (int object = offsets[event]; object < offsets[event + 1]; object++) {
                    places[k][object] = at++;
                }
            }
        }
        return places;
    }

    /** For each combination, where its member at a position lies. */
    static int[] members(Chunk chunk, ObjectCollection.Tuples tuples, int position) {
        int[] places = new int[chunk.layout(tuples).count()];
        int at = 0;
        for (int event = 0; event < chunk.events(); event++) {
            for (int[] tuple = first(chunk, tuples, event);
                    tuple.length > 0;
                    tuple = next(chunk, tuples, event, tuple)) {
                places[at++] = tuple[position];
            }
        }
        return places;
    }

    /** The first combination of an event; empty for none. */
    private static int[] first(Chunk chunk, ObjectCollection.Tuples tuples, int event) {
        int[] tuple = new int[tuples.size()];
        return restart(chunk, tuples, event, tuple, 0) ? tuple : new int[0];
    }

    /** The next combination, the last member fastest; empty for none. */
    private static int[] next(Chunk chunk, ObjectCollection.Tuples tuples, int event, int[] tuple) {
        for (int k = tuple.length - 1; k >= 0; k--) {
            tuple[k]++;
            if (tuple[k] < chunk.layout(tuples.of(k)).offsets[event + 1]
                    && restart(chunk, tuples, event, tuple, k + 1)) {
                return tuple;
            }
        }
        return new int[0];
    }

    /** Sets the members from a position on to their first objects; whether there are any. */
    private static boolean restart(Chunk chunk, ObjectCollection.Tuples tuples, int event, int[] tuple, int from) {
        boolean ascending = tuples instanceof ObjectCollection.Combinations;
        for (int k = from; k < tuple.length; k++) {
            int[] offsets = chunk.layout(tuples.of(k)).offsets;
            tuple[k] = ascending && k > 0 ? tuple[k - 1] + 1 : offsets[event];
            if (tuple[k] >= offsets[event + 1]) {
                return false;
            }
        }
        return true;
    }
}
