package io.mailroom.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What runs on this replica, and how often it looks for it. */
@ConfigMapping(prefix = "mailroom.schedule")
interface ScheduleConfig {

    /** Whether this replica runs jobs at all. */
    @WithDefault("true")
    boolean enabled();

    /** How often due jobs are looked for; those started by hand on this replica do not wait for it. */
    @WithDefault("1s")
    Duration poll();

    /** How often a replica says that it still runs its jobs; when four are missing, another one takes them over. */
    @WithDefault("5s")
    Duration heartbeat();

    /** Jobs that run at the same time on this replica. */
    @WithDefault("64")
    int concurrency();

    /** How long running jobs may take to come to an end when the service is stopped. */
    @WithDefault("25s")
    Duration grace();
}
