package io.mailroom.handover;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How items are handed over. */
@ConfigMapping(prefix = "mailroom.handover")
interface HandoverConfig {

    /** Destinations that a user may have. */
    @WithDefault("20")
    int perUser();

    /** Below it users may have folders as destinations; left out, they may not. */
    Optional<Path> folder();

    /** How long one delivery may take, with everything that is sent. */
    @WithDefault("5m")
    Duration timeout();

    /** Destinations that are delivered to at the same time on this replica. */
    @WithDefault("8")
    int concurrency();

    /** Items that one destination is given at the same time. */
    @WithDefault("2")
    int perDestination();

    /** What could not be delivered for this long is given up. */
    @WithDefault("48h")
    Duration giveUp();

    /** What a webhook is sent at most within its call; of larger items it gets links only. */
    @WithDefault("5M")
    MemorySize inline();
}
