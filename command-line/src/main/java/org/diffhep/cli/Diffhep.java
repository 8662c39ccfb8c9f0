package org.diffhep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code diffhep}: the groups of commands and what they share. */
@Command(
        name = "diffhep",
        versionProvider = Version.class,
        description =
                "Differentiable particle-physics analysis: cuts, histograms and likelihood, with exact gradients.",
        footer = {
            "",
            "Results go to standard output, progress and messages to standard error.",
            "Exit codes: 0 done, 1 no answer (a fit that does not converge, an undefined objective),",
            "2 wrong use or bad input, 130 stopped by Ctrl-C."
        })
final class Diffhep extends CommandGroup {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version of diffhep and of Java.")
    @SuppressWarnings("UnusedVariable") // as above
    private boolean version;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean debug;

    boolean debug() {
        return debug;
    }
}
