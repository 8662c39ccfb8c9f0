package org.diffhep.events;

import org.jspecify.annotations.Nullable;

/** A file is damaged, cut off, of no known format, or uses a feature of its format that is not supported. */
public final class MalformedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final String where;
    private final long offset;

    /**
     * @param file the file, as the user named it
     * @param where the key, tree, branch or basket being read
     * @param offset the byte where the reader stood, counted in what {@code where} names
     * @param problem what is wrong there
     */
    public MalformedFileException(String file, String where, long offset, String problem) {
        this(file, where, offset, problem, null);
    }

    /** As above, with the exception of the library that refused the bytes. */
    public MalformedFileException(String file, String where, long offset, String problem, @Nullable Throwable cause) {
        super(file + ": " + where + ", byte " + offset + ": " + problem, cause);
        this.file = file;
        this.where = where;
        this.offset = offset;
    }

    /**
     * Of a format that is not read by bytes.
     *
     * @param where the line, the array or the column being read
     */
    public MalformedFileException(String file, String where, String problem, @Nullable Throwable cause) {
        super(file + ": " + where + ": " + problem, cause);
        this.file = file;
        this.where = where;
        this.offset = -1;
    }

    /** The file, as the user named it. */
    public String file() {
        return file;
    }

    /** The key, tree, branch, basket, line, array or column that was being read. */
    public String where() {
        return where;
    }

    /** The byte where the reader stood, counted in what {@link #where} names; -1 if the format is not read by bytes. */
    public long offset() {
        return offset;
    }
}
