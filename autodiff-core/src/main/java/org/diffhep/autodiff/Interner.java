package org.diffhep.autodiff;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes equal expressions one object, as {@link String#intern()} does for strings.
 *
 * <p>The one piece of static state in this module, and not a visible one: entries are weak, nothing can be configured, and
 * what an expression means does not depend on what is in here. It lets whoever writes an analysis say {@code
 * jets.column("pt")} twice and mean one column, in substitutions too, without carrying a factory around.
 */
final class Interner {

    private static final ConcurrentHashMap<Key, Entry> ENTRIES = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Expr> COLLECTED = new ReferenceQueue<>();

    private Interner() {}

    /** Inputs are interned already, so that comparing them by identity compares whole graphs. */
    private record Key(Op op, List<Expr> inputs) {}

    private static final class Entry extends WeakReference<Expr> {
        final Key key;

        Entry(Expr expr, Key key) {
            super(expr, COLLECTED);
            this.key = key;
        }
    }

    static Expr intern(Op op, List<Expr> inputs, Domain domain) {
        forgetCollected();
        Key key = new Key(op, inputs);
        while (true) {
            Entry known = ENTRIES.get(key);
            Expr existing = known == null ? null : known.get();
            if (existing != null) {
                return existing;
            }
            Expr fresh = new Expr(op, inputs, domain);
            Entry entry = new Entry(fresh, key);
            boolean stored =
                    known == null ? ENTRIES.putIfAbsent(key, entry) == null : ENTRIES.replace(key, known, entry);
            if (stored) {
                return fresh;
            }
        }
    }

    private static void forgetCollected() {
        @Nullable Object collected;
        while ((collected = COLLECTED.poll()) != null) {
            Entry entry = (Entry) collected;
            ENTRIES.remove(entry.key, entry);
        }
    }
}
