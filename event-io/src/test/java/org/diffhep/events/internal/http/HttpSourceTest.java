package org.diffhep.events.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.diffhep.events.internal.ByteSource;
import org.junit.jupiter.api.Test;

class HttpSourceTest {

    private static final byte[] FILE = bytes(10_500, 1);
    private static final HttpSettings SMALL =
            new HttpSettings(Duration.ofSeconds(20), 3, Duration.ofMillis(1), 1000, 4, 3, 2000, Optional.empty());

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static ByteSource open(LoopbackServer server) {
        return HttpSource.open(server.address("/f"), SMALL);
    }

    private static void assertFails(ThrowingCallable work, String message) {
        assertThatThrownBy(work).isInstanceOf(UncheckedIOException.class).hasMessageContaining(message);
    }

    @Test
    void readsAnyPartByAlignedBlocks() throws IOException {
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(FILE, "\"1\""));
                ByteSource source = open(server)) {
            assertThat(source.size()).isEqualTo(FILE.length);
            assertThat(source.version()).isEqualTo("ETag \"1\"");
            assertThat(source.name()).isEqualTo(server.address("/f").toString());
            assertThat(source.path()).isEmpty();
            assertThat(source.read(500, 1600)).isEqualTo(Arrays.copyOfRange(FILE, 500, 2100));
            // Once more, from memory.
            assertThat(source.read(1999, 2)).isEqualTo(Arrays.copyOfRange(FILE, 1999, 2001));
            assertThat(source.read(10_499, 1)).isEqualTo(Arrays.copyOfRange(FILE, 10_499, 10_500));
            assertThat(server.requests())
                    .containsExactly("/f bytes=0-999", "/f bytes=1000-2999", "/f bytes=10000-10499");
            // All of it: three blocks at once, and those that are there not again.
            server.requests().clear();
            assertThat(source.read(0, FILE.length)).isEqualTo(FILE);
            assertThat(server.requests()).startsWith("/f bytes=3000-5999", "/f bytes=6000-8999");
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 40; i++) {
                int from = random.nextInt(FILE.length);
                int length = random.nextInt(FILE.length - from + 1);
                assertThat(source.read(from, length)).isEqualTo(Arrays.copyOfRange(FILE, from, from + length));
            }
        }
    }

    /** From one basket to the next: requests grow, and shrink again after a leap. */
    @Test
    void neighboursComeWithOneRequest() throws IOException {
        HttpSettings roomy =
                new HttpSettings(Duration.ofSeconds(20), 3, Duration.ofMillis(1), 100, 50, 8, 2000, Optional.empty());
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(FILE, "\"1\""));
                ByteSource source = HttpSource.open(server.address("/f"), roomy)) {
            for (int at = 0; at < 4000; at += 37) {
                assertThat(source.read(at, 37)).isEqualTo(Arrays.copyOfRange(FILE, at, at + 37));
            }
            assertThat(server.requests())
                    .containsExactly(
                            "/f bytes=0-99",
                            "/f bytes=100-299",
                            "/f bytes=300-699",
                            "/f bytes=700-1499",
                            "/f bytes=1500-2299",
                            "/f bytes=2300-3099",
                            "/f bytes=3100-3899",
                            "/f bytes=3900-4699");
            server.requests().clear();
            assertThat(source.read(10_000, 10)).isEqualTo(Arrays.copyOfRange(FILE, 10_000, 10_010));
            assertThat(source.read(10_400, 100)).isEqualTo(Arrays.copyOfRange(FILE, 10_400, 10_500));
            assertThat(server.requests()).containsExactly("/f bytes=10000-10099", "/f bytes=10400-10499");
        }
    }

    @Test
    void whatFailsNowAndThenIsAskedForAgain() throws IOException {
        AtomicInteger count = new AtomicInteger();
        LoopbackServer.Answer parts = LoopbackServer.parts(FILE, "\"1\"");
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            switch (count.getAndIncrement() % 3) {
                case 0 -> LoopbackServer.status(503).to(exchange);
                case 1 -> {} // broken off
                default -> parts.to(exchange);
            }
        })) {
            try (ByteSource source = open(server)) {
                assertThat(source.read(0, FILE.length)).isEqualTo(FILE);
            }
            server.answer(LoopbackServer.status(500));
            server.requests().clear();
            assertFails(
                    () -> open(server),
                    server.address("/f") + ": cannot be read from byte 0 in 3 attempts: the server answers HTTP 500");
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void aSlowServerIsGivenUp() throws IOException {
        HttpSettings impatient =
                new HttpSettings(Duration.ofMillis(250), 2, Duration.ofMillis(1), 1000, 4, 3, 2000, Optional.empty());
        CountDownLatch end = new CountDownLatch(1);
        LoopbackServer.Answer never = exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (LoopbackServer server = new LoopbackServer(never)) {
            assertFails(() -> HttpSource.open(server.address("/f"), impatient), "in 2 attempts: ");
            // The head comes, the bytes do not.
            server.answer(exchange -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes 0-999/10500");
                exchange.sendResponseHeaders(206, 1000);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                never.to(exchange);
            });
            assertFails(
                    () -> HttpSource.open(server.address("/f"), impatient), "in 2 attempts: no answer within 250 ms");
            end.countDown();
        }
    }

    @Test
    void aServerThatCannotSendPartsIsReadWholeIfTheFileIsSmall() throws IOException {
        byte[] small = Arrays.copyOf(FILE, 2000);
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.whole(small))) {
            try (ByteSource source = open(server)) {
                assertThat(source.read(0, 2000)).isEqualTo(small);
                assertThat(server.requests()).hasSize(1);
            }
            server.answer(LoopbackServer.whole(FILE));
            assertFails(
                    () -> open(server),
                    ": the server cannot send parts of a file (it answers range requests with HTTP 200), and this one has"
                            + " 10500 bytes; download it first");
            server.answer(exchange -> {
                exchange.sendResponseHeaders(200, 0); // of a length that is not said
                exchange.getResponseBody().write(FILE);
            });
            assertFails(() -> open(server), "and this one has more than 2000 bytes");
        }
    }

    @Test
    void aFileThatChangesMeanwhileIsNoticed() throws IOException {
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(FILE, "\"1\""))) {
            for (LoopbackServer.Answer other : new LoopbackServer.Answer[] {
                LoopbackServer.parts(FILE, "\"2\""),
                LoopbackServer.parts(bytes(10_600, 2), "\"1\""),
                LoopbackServer.parts(bytes(500, 2), "\"1\""),
                LoopbackServer.whole(FILE)
            }) {
                server.answer(LoopbackServer.parts(FILE, "\"1\""));
                try (ByteSource source = open(server)) {
                    server.answer(other);
                    assertFails(
                            () -> source.read(3000, 10),
                            ": has changed on the server while it was read; read it again");
                    assertThat(source.read(0, 10)).isEqualTo(Arrays.copyOf(FILE, 10));
                }
            }
        }
    }

    @Test
    void refusalsOfTheServerAreSaidAtOnce() throws IOException {
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.status(404))) {
            assertFails(() -> open(server), server.address("/f") + ": no such file on the server (HTTP 404)");
            server.answer(LoopbackServer.status(403));
            assertFails(() -> open(server), ": the server does not let everybody read this (HTTP 403)");
            server.answer(LoopbackServer.status(400));
            assertFails(() -> open(server), ": the server answers HTTP 400");
            assertThat(server.requests()).hasSize(3);
            server.answer(exchange -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes 1-3/10");
                exchange.sendResponseHeaders(206, 3);
                exchange.getResponseBody().write(new byte[3]);
            });
            assertFails(
                    () -> open(server),
                    ": the server was asked for the bytes from 0 on and answers with the Content-Range bytes 1-3/10");
        }
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        assertFails(
                () -> HttpSource.open(URI.create("http://127.0.0.1:" + unused + "/f"), SMALL),
                ": cannot be read from byte 0 in 3 attempts: ");
    }

    @Test
    void redirectionsAreFollowedAndKept() throws IOException {
        LoopbackServer.Answer parts = LoopbackServer.parts(FILE, "\"1\"");
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/f")) {
                exchange.getResponseHeaders().set("Location", "/g");
                exchange.sendResponseHeaders(307, -1);
            } else {
                parts.to(exchange);
            }
        })) {
            try (ByteSource source = open(server)) {
                assertThat(source.read(2000, 5)).isEqualTo(Arrays.copyOfRange(FILE, 2000, 2005));
                assertThat(server.requests()).containsExactly("/f bytes=0-999", "/g bytes=0-999", "/g bytes=2000-2999");
            }
        }
    }

    @Test
    void anEmptyFileHasNoBytesAndAClosedOneGivesNone() throws IOException {
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(new byte[0], "\"1\""))) {
            try (ByteSource source = open(server)) {
                assertThat(source.size()).isZero();
            }
            server.answer(LoopbackServer.parts(FILE, "\"1\""));
            ByteSource source = open(server);
            source.close();
            assertFails(() -> source.read(0, 1), "/f: is closed");
        }
    }
}
