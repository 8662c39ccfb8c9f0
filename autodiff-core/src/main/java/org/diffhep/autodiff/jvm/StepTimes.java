package org.diffhep.autodiff.jvm;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Op;

/**
 * Where the time of an engine goes: wall-clock time by kind of node, for reading columns, and in the reductions. An engine
 * that is made with it asks the clock around each step of each block, which costs some ten nanoseconds each. Thread-safe.
 */
public final class StepTimes {

    /** What engines use that are not asked. */
    static final StepTimes NONE = new StepTimes();

    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    /** Time by what was done, ns: {@code count}, {@code count back}, {@code reduction}, … */
    public Map<String, Long> nanos() {
        Map<String, Long> all = new TreeMap<>();
        nanos.forEach((kind, sum) -> all.put(kind, sum.sum()));
        return all;
    }

    boolean isOn() {
        return this != NONE;
    }

    /** Where to add time for something. */
    LongAdder of(String what) {
        return isOn() ? nanos.computeIfAbsent(what, name -> new LongAdder()) : new LongAdder();
    }

    /** What a slot of a program is called. */
    static String kind(Lowering.Slot slot) {
        return slot.isOrder() ? "order" : kind(slot.node());
    }

    private static String kind(Expr node) {
        Op op = node.op();
        if (op instanceof Op.EventColumn || op instanceof Op.ObjectColumn) {
            return "column";
        }
        if (op instanceof Op.Unary unary) {
            return lower(unary.function().name());
        }
        return op instanceof Op.Binary binary
                ? lower(binary.function().name())
                : lower(op.getClass().getSimpleName());
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }
}
