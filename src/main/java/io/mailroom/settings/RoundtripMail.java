package io.mailroom.settings;

import io.mailroom.mime.MessageId;
import io.mailroom.smtp.Envelope;
import io.mailroom.smtp.MessageSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The mail that goes round, from an address to itself.
 *
 * @param mark in its header; tells it from every other mail
 */
record RoundtripMail(String address, String messageId, String mark, Instant date) implements MessageSource {

    static RoundtripMail of(String address, String mark, Instant date) {
        var id = MessageId.generate(address.substring(address.lastIndexOf('@') + 1));
        return new RoundtripMail(address, "<" + id + ">", mark, date);
    }

    Envelope envelope() {
        return new Envelope(address, List.of(address));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes());
    }

    @Override
    public long size() {
        return bytes().length;
    }

    /** No line folded, nothing encoded: what there is of it is ASCII, or an address that needs SMTPUTF8 anyhow. */
    private byte[] bytes() {
        return """
                From: <%1$s>
                To: <%1$s>
                Subject: Mailroom is testing this mailbox
                Date: %2$s
                Message-ID: %3$s
                %4$s: %5$s
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: text/plain; charset=us-ascii

                Mailroom sent this mail to itself, to see whether what is sent with your
                settings arrives. It deletes the mail as soon as it finds it, and never
                imports it. If you can read this, you may delete it, too.
                """.formatted(
                        address,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)),
                        messageId,
                        RoundtripMarks.FIELD,
                        mark)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
