package io.mailroom.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.UUID;

/** Seals as the service does that has the same key, for programs that fill its database with more than it could be asked for. */
public final class BulkSeal {

    private final SealingKeys keys;

    /** @param key as in {@code mailroom.secret.key} */
    public BulkSeal(String key) {
        keys = SealingKeys.of(key);
    }

    public byte[] imapPassword(String password, UUID setting) {
        try {
            return keys.sealingWith(keys.primaryId())
                    .encrypt(
                            password.getBytes(UTF_8),
                            SealedColumn.IMAP_PASSWORD.of(setting).bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
