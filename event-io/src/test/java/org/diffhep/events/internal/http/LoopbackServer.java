package org.diffhep.events.internal.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A web server on this machine that behaves as a test tells it. */
public final class LoopbackServer implements AutoCloseable {

    static {
        // Head and body are sent one after the other: without this, the body waits for the head's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer;

    /** What happens to a request. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    public LoopbackServer(Answer answer) throws IOException {
        this(answer, Optional.empty());
    }

    /** With {@code identity}, of {@code https:} addresses. */
    public LoopbackServer(Answer answer, Optional<SSLContext> identity) throws IOException {
        this.answer = answer;
        InetSocketAddress place = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (identity.isPresent()) {
            HttpsServer secure = HttpsServer.create(place, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(identity.get()));
            server = secure;
        } else {
            server = HttpServer.create(place, 0);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().getPath() + " "
                    + exchange.getRequestHeaders().getFirst("Range"));
            // Closing without an answer breaks the connection.
            try (exchange) {
                this.answer.to(exchange);
            }
        });
        server.start();
    }

    public URI address(String path) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** From now on. */
    public void answer(Answer other) {
        answer = other;
    }

    /** Path and range of each request so far. */
    public List<String> requests() {
        return requests;
    }

    /** As a server that can send parts of a file. */
    public static Answer parts(byte[] file, String tag) {
        return exchange -> {
            Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Range"));
            if (!range.matches()) {
                throw new IOException("no range");
            }
            int first = Integer.parseInt(range.group(1));
            int end = (int) Math.min(Long.parseLong(range.group(2)) + 1, file.length);
            exchange.getResponseHeaders().set("ETag", tag);
            if (first >= file.length) {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + file.length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Range", "bytes " + first + "-" + (end - 1) + "/" + file.length);
            exchange.sendResponseHeaders(206, end - first);
            exchange.getResponseBody().write(Arrays.copyOfRange(file, first, end));
        };
    }

    /** As a server that only sends files whole. */
    public static Answer whole(byte[] file) {
        return exchange -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        };
    }

    /** Nothing but a status. */
    public static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
