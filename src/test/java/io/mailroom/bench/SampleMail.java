package io.mailroom.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Mails of a given size, each different, the same ones for the same seed. */
public final class SampleMail {

    private static final String WORDS =
            "invoice number amount due please find attached the document we agreed upon last week regards ";

    private SampleMail() {}

    /** A text mail of about {@code size} bytes. */
    public static byte[] text(int number, int size) {
        var mail = new StringBuilder(size + 500);
        header(mail, number).append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
        var random = new Random(number);
        while (mail.length() < size) {
            mail.append(WORDS, random.nextInt(20), WORDS.length())
                    .append(random.nextLong())
                    .append("\r\n");
        }
        return mail.toString().getBytes(US_ASCII);
    }

    /** A mail of about {@code size} bytes with a text, its HTML alternative and a base64 attachment. */
    public static byte[] withAttachment(int number, int size) {
        var mail = new StringBuilder();
        header(mail, number).append("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="outer"

                --outer
                Content-Type: multipart/alternative; boundary="inner"

                --inner
                Content-Type: text/plain; charset=utf-8

                The document is attached.
                --inner
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <p>The <b>document</b> is attached.</p>
                --inner--
                --outer
                Content-Type: application/pdf; name="document.pdf"
                Content-Disposition: attachment; filename="document.pdf"
                Content-Transfer-Encoding: base64

                """.replace("\n", "\r\n"));
        var attachment = new byte[Math.max(100, (int) ((size - mail.length()) / 1.37))];
        new Random(number).nextBytes(attachment);
        var bytes = new ByteArrayOutputStream(size + 1000);
        bytes.writeBytes(mail.toString().getBytes(US_ASCII));
        bytes.writeBytes(Base64.getMimeEncoder().encode(attachment));
        bytes.writeBytes("\r\n--outer--\r\n".getBytes(US_ASCII));
        return bytes.toByteArray();
    }

    /** What is commonly met besides UTF-8, with a text that needs it. */
    private static final List<Map.Entry<Charset, String>> CHARSETS = List.of(
            Map.entry(UTF_8, "Rechnung für Žofie, прилагается "),
            Map.entry(Charset.forName("windows-1252"), "Müller & Söhne – Rechnung über 12 € "),
            Map.entry(ISO_8859_1, "Größe, Straße, façade, señor "),
            Map.entry(Charset.forName("KOI8-R"), "Счёт на оплату прилагается "),
            Map.entry(Charset.forName("GB18030"), "请查收附件中的发票 "),
            Map.entry(Charset.forName("ISO-2022-JP"), "請求書を添付いたします "),
            Map.entry(Charset.forName("Shift_JIS"), "見積書の件 "));

    /** A text mail of about {@code size} bytes in a charset that goes with its number, 8-bit or quoted-printable. */
    public static byte[] international(int number, int size) {
        var charset = CHARSETS.get(number % CHARSETS.size());
        var head = new StringBuilder();
        header(head, number);
        head.append("Comments: =?")
                .append(charset.getKey().name())
                .append("?B?")
                .append(Base64.getEncoder().encodeToString(charset.getValue().getBytes(charset.getKey())))
                .append("?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=")
                .append(charset.getKey().name())
                .append("\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        var mail = new ByteArrayOutputStream(size + 200);
        mail.writeBytes(head.toString().getBytes(US_ASCII));
        var line = (charset.getValue() + WORDS + number + "\r\n").getBytes(charset.getKey());
        while (mail.size() < size) {
            mail.writeBytes(line);
        }
        return mail.toByteArray();
    }

    private static StringBuilder header(StringBuilder mail, int number) {
        return mail.append("From: Sender ")
                .append(number % 97)
                .append(" <sender")
                .append(number % 97)
                .append("@example.org>\r\nTo: anna@example.org\r\nSubject: Document number ")
                .append(number)
                .append("\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\nMessage-ID: <bench-")
                .append(number)
                .append("@example.org>\r\n");
    }
}
