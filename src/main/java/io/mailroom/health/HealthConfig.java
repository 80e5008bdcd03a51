package io.mailroom.health;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When connections that fail are tried again, and what is remembered of them. */
@ConfigMapping(prefix = "mailroom.health")
interface HealthConfig {

    /** Refused logins in a row, minutes apart, after which nothing is tried until the settings change. */
    @WithDefault("3")
    int authAttempts();

    /** How long the changes of a connection's state can be looked at. */
    @WithDefault("90d")
    Duration keepHistory();
}
