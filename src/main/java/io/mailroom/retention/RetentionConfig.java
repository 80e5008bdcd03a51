package io.mailroom.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long what is kept where a collective has not said it, and what it may say. Without a time: for ever. */
@ConfigMapping(prefix = "mailroom.retention")
interface RetentionConfig {

    Period items();

    Period originals();

    Period ledger();

    RunsPeriod runs();

    SentPeriod sent();

    AuditPeriod audit();

    /** Between two batches of removing. */
    @WithDefault("50ms")
    Duration pause();

    interface Period {
        Optional<Duration> keep();

        @WithDefault("1d")
        Duration least();

        Optional<Duration> most();
    }

    interface RunsPeriod {
        /** As it was called before there were others. */
        @WithDefault("${mailroom.scan.keep-runs:30d}")
        Optional<Duration> keep();

        @WithDefault("1d")
        Duration least();

        Optional<Duration> most();
    }

    interface SentPeriod {
        Optional<Duration> keep();

        /** With a mail its idempotency key goes; nobody repeats a request after that long. */
        @WithDefault("7d")
        Duration least();

        Optional<Duration> most();
    }

    interface AuditPeriod {
        /** It has names and addresses of people in it. */
        @WithDefault("730d")
        Optional<Duration> keep();

        /** Whoever did what they should not have cannot have it forgotten at once. */
        @WithDefault("90d")
        Duration least();

        Optional<Duration> most();
    }
}
