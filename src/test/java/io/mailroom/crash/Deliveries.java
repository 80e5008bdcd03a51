package io.mailroom.crash;

import io.mailroom.bench.SampleMail;
import io.mailroom.testsupport.DovecotServer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Mails that were put into the source: each with a Message-ID of its own, and the hash that it must have afterwards. */
final class Deliveries {

    /** Larger than what the service fetches in one piece. */
    private static final int LARGE = 9_000_000;

    private final DovecotServer dovecot;
    private final Random random;
    private final Map<String, String> hashes = new TreeMap<>();
    private final Set<String> large = new TreeSet<>();
    private long bytes;

    Deliveries(DovecotServer dovecot, Random random) {
        this.dovecot = dovecot;
        this.random = random;
    }

    /** Mostly small ones; one in about a hundred comes in pieces. */
    void deliver(int number) {
        for (int i = 0; i < number; i++) {
            int next = hashes.size();
            int kind = random.nextInt(100);
            byte[] mail = kind < 70
                    ? SampleMail.text(next, 3_000)
                    : SampleMail.withAttachment(next, kind < 94 ? 60_000 : kind < 99 ? 400_000 : LARGE);
            String messageId = "bench-" + next + "@example.org";
            hashes.put(messageId, sha256(mail));
            if (mail.length >= LARGE) {
                large.add(messageId);
            }
            bytes += mail.length;
            dovecot.deliver(Scene.USER, Scene.SOURCE, mail);
        }
    }

    int number() {
        return hashes.size();
    }

    long bytes() {
        return bytes;
    }

    /** By Message-ID. */
    Map<String, String> hashes() {
        return hashes;
    }

    Set<String> large() {
        return large;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
