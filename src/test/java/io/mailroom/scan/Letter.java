package io.mailroom.scan;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Raw mails as they lie in a mailbox. */
record Letter(String messageId, String from, String subject, String contentType, String body) {

    static Letter aLetter() {
        return new Letter(
                "<" + UUID.randomUUID() + "@example.org>",
                "Ben Weber <ben@example.net>",
                "A letter",
                "text/plain; charset=utf-8",
                "Hello Anna,\r\nall is well.\r\n");
    }

    Letter withSubject(String subject) {
        return new Letter(messageId, from, subject, contentType, body);
    }

    Letter from(String from) {
        return new Letter(messageId, from, subject, contentType, body);
    }

    Letter withCc(String cc) {
        return new Letter(messageId, from + "\r\nCc: " + cc, subject, contentType, body);
    }

    Letter withoutMessageId() {
        return new Letter("", from, subject, contentType, body);
    }

    Letter withText(String body) {
        return new Letter(messageId, from, subject, contentType, body);
    }

    Letter withHtml(String html) {
        return new Letter(messageId, from, subject, "text/html; charset=utf-8", html + "\r\n");
    }

    Letter withAttachment(String name) {
        var content = Base64.getMimeEncoder()
                .encodeToString(("The content of " + name + " in " + messageId).getBytes(StandardCharsets.UTF_8));
        var parts = "--b\r\nContent-Type: " + contentType + "\r\n\r\n" + body
                + "\r\n--b\r\nContent-Type: application/octet-stream; name=\"" + name
                + "\"\r\nContent-Disposition: attachment; filename=\"" + name
                + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + content + "\r\n--b--\r\n";
        return new Letter(messageId, from, subject, "multipart/mixed; boundary=b", parts);
    }

    Letter withInner(Letter inner) {
        var parts = "--o\r\nContent-Type: " + contentType + "\r\n\r\n" + body
                + "\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n"
                + new String(inner.raw(), StandardCharsets.UTF_8) + "\r\n--o--\r\n";
        return new Letter(messageId, from, subject, "multipart/mixed; boundary=o", parts);
    }

    byte[] raw() {
        return ((messageId.isEmpty() ? "" : "Message-ID: " + messageId + "\r\n")
                        + "Date: Tue, 1 Apr 2025 10:00:00 +0200\r\nFrom: " + from
                        + "\r\nTo: anna@example.org\r\nSubject: " + subject
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: " + contentType + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
