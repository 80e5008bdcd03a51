package io.mailroom.item;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** A mail with a text and an attachment. */
interface Multipart {

    byte[] PDF = pdf(700_000);

    byte[] WITH_A_PDF = withAPdf(PDF, "bill.pdf");

    private static byte[] pdf(int size) {
        var bytes = new byte[size];
        new Random(4711).nextBytes(bytes);
        return bytes;
    }

    static byte[] withAPdf(byte[] pdf, String name) {
        return ("""
                Message-ID: <%d.%s@example.org>
                Date: Tue, 1 Apr 2025 10:00:00 +0200
                From: Anna Meier <anna@example.org>
                To: ben@example.org
                Subject: The bill
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="-=-"

                ---=-
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Schöne Grüße.
                ---=-
                Content-Type: application/pdf
                Content-Disposition: attachment; filename="%s"
                Content-Transfer-Encoding: base64

                %s
                ---=---
                """.formatted(pdf.length, name, name, Base64.getMimeEncoder().encodeToString(pdf)))
                .replaceAll("\r?\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
