package io.mailroom.scan;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The limits of importing. */
@ConfigMapping(prefix = "mailroom.scan")
interface ScanConfig {

    /** Mailboxes one task may name. */
    @WithDefault("50")
    int foldersPerTask();

    /** Mails one run imports at most; what is left goes on at once in the next run. */
    @WithDefault("500")
    int mailsPerRun();

    /** A larger mail is recorded as failed and never fetched. */
    @WithDefault("200M")
    MemorySize bytesPerMail();

    /** One run takes at most this long; what is left goes on at once in the next run. */
    @WithDefault("10m")
    Duration runTime();

    /** For a connection to the IMAP server. */
    @WithDefault("15s")
    Duration connectTimeout();

    /** For the next bytes of the IMAP server's answer. */
    @WithDefault("60s")
    Duration readTimeout();

    /** A server that fell silent in the middle of a move may take this long to finish it; until then it is not repeated. */
    @WithDefault("5m")
    Duration silence();

    /** Runs of this replica that talk to one mail server at the same time; more wait without taking up anything. */
    @WithDefault("24")
    int runsPerHost();

    /** Mail that runs of this replica hold in memory together; an eighth of the heap if absent. */
    Optional<MemorySize> memory();

    /** How often a mail that cannot be fetched is tried, the first time included, before it is quarantined. */
    @WithDefault("5")
    int attempts();

    /** How long the runs of start-once settings that were never saved can be looked at. */
    @WithDefault("1d")
    Duration keepUnsaved();

    /** After this long a preview answers with what it has found. */
    @WithDefault("20s")
    Duration previewTime();
}
