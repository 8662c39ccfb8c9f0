package org.diffhep.bench;

import picocli.CommandLine.Option;

/** Options of every measurement. */
final class MeasureOptions {

    @Option(names = "--json", description = "print one JSON document")
    boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "repeat at least so long after the warm-up (default 5)")
    double seconds = 5;
}
