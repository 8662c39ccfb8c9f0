package org.diffhep.events.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTable;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TestFiles;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormats;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose certificates keytool makes, trusted and not. */
class HttpsTest {

    private static TestIdentity identity;
    private static TestIdentity other;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException, GeneralSecurityException {
        identity = new TestIdentity(folder, "ip:127.0.0.1");
        other = new TestIdentity(folder, "dns:other.example");
    }

    private static ByteSource open(URI address, SSLContext trust) {
        return HttpSource.open(
                address,
                new HttpSettings(
                        Duration.ofSeconds(20), 3, Duration.ofMillis(1), 1 << 14, 8, 4, 2000, Optional.of(trust)));
    }

    @Test
    void filesAreReadOverHttps() throws IOException, GeneralSecurityException {
        Path path = TestFiles.resource("all-types.root");
        byte[] bytes = TestFiles.bytes(path);
        try (LoopbackServer server =
                        new LoopbackServer(LoopbackServer.parts(bytes, "\"1\""), Optional.of(identity.shown()));
                EventFile file = EventFormats.open(open(server.address("/f.root"), identity.trusted()));
                EventFile onDisk = EventFile.open(path)) {
            assertThat(file.name()).startsWith("https://127.0.0.1:");
            for (String table : onDisk.tables()) {
                List<String> columns = TestFiles.columnNames(onDisk.table(table));
                EventTable expected = onDisk.table(table).read(columns);
                assertThat(SampleTables.fingerprints(file.table(table).read(columns)))
                        .isEqualTo(SampleTables.fingerprints(expected));
            }
            assertThat(server.requests()).hasSizeGreaterThan(2);
            // Those of a user, who trusts whom Java trusts: said at once, in one line, with what to do.
            int before = server.requests().size();
            assertThatThrownBy(() -> EventLocation.of(server.address("/f.root")).open())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith(server.address("/f.root")
                            + ": cannot be read: the server cannot show that it is who it should be (")
                    .hasMessageEndingWith(
                            "); if you trust who signed its certificate, put theirs into a trust store and start Java with"
                                    + " -Djavax.net.ssl.trustStore=FILE")
                    .message()
                    .doesNotContain("\n");
            assertThat(server.requests()).hasSize(before);
        }
    }

    @Test
    void aCertificateOfAnotherServerIsRefused() throws IOException, GeneralSecurityException {
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.status(404), Optional.of(other.shown()))) {
            assertThatThrownBy(() -> open(server.address("/f"), other.trusted()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the server cannot show that it is who it should be (")
                    .hasMessageContaining("127.0.0.1");
        }
    }

    /** What was asked for in secret is not fetched in the open. */
    @Test
    void aRedirectionToHttpIsNotFollowed() throws IOException, GeneralSecurityException {
        try (LoopbackServer open = new LoopbackServer(LoopbackServer.status(404));
                LoopbackServer server = new LoopbackServer(
                        exchange -> {
                            exchange.getResponseHeaders()
                                    .set("Location", open.address("/g").toString());
                            exchange.sendResponseHeaders(302, -1);
                        },
                        Optional.of(identity.shown()))) {
            assertThatThrownBy(() -> open(server.address("/f"), identity.trusted()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(server.address("/f") + ": the server sends us on to " + open.address("/g")
                            + ", which is not followed from https to http, nor further than Java does");
            assertThat(open.requests()).isEmpty();
        }
    }
}
