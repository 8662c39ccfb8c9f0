package org.diffhep.cli.events;

import org.diffhep.cli.CommandGroup;
import picocli.CommandLine.Command;

/** {@code diffhep events}. */
@Command(name = "events", description = "Files of events: what is in them, their columns, and copies in other formats.")
public final class EventsCommand extends CommandGroup {}
