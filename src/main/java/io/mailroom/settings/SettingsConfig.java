package io.mailroom.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The limits of requests that wait for a mail server. */
@ConfigMapping(prefix = "mailroom.settings")
interface SettingsConfig {

    /** Such requests at the same time. */
    @WithDefault("16")
    int visits();

    /** The same for one account, so that one slow server does not keep everybody else waiting. */
    @WithDefault("4")
    int visitsPerAccount();

    /** Round trips at the same time, which wait for long; one for each account. */
    @WithDefault("8")
    int roundtrips();

    /** How long a request waits for its turn before it is told to come again. */
    @WithDefault("5s")
    Duration maxWait();

    /** How long a mail server may take for all of a request. */
    @WithDefault("30s")
    Duration visitTime();

    /** How long the test mail of a round trip is waited for once it was sent. */
    @WithDefault("60s")
    Duration roundtripTime();
}
