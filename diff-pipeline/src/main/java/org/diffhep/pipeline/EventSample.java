package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.events.EventTable;

/**
 * The events of one sample that passed the preselection, with their weights.
 *
 * @param name name of the sample
 * @param tables one for each file; the column {@link TemplatePlan#WEIGHT} holds the weight at the full luminosity
 * @param eventsRead number of events in the files, before the preselection
 */
record EventSample(String name, List<EventTable> tables, long eventsRead) {

    EventSample {
        tables = List.copyOf(tables);
    }

    /** Number of events. */
    long events() {
        return tables.stream().mapToLong(EventTable::entries).sum();
    }

    /** All events as what engines take. */
    EventSource source() {
        List<EventBatch> batches = new ArrayList<>();
        tables.forEach(table -> batches.add(EventColumns.batch(table)));
        return EventSource.of(batches);
    }

    /**
     * Deals the events at random into parts of nearly the same size.
     *
     * @param seed the same seed deals the same
     */
    List<EventSample> deal(int parts, long seed) {
        List<List<EventTable>> dealt = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            dealt.add(new ArrayList<>());
        }
        SplittableRandom random = new SplittableRandom(seed ^ name.hashCode());
        int next = 0;
        for (EventTable table : tables) {
            int[] partOf = new int[table.entries()];
            for (int i = 0; i < partOf.length; i++) {
                partOf[i] = next;
                next = (next + 1) % parts;
            }
            shuffle(partOf, random);
            for (int part = 0; part < parts; part++) {
                int mine = part;
                dealt.get(part).add(table.filterEntries(i -> partOf[i] == mine));
            }
        }
        List<EventSample> samples = new ArrayList<>();
        dealt.forEach(partTables -> samples.add(new EventSample(name, partTables, eventsRead)));
        return samples;
    }

    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swap = values[i];
            values[i] = values[other];
            values[other] = swap;
        }
    }
}
