package io.mailroom.imap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Messages for the mailboxes of these tests, and what came back of them. */
final class Messages {

    private Messages() {}

    /** A message of roughly this size, never twice the same, in CRLF lines. */
    static byte[] ofSize(int number, int size) {
        var random = new Random(number);
        var text = new StringBuilder(
                "From: ann@example.org\r\nTo: bob@example.org\r\nSubject: number " + number + "\r\nMessage-ID: <"
                        + number + "@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n");
        while (text.length() < size) {
            for (int i = 0; i < 70; i++) {
                text.append((char) ('!' + random.nextInt(90)));
            }
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Mostly small, some middling, a few of half a megabyte. */
    static List<byte[]> mixed(int count) {
        var messages = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            messages.add(ofSize(i, i % 50 == 0 ? 500_000 : i % 3 == 0 ? 60_000 : 3_000));
        }
        return messages;
    }

    static String sha256(ByteBuffer bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Remembers what became of every message. */
    static final class Collected implements MessageSink {

        final Map<Long, String> digests = new HashMap<>();
        final Map<Long, ImapException> unreadable = new HashMap<>();
        final Set<Long> gone = new TreeSet<>();

        @Override
        public void accept(MessageInfo message, RawMessage raw) {
            try (raw) {
                digests.put(message.uid(), sha256(raw.bytes()));
            }
        }

        @Override
        public void gone(MessageInfo message) {
            gone.add(message.uid());
        }

        @Override
        public void unreadable(MessageInfo message, ImapException cause) {
            unreadable.put(message.uid(), cause);
        }
    }
}
