package io.mailroom.item;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Where a page of the list ended: the key of its last item, in the order of that list. */
record Cursor(Instant time, UUID id) {

    private static final int SIZE = Long.BYTES + 2 * Long.BYTES;

    private static final long MIN_MICROS = micros(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long MAX_MICROS = micros(Instant.parse("9999-12-31T23:59:59Z"));

    static Optional<Cursor> parse(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() == SIZE ? Optional.of(read(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Cursor read(ByteBuffer bytes) {
        // What somebody made up must still be a time that PostgreSQL can compare with.
        long micros = Math.clamp(bytes.getLong(), MIN_MICROS, MAX_MICROS);
        return new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(bytes.getLong(), bytes.getLong()));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public String toString() {
        var bytes = ByteBuffer.allocate(SIZE)
                .putLong(micros(time))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
