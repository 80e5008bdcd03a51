package io.mailroom.item;

import io.mailroom.blob.ByteSource;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import io.mailroom.mime.ParsedMessage;
import io.mailroom.mime.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Raw mails of one text part, as a server would hand them out. */
record Mails(String messageId, String subject, String received, String text) {

    static Mails aMail() {
        return new Mails("<" + UUID.randomUUID() + "@example.org>", "A subject", "by mx.example.org", "Hello.");
    }

    Mails withMessageId(String messageId) {
        return new Mails(messageId, subject, received, text);
    }

    Mails withSubject(String subject) {
        return new Mails(messageId, subject, received, text);
    }

    Mails receivedBy(String server) {
        return new Mails(messageId, subject, "by " + server, text);
    }

    Mails withText(String text) {
        return new Mails(messageId, subject, received, text);
    }

    byte[] raw() {
        return ("Received: " + received + "\r\n"
                        + (messageId.isEmpty() ? "" : "Message-ID: " + messageId + "\r\n")
                        + "Date: Tue, 1 Apr 2025 10:00:00 +0200\r\n"
                        + "From: Anna Meier <anna@example.org>\r\n"
                        + "To: ben@example.org\r\n"
                        + "Subject: " + subject + "\r\n"
                        + "\r\n"
                        + text + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    IncomingMail incoming() {
        return incoming(raw());
    }

    static IncomingMail incoming(byte[] raw) {
        return incoming(MessageParser.parse(ByteBuffer.wrap(raw), ParseLimits.DEFAULT), raw);
    }

    static IncomingMail incoming(ParsedMessage message, byte[] raw) {
        var attachments = message.parts().stream()
                .filter(part -> part.kind() == Part.Kind.ATTACHMENT)
                .toList();
        return new IncomingMail(
                message,
                ByteSource.of(raw),
                Direction.INCOMING,
                Instant.parse("2025-05-01T12:00:00Z"),
                attachments,
                true);
    }
}
