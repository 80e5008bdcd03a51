package io.mailroom.egress;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * What a server showed in a TLS handshake, also in one that we broke off because of it.
 *
 * @param protocol for example {@code TLSv1.3}
 * @param cipher for example {@code TLS_AES_128_GCM_SHA256}
 * @param chain the server's own certificate first, as it sent them
 */
public record TlsInfo(String protocol, String cipher, List<X509Certificate> chain) {

    public TlsInfo {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a handshake without certificate");
        }
    }

    /** Of the server's own certificate; what {@link Trust.Pinned} wants. */
    public String fingerprint() {
        return fingerprint(chain.getFirst());
    }

    /** SHA-256 of the certificate in DER, in lower case hexadecimal digits. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // it was read from DER, and every Java has SHA-256
        }
    }
}
