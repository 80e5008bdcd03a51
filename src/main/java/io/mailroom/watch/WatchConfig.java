package io.mailroom.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How mailboxes are watched. */
@ConfigMapping(prefix = "mailroom.watch")
interface WatchConfig {

    /** Whether this replica watches mailboxes at all. */
    @WithDefault("true")
    boolean enabled();

    /** Tasks that this replica watches at most. */
    @WithDefault("5000")
    int tasks();

    /** Mailboxes of one task that are watched, each on a connection of its own; the others wait for the schedule. */
    @WithDefault("5")
    int mailboxesPerTask();

    /** After this time, or up to a quarter less, a server that told of nothing is asked; most networks forget silent connections later. */
    @WithDefault("4m")
    Duration heartbeat();

    /** How long a server may take for an answer before its connection counts as dead. */
    @WithDefault("30s")
    Duration answer();

    /** How soon a server without IDLE is asked again when there was new mail. */
    @WithDefault("10s")
    Duration pollSoon();

    /** How late at most it is asked again when there was none for a while. */
    @WithDefault("2m")
    Duration pollLate();

    /** Connections that are made at the same time; a quarter of them to one server. */
    @WithDefault("16")
    int connects();

    /** How often it is looked what is to be watched. */
    @WithDefault("2s")
    Duration tick();

    /** A replica that was not heard of for this long has its watches taken over; it stops them itself before that. */
    @WithDefault("30s")
    Duration lease();
}
