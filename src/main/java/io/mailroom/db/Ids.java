package io.mailroom.db;

import java.security.SecureRandom;
import java.util.UUID;

/** Row ids: UUIDs of version 7 (RFC 9562 section 5.7), so that new rows stand side by side in their indexes. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    public static UUID next() {
        long low = RANDOM.nextLong();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (RANDOM.nextInt() & 0xFFFL);
        return new UUID(high, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }
}
