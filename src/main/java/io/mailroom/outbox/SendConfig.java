package io.mailroom.outbox;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The limits of sending. */
@ConfigMapping(prefix = "mailroom.send")
public interface SendConfig {

    /** Recipients of one mail, To, Cc and Bcc together. */
    @WithDefault("100")
    int maxRecipients();

    /** A mail's size as it travels, attachments encoded. */
    @WithDefault("50M")
    MemorySize maxSize();

    /** Mails that are put together at the same time, and mails that are on their way to a server at the same time. */
    @WithDefault("16")
    int concurrency();

    /** Connections that are used for one SMTP setting at the same time. */
    @WithDefault("4")
    int perSetting();

    /** Connections that are open to one mail server at the same time, over all settings. */
    @WithDefault("10")
    int perHost();

    /** How long a request waits for its turn before it is told to come again. */
    @WithDefault("10s")
    Duration maxWait();

    /** How long a request waits for what comes of the first attempt; then the outbox goes on by itself. */
    @WithDefault("30s")
    Duration answerWithin();

    /** For how long a mail that is not taken is tried again. */
    @WithDefault("48h")
    Duration retryFor();

    /** Recipients that one user may send to in a day (UTC). */
    @WithDefault("2000")
    int perUserDay();

    /** Recipients that the users of one collective may send to in a day (UTC), all together. */
    @WithDefault("20000")
    int perCollectiveDay();

    /** Over servers that are not logged in to, mail goes only from addresses of these domains; absent for any. */
    Optional<List<String>> relayFrom();

    /** How long to wait for a connection to a server. */
    @WithDefault("15s")
    Duration connectTimeout();

    /** How long to wait for a server's next reply; the verdict on the whole mail may take ten times as long. */
    @WithDefault("60s")
    Duration readTimeout();
}
