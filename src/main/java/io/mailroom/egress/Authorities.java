package io.mailroom.egress;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates in PEM (RFC 7468), as users paste them. */
public final class Authorities {

    private static final int MOST = 50;

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (?<label>[A-Z0-9 ]+)-----(?<base64>[A-Za-z0-9+/=\\s]*)-----END \\k<label>-----");

    private Authorities() {}

    /** @throws IllegalArgumentException when it is anything else; the message completes a sentence that begins with the field */
    public static List<X509Certificate> of(String pem) {
        var found = new ArrayList<X509Certificate>();
        var block = BLOCK.matcher(pem);
        while (block.find()) {
            if (!block.group("label").equals("CERTIFICATE")) {
                throw new IllegalArgumentException("must hold certificates only, and holds a " + block.group("label"));
            }
            found.add(read(block.group(), found.size() + 1));
        }
        if (found.isEmpty() || block.replaceAll("").contains("-----")) {
            throw new IllegalArgumentException(
                    "must be one or more certificates in PEM, each from -----BEGIN CERTIFICATE----- to"
                            + " -----END CERTIFICATE-----");
        }
        if (found.size() > MOST) {
            throw new IllegalArgumentException("must not hold more than " + MOST + " certificates");
        }
        return found;
    }

    private static X509Certificate read(String block, int number) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "holds a certificate that cannot be read, the one at place " + number, e);
        }
    }
}
