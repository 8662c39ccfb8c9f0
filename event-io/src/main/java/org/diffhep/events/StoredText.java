package org.diffhep.events;

/**
 * A text that a file holds beside its tables: the version of a program, a tag, a configuration. A TObjString or a TNamed of ROOT.
 *
 * @param name the name: of a TNamed its own, of a TObjString that by which it was written, without directories
 * @param text the string; of a TNamed its title
 */
public record StoredText(String name, String text) {}
