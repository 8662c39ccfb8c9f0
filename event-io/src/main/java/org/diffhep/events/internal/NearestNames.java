package org.diffhep.events.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Suggestions for a name that does not exist. */
public final class NearestNames {

    private static final int SUGGESTIONS = 5;
    // Names come from files: a damaged one must not make the comparison slow.
    private static final int LONGEST = 100;

    private NearestNames() {}

    /**
     * The (up to five) names most like {@code wanted}, the nearest first: fewest edits less the length of the common
     * beginning, so that {@code Jet_btagDeepFlavB} is nearer to {@code Jet_btagCSVV2} than {@code Jet_puId}. Case does not
     * count.
     */
    public static List<String> of(String wanted, Collection<String> names) {
        String target = normalised(wanted);
        Map<String, Integer> scores = new HashMap<>();
        for (String name : names) {
            String candidate = normalised(name);
            scores.put(name, edits(target, candidate) - commonPrefix(target, candidate));
        }
        return names.stream()
                .distinct()
                .sorted(Comparator.<String>comparingInt(n -> scores.getOrDefault(n, Integer.MAX_VALUE))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SUGGESTIONS)
                .toList();
    }

    private static String normalised(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST)).toLowerCase(Locale.ROOT);
    }

    private static int commonPrefix(String a, String b) {
        int n = 0;
        while (n < a.length() && n < b.length() && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
