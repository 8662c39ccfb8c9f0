package org.diffhep.cli.plot;

import org.diffhep.cli.CommandGroup;
import picocli.CommandLine.Command;

/** {@code plot}: pictures of a likelihood. */
@Command(name = "plot", description = "Draw pulls, ranking, fits, correlations, limits, scans and contours.")
public final class PlotGroup extends CommandGroup {}
