package org.diffhep.stats;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Gives the modifiers of HS3 the names that pyhf knows them by. */
final class Hs3Names {
    private static final String STAT_ERROR = "staterror";

    private Hs3Names() {}

    /**
     * In pyhf modifiers of one name share their parameters; in HS3 what counts are the parameters. So a modifier keeps its
     * name if that is all the parameters' own, and is otherwise called after its parameters.
     *
     * @return parameters in HS3 → name of the modifier in pyhf, in order of appearance
     */
    static Map<List<String>, String> of(JsonFields fields, List<Hs3Modifier> modifiers) {
        Map<List<String>, String> pyhfNames = new LinkedHashMap<>();
        Map<List<String>, Set<String>> namesOf = new LinkedHashMap<>();
        Map<String, Set<List<String>>> usersOf = new HashMap<>();
        Map<List<String>, Hs3Modifier> first = new HashMap<>();
        for (Hs3Modifier m : modifiers) {
            namesOf.computeIfAbsent(m.parameters(), k -> new HashSet<>()).add(own(m));
            usersOf.computeIfAbsent(own(m), k -> new HashSet<>()).add(m.parameters());
            first.putIfAbsent(m.parameters(), m);
        }
        Set<String> taken = new HashSet<>();
        namesOf.forEach((parameters, names) -> {
            String only = names.iterator().next();
            if (names.size() == 1
                    && !only.isEmpty()
                    && usersOf.getOrDefault(only, Set.of()).size() == 1) {
                pyhfNames.put(parameters, only);
                taken.add(only);
            } else {
                pyhfNames.put(parameters, "");
            }
        });
        pyhfNames.replaceAll((parameters, name) -> {
            if (!name.isEmpty()) {
                return name;
            }
            Hs3Modifier modifier = Objects.requireNonNull(first.get(parameters));
            String raw = parameters.get(0);
            String plain = raw.replaceFirst("^(alpha|gamma)_", "");
            String derived = modifier.isVector() ? plain.replaceFirst("(_bin(_0)+|_0)$", "") : plain;
            for (String candidate : List.of(derived, raw, String.join(" ", parameters))) {
                if (taken.add(candidate)) {
                    return candidate;
                }
            }
            throw fields.error(modifier.path(), "has parameters whose name is taken: " + parameters);
        });
        nameLumi(fields, modifiers, pyhfNames);
        return pyhfNames;
    }

    /** Its name; none for what ROOT calls staterror in all channels. */
    private static String own(Hs3Modifier modifier) {
        return modifier.name().equals(STAT_ERROR) ? "" : modifier.name();
    }

    /** pyhf knows one factor with a Gaussian constraint, which must be called lumi. */
    private static void nameLumi(JsonFields fields, List<Hs3Modifier> modifiers, Map<List<String>, String> pyhfNames) {
        Set<List<String>> found = new HashSet<>();
        for (Hs3Modifier m : modifiers) {
            if (m.type().equals("lumi") && found.add(m.parameters())) {
                if (found.size() > 1) {
                    throw fields.error(
                            m.path(),
                            "is the second normfactor with a Gaussian constraint: there can be one, the lumi");
                }
                if (!pyhfNames.containsValue("lumi")) {
                    pyhfNames.put(m.parameters(), "lumi");
                }
            }
        }
    }
}
