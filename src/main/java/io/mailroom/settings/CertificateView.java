package io.mailroom.settings;

import io.mailroom.egress.TlsInfo;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A certificate as a server showed it (RFC 5280). Anybody can write anything into one. */
@Schema(name = "Certificate")
record CertificateView(
        @Schema(examples = "CN=mail.example.org") String subject,
        @Schema(examples = "CN=R11,O=Let's Encrypt,C=US") String issuer,
        long notBefore,
        long notAfter,

        @Schema(description = "The host names and addresses that it is made out to.")
        List<String> names,

        @Schema(description = "Of the certificate in DER, in hexadecimal digits.")
        String sha256) {

    private static final int LONGEST = 500;
    private static final int MOST_NAMES = 100;

    static CertificateView of(X509Certificate certificate) {
        return new CertificateView(
                printable(certificate.getSubjectX500Principal().getName()),
                printable(certificate.getIssuerX500Principal().getName()),
                certificate.getNotBefore().getTime(),
                certificate.getNotAfter().getTime(),
                names(certificate),
                TlsInfo.fingerprint(certificate));
    }

    static List<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(name -> name.get(1))
                            .filter(String.class::isInstance) // others are encoded, and no host's
                            .map(name -> printable((String) name))
                            .limit(MOST_NAMES)
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static String printable(String text) {
        var clean = text.replaceAll("\\p{Cntrl}+", " ");
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
    }
}
