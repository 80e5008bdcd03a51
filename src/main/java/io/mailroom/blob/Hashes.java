package io.mailroom.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The digests of what is stored. */
final class Hashes {

    private Hashes() {}

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    /** As a Content-MD5 header has it (RFC 1864). */
    static String md5(byte[] bytes, int length) {
        var md5 = digest("MD5");
        md5.update(bytes, 0, length);
        return Base64.getEncoder().encodeToString(md5.digest());
    }

    static void check(StoredObject object, long size, MessageDigest digest, String when) {
        if (size != object.size() || !MessageDigest.isEqual(digest.digest(), object.hash())) {
            throw new IllegalStateException(
                    "The blob " + StoredObject.hex(object.hash()) + " changed while it " + when);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
