package org.diffhep.events.internal.http;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server is asked.
 *
 * @param timeout of one request, from connecting to the last byte
 * @param attempts how often a request is made before its failure counts
 * @param pause before the second attempt; twice as long before each further one
 * @param block bytes are asked for in blocks of this size, which begin at its multiples
 * @param blocksKept so many blocks are held in memory, those that were used last
 * @param blocksAtOnce so many successive blocks are asked for with one request
 * @param whole a file of a server that cannot send parts is read whole if it has no more bytes
 * @param trust which servers are believed to be who they say; empty for Java's own trust store, or that which its options name
 */
public record HttpSettings(
        Duration timeout,
        int attempts,
        Duration pause,
        int block,
        int blocksKept,
        int blocksAtOnce,
        int whole,
        Optional<SSLContext> trust) {

    /** A minute; five attempts within some ten seconds; 16 MiB in blocks of 512 KiB, up to 4 MiB at once; 64 MiB; Java's trust store. */
    public static HttpSettings ofDefaults() {
        return new HttpSettings(
                Duration.ofMinutes(1), 5, Duration.ofMillis(500), 1 << 19, 32, 8, 1 << 26, Optional.empty());
    }
}
