package io.mailroom.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A webhook as whoever calls it needs it. */
record Receiver(
        UUID webhook,
        UUID collective,
        URI url,
        SigningSecret secret,
        @Nullable Instant failingSince) {}
