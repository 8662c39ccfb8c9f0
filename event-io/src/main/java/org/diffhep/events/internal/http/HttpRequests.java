package org.diffhep.events.internal.http;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Asks a server for parts of one file, again and again where that may help. Safe for use by several threads. */
final class HttpRequests {

    private static final int PARTIAL = 206;
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final URI uri;
    private final HttpSettings settings;
    private final HttpClient client;
    // Where the server has sent us: not asked for each part. Forgotten when a request fails.
    private volatile URI target;

    HttpRequests(URI uri, HttpSettings settings) {
        this.uri = uri;
        this.settings = settings;
        this.target = uri;
        this.client = settings.trust()
                .map(trust -> builder().sslContext(trust).build())
                .orElseGet(() -> Client.CLIENT);
    }

    /** Made when it is first needed; its threads are daemons. */
    private static final class Client {
        static final HttpClient CLIENT = builder().build();
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(ProxySelector.getDefault());
    }

    /**
     * Asks for the bytes {@code first} to {@code last}, inclusive.
     *
     * @return a response with the status 200, 206 or 416; of a whole file no more than one byte beyond {@link HttpSettings#whole}
     * @throws UncheckedIOException the server refuses, or failed at each attempt
     */
    HttpResponse<byte[]> get(long first, long last) {
        long pause = settings.pause().toMillis();
        for (int attempt = 1; ; attempt++) {
            String problem;
            try {
                HttpResponse<byte[]> response = once(first, last);
                if (!PASSING.contains(response.statusCode())) {
                    return accepted(response);
                }
                problem = "the server answers HTTP " + response.statusCode();
            } catch (IOException e) {
                if (isLasting(e)) {
                    throw new UncheckedIOException(uri + ": cannot be read: " + reason(e), e);
                }
                problem = reason(e);
            }
            target = uri;
            if (attempt == settings.attempts()) {
                String problems =
                        uri + ": cannot be read from byte " + first + " in " + attempt + " attempts: " + problem;
                throw new UncheckedIOException(problems, new IOException(problem));
            }
            sleep(pause);
            pause *= 2;
        }
    }

    private HttpResponse<byte[]> once(long first, long last) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Range", "bytes=" + first + "-" + last)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "diffhep")
                .timeout(settings.timeout())
                .build();
        int length = Math.toIntExact(last - first + 1);
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request,
                info -> new LimitedBody(
                        info.statusCode() == PARTIAL ? length : info.statusCode() == 200 ? settings.whole() : 0));
        try {
            // The timeout of the request ends with the head of the answer.
            HttpResponse<byte[]> response = answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            target = response.uri();
            return response;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer within " + settings.timeout().toMillis() + " ms", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private HttpResponse<byte[]> accepted(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        return switch (status) {
            case 200, PARTIAL, 416 -> response;
            case 404, 410 ->
                throw new UncheckedIOException(
                        uri + ": no such file on the server (HTTP " + status + ")",
                        new FileNotFoundException(uri.toString()));
            case 401, 403 ->
                throw new UncheckedIOException(
                        uri + ": the server does not let everybody read this (HTTP " + status + ")",
                        new AccessDeniedException(uri.toString()));
            case 301, 302, 303, 307, 308 ->
                throw new UncheckedIOException(
                        uri + ": the server sends us on to "
                                + response.headers().firstValue("Location").orElse("nowhere")
                                + ", which is not followed from https to http, nor further than Java does",
                        new IOException("HTTP " + status));
            default ->
                throw new UncheckedIOException(
                        uri + ": the server answers HTTP " + status, new IOException("HTTP " + status));
        };
    }

    /** Whether trying again is of no use. */
    private static boolean isLasting(IOException e) {
        return (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted())
                || e instanceof SSLHandshakeException
                || isUnresolved(e);
    }

    private static boolean isUnresolved(Throwable e) {
        return e instanceof UnresolvedAddressException || (e.getCause() != null && isUnresolved(e.getCause()));
    }

    private static String reason(IOException e) {
        if (isUnresolved(e)) {
            return "there is no such server";
        }
        if (e instanceof SSLHandshakeException) {
            return "the server cannot show that it is who it should be (" + e.getMessage()
                    + "); if you trust who signed its certificate, put theirs into a trust store and start Java with"
                    + " -Djavax.net.ssl.trustStore=FILE";
        }
        return e.getMessage() == null ? e.toString() : String.valueOf(e.getMessage());
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(
                    uri + ": cannot be read: interrupted", (IOException) new InterruptedIOException().initCause(e));
        }
    }
}
