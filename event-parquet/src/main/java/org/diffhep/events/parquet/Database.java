package org.diffhep.events.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.diffhep.events.MalformedFileException;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB of its own for one file. One thread works in it, so that rows come in the order of the file and memory stays small;
 * it fetches nothing from anywhere.
 */
final class Database implements AutoCloseable {

    private static final String[] SETTINGS = {
        "SET threads = 1",
        "SET memory_limit = '1GB'",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET parquet_metadata_cache = true"
    };

    private final String file;
    private final DuckDBConnection connection;

    private Database(String file, DuckDBConnection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** One without a file of its own; {@code file} is what messages call the file that is read. */
    static Database inMemory(String file) {
        return open(file, "");
    }

    /** One that keeps its tables in a file, which need not fit into memory. */
    static Database onDisk(String file, Path place) {
        return open(file, place.toAbsolutePath().toString());
    }

    private static Database open(String file, String place) {
        Properties properties = new Properties();
        // Else a whole result is made before its first row is given out.
        properties.setProperty("jdbc_stream_results", "true");
        try {
            DuckDBConnection connection =
                    (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + place, properties);
            Database database = new Database(file, connection);
            for (String setting : SETTINGS) {
                database.execute(setting);
            }
            return database;
        } catch (SQLException e) {
            throw new UncheckedIOException(file + ": DuckDB does not start: " + message(e), new IOException(e));
        } catch (LinkageError e) {
            throw new UncheckedIOException(
                    file + ": DuckDB, which reads Parquet, does not run on this machine: " + e, new IOException(e));
        }
    }

    DuckDBConnection connection() {
        return connection;
    }

    /** Runs a statement without a result. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is done with a result. */
    interface Reader {
        void read(ResultSet rows) throws SQLException;
    }

    /**
     * Runs a query about the file.
     *
     * @param where what is being read of the file, for messages
     */
    void query(String sql, String where, Reader reader) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            reader.read(rows);
        } catch (SQLException e) {
            throw malformed(where, message(e), e);
        }
    }

    MalformedFileException malformed(String where, String problem, Throwable cause) {
        return new MalformedFileException(file, where, problem, cause);
    }

    /** The first line of a message, which says what is wrong; the others quote the query, or advise developers of DuckDB. */
    static String message(SQLException e) {
        String text = String.valueOf(e.getMessage()).strip();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).strip();
    }

    /** A name as SQL has it. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A text as SQL has it. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(file + ": cannot be closed: " + message(e), e);
        }
    }
}
