package io.mailroom.send;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The limits of sending. */
@ConfigMapping(prefix = "mailroom.send")
interface SendConfig {

    /** Recipients of one mail, To, Cc and Bcc together. */
    @WithDefault("100")
    int maxRecipients();

    /** A mail's size as it travels, attachments encoded. */
    @WithDefault("50M")
    MemorySize maxSize();

    /** Mails that are on their way to a server at the same time. */
    @WithDefault("16")
    int concurrency();

    /** How long a request waits for its turn before it is told to come again. */
    @WithDefault("10s")
    Duration maxWait();

    /** How long to wait for a connection to a server. */
    @WithDefault("15s")
    Duration connectTimeout();

    /** How long to wait for a server's next reply; the verdict on the whole mail may take ten times as long. */
    @WithDefault("60s")
    Duration readTimeout();
}
