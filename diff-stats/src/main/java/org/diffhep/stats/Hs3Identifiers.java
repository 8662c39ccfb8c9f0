package org.diffhep.stats;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that ROOT takes for parameters, distributions and data: letters, digits and underscores, no digit first. What is
 * something else is replaced by an underscore; names that would be the same get underscores more.
 */
final class Hs3Identifiers {
    private static final Pattern VALID = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> identifiers = new HashMap<>();

    /**
     * Gives each name its identifier, which is the name itself where that is one.
     *
     * @param names all names, each once
     */
    Hs3Identifiers(Collection<String> names) {
        Set<String> taken = new HashSet<>();
        for (String name : names) {
            if (VALID.matcher(name).matches()) {
                identifiers.put(name, name);
                taken.add(name);
            }
        }
        for (String name : names) {
            if (!identifiers.containsKey(name)) {
                String identifier = name.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=[0-9]|$)", "_");
                while (!taken.add(identifier)) {
                    identifier += "_";
                }
                identifiers.put(name, identifier);
            }
        }
    }

    /** The identifier of one of the names. */
    String of(String name) {
        return Objects.requireNonNull(identifiers.get(name), name);
    }
}
