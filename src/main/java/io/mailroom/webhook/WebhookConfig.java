package io.mailroom.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How webhooks are called. */
@ConfigMapping(prefix = "mailroom.webhook")
interface WebhookConfig {

    /** Webhooks that a collective may have. */
    @WithDefault("10")
    int perCollective();

    /** How long a receiver may take for its answer. */
    @WithDefault("15s")
    Duration timeout();

    /** Receivers that are called at the same time on this replica, each with one event at a time. */
    @WithDefault("8")
    int concurrency();

    /** An event that could not be delivered for this long is given up. */
    @WithDefault("1d")
    Duration giveUp();

    /** A webhook that has failed for this long is switched off when another event is given up. */
    @WithDefault("3d")
    Duration disableAfter();

    /** How long deliveries can be looked at. */
    @WithDefault("7d")
    Duration keep();
}
