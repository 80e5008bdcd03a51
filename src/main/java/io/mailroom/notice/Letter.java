package io.mailroom.notice;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notice on its way. */
record Letter(
        UUID id,
        UUID account,
        String subject,
        String text,
        @Nullable String advice,
        @Nullable String link,
        Instant created,
        int attempts) {}
