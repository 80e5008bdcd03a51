package io.mailroom.item;

import io.mailroom.mime.ParsedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What makes two mails the same: Message-ID and everything after the header; without a Message-ID all of it. The rest of
 * the header may differ, as every server on the way writes into it.
 *
 * @param messageIdHash finds other mails of the same Message-ID
 */
record Fingerprint(byte[] value, byte @Nullable [] messageIdHash) {

    static Fingerprint of(ParsedMessage message) {
        var messageId = message.header().messageId();
        if (messageId == null) {
            return new Fingerprint(message.sha256(), null);
        }
        var id = messageId.getBytes(StandardCharsets.UTF_8);
        var digest = sha256();
        digest.update(id);
        digest.update((byte) 0);
        return new Fingerprint(digest.digest(message.bodySha256()), sha256().digest(id));
    }

    /** Equal for equal fingerprints. */
    ByteBuffer key() {
        return ByteBuffer.wrap(value);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
