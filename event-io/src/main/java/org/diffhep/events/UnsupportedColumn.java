package org.diffhep.events;

/**
 * A column that a file holds and this library cannot read. Asking for it is an {@link UnknownColumnException}; the other
 * columns of the table are not affected.
 *
 * @param name the name of the column
 * @param reason why it cannot be read, for example {@code it is an object of the class xAOD::EventInfo_v1}
 */
public record UnsupportedColumn(String name, String reason) {}
