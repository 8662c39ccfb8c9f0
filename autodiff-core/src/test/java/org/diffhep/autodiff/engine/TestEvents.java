package org.diffhep.autodiff.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Small random events: event columns {@code met}, {@code weight}, {@code run}; collections {@code Jet} (0 to 5 objects; {@code
 * pt}, {@code eta}, {@code tag}, {@code id}), {@code Electron} and {@code Muon} (0 to 2; {@code pt}). Numbers are of order
 * one; weights are eighths, so that their sums are exact in any order.
 */
public final class TestEvents {

    private final List<Map<String, Double>> events = new ArrayList<>();
    private final List<Map<String, List<Map<String, Double>>>> objects = new ArrayList<>();

    private TestEvents() {}

    /** Random events. */
    public static TestEvents random(long seed, int count) {
        Random random = new Random(seed);
        TestEvents made = new TestEvents();
        for (int i = 0; i < count; i++) {
            made.events.add(
                    Map.of("met", 2 * random.nextDouble(), "weight", (1 + random.nextInt(16)) / 8.0, "run", (double)
                            random.nextInt(4)));
            Map<String, List<Map<String, Double>>> all = new HashMap<>();
            all.put("Jet", objects(random, random.nextInt(6)));
            all.put("Electron", objects(random, random.nextInt(3)));
            all.put("Muon", objects(random, random.nextInt(3)));
            made.objects.add(all);
        }
        return made;
    }

    private static List<Map<String, Double>> objects(Random random, int count) {
        List<Map<String, Double>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(Map.of(
                    "pt",
                    2 * random.nextDouble(),
                    "eta",
                    4 * random.nextDouble() - 2,
                    "tag",
                    random.nextDouble(),
                    "id",
                    (double) random.nextInt(16)));
        }
        return made;
    }

    /** The same events without any objects of a collection. */
    public TestEvents without(String collection) {
        TestEvents made = new TestEvents();
        made.events.addAll(events);
        objects.forEach(all -> {
            Map<String, List<Map<String, Double>>> rest = new HashMap<>(all);
            rest.put(collection, List.of());
            made.objects.add(rest);
        });
        return made;
    }

    /** The same events with only some objects of a collection: one flag for each object of all events. */
    public TestEvents keeping(String collection, boolean[] kept) {
        TestEvents made = new TestEvents();
        made.events.addAll(events);
        int at = 0;
        for (Map<String, List<Map<String, Double>>> all : objects) {
            List<Map<String, Double>> some = new ArrayList<>();
            for (Map<String, Double> object : get(all, collection)) {
                if (kept[at++]) {
                    some.add(object);
                }
            }
            Map<String, List<Map<String, Double>>> rest = new HashMap<>(all);
            rest.put(collection, some);
            made.objects.add(rest);
        }
        return made;
    }

    /** How many events there are. */
    public int size() {
        return events.size();
    }

    /** Some of the events. */
    public TestEvents range(int from, int to) {
        TestEvents made = new TestEvents();
        made.events.addAll(events.subList(from, to));
        made.objects.addAll(objects.subList(from, to));
        return made;
    }

    /** The same events, and the objects in each, in another order. */
    public TestEvents shuffled(long seed) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        TestEvents made = new TestEvents();
        for (int i : order) {
            made.events.add(events.get(i));
            Map<String, List<Map<String, Double>>> all = new HashMap<>();
            objects.get(i).forEach((name, list) -> {
                List<Map<String, Double>> copy = new ArrayList<>(list);
                Collections.shuffle(copy, random);
                all.put(name, copy);
            });
            made.objects.add(all);
        }
        return made;
    }

    /** All events in one batch. */
    public EventBatch batch() {
        return batch(Map.of());
    }

    /** All events in one batch; some event columns replaced or added. */
    public EventBatch batch(Map<String, double[]> replaced) {
        EventBatch.Builder builder = EventBatch.of(events.size());
        for (String name : List.of("met", "weight", "run")) {
            double[] values = new double[events.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = get(events.get(i), name);
            }
            builder.column(name, NumberColumn.of(values));
        }
        replaced.forEach((name, values) -> builder.column(name, NumberColumn.of(values)));
        for (String collection : List.of("Jet", "Electron", "Muon")) {
            addObjects(builder, collection);
        }
        return builder.build();
    }

    private void addObjects(EventBatch.Builder builder, String collection) {
        int[] offsets = new int[events.size() + 1];
        List<Map<String, Double>> flat = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            flat.addAll(get(objects.get(i), collection));
            offsets[i + 1] = flat.size();
        }
        builder.collection(collection, offsets);
        for (String name : List.of("pt", "eta", "tag", "id")) {
            double[] values =
                    flat.stream().mapToDouble(object -> get(object, name)).toArray();
            builder.column(collection, name, NumberColumn.of(values));
        }
    }

    private static <T> T get(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name));
    }

    /** The events in batches of a size. */
    public EventSource inBatchesOf(int size) {
        List<EventBatch> batches = new ArrayList<>();
        for (int from = 0; from < events.size(); from += size) {
            batches.add(range(from, Math.min(events.size(), from + size)).batch());
        }
        return EventSource.of(batches);
    }
}
