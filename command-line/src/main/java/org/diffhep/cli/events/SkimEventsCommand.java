package org.diffhep.cli.events;

import java.util.Optional;
import org.diffhep.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code events skim}: some of the entries of a table. */
@Command(name = "skim", description = "Write the entries of a table that pass a selection.")
public final class SkimEventsCommand extends CopyEventsCommand {

    @Option(
            names = "--where",
            required = true,
            paramLabel = "SELECTION",
            description = "What entries must pass: comparisons of columns that have one value with numbers, joined by"
                    + " &&, for example \"nJet>=4 && MET_pt>50\".")
    private String where = "";

    /** Prints to this console. */
    public SkimEventsCommand(Console console) {
        super(console);
    }

    @Override
    Optional<RowSelection> selection() {
        return Optional.of(RowSelection.parse(where));
    }
}
