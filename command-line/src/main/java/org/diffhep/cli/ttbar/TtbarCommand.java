package org.diffhep.cli.ttbar;

import org.diffhep.cli.CommandGroup;
import picocli.CommandLine.Command;

/** {@code diffhep ttbar}. */
@Command(
        name = "ttbar",
        description = "The demonstrator: the ttbar cross-section measurement of the Analysis Grand Challenge.")
public final class TtbarCommand extends CommandGroup {}
