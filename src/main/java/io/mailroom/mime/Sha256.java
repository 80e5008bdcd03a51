package io.mailroom.mime;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash of this room. */
final class Sha256 {

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
