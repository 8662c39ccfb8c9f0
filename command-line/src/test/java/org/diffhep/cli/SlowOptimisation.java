package org.diffhep.cli;

import org.diffhep.cli.ttbar.StandInJob;

/** The command line as a process of its own, over an optimisation whose steps take a while: for signals. */
public final class SlowOptimisation {

    private SlowOptimisation() {}

    public static void main(String[] args) {
        System.exit(Main.run(Console.system(), request -> new StandInJob(request, 50), args));
    }
}
