package io.mailroom.smtp;

import io.mailroom.testsupport.ScriptedServer.Dialogue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What servers and senders say in the tests of this room. */
final class Told {

    static final String QUEUED = "250 2.0.0 Ok: queued as 4D1C2B3A";

    private Told() {}

    /** Up to the first MAIL, with these extensions. */
    static void greet(Dialogue dialogue, String... extensions) throws IOException {
        dialogue.say("220 mail.example.org ESMTP");
        dialogue.expect("EHLO");
        dialogue.say("250-mail.example.org");
        for (var extension : extensions) {
            dialogue.say("250-" + extension);
        }
        dialogue.say("250 HELP");
    }

    /** Hears all these before it says a word, as only a client lets it that does not wait. */
    static void hear(Dialogue dialogue, String... beginnings) throws IOException {
        for (var beginning : beginnings) {
            dialogue.expect(beginning);
        }
    }

    /** One recipient, two round trips. */
    static void pipelined(Dialogue dialogue) throws IOException {
        hear(dialogue, "MAIL", "RCPT", "DATA");
        dialogue.say("250 2.1.0 Ok", "250 2.1.5 Ok", "354 go ahead");
        dialogue.readData();
        dialogue.say(QUEUED);
    }

    static MessageSource message(String text) {
        return message(text.getBytes(StandardCharsets.UTF_8));
    }

    static MessageSource message(byte[] bytes) {
        return new MessageSource() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public long size() {
                return bytes.length;
            }
        };
    }
}
