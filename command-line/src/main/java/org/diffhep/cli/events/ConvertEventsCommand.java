package org.diffhep.cli.events;

import java.util.Optional;
import org.diffhep.cli.Console;
import picocli.CommandLine.Command;

/** {@code events convert}: a table in another format. */
@Command(name = "convert", description = "Write a table of one file or of many to a file of another format.")
public final class ConvertEventsCommand extends CopyEventsCommand {

    /** Prints to this console. */
    public ConvertEventsCommand(Console console) {
        super(console);
    }

    @Override
    Optional<RowSelection> selection() {
        return Optional.empty();
    }
}
