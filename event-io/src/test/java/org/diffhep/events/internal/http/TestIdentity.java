package org.diffhep.events.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The identity of a server that nobody has signed: a key and a certificate that Java's keytool makes. */
final class TestIdentity {

    private static final String PASSWORD = "only for this test";

    private final KeyStore store;

    /** @param server what the certificate says the server is, {@code ip:127.0.0.1} or {@code dns:server.example} */
    TestIdentity(Path folder, String server) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("identity-" + server.replaceAll("\\W", "-") + ".p12");
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + server,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        if (!Files.exists(file)) {
            throw new IOException("keytool made no key: " + said);
        }
        store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /** For the server that shows this certificate. */
    SSLContext shown() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** For a client that trusts it. */
    SSLContext trusted() throws GeneralSecurityException, IOException {
        KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
        certificates.load(null, null);
        certificates.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
