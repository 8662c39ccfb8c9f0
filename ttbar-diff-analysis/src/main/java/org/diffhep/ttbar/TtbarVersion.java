package org.diffhep.ttbar;

import java.util.Locale;
import org.diffhep.pipeline.InvalidInputException;

/** The two selections of the Analysis Grand Challenge on NanoAOD. */
public enum TtbarVersion {
    /** Loose: transverse momenta only. */
    V1,
    /** CMS-like: identification, isolation and pseudorapidity too. */
    V2;

    /**
     * The version of a name.
     *
     * @throws InvalidInputException if the name is neither v1 nor v2
     */
    public static TtbarVersion named(String name) {
        for (TtbarVersion version : values()) {
            if (version.name().toLowerCase(Locale.ROOT).equals(name)) {
                return version;
            }
        }
        throw new InvalidInputException("--version is " + name + "; there are v1 and v2");
    }
}
