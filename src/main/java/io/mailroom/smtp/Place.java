package io.mailroom.smtp;

import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What one connection takes up, from before it is made until after it is closed. While the place is busy its connection
 * belongs to whoever took it; the rest is guarded by {@link Places}.
 */
final class Place {

    /** Of idle ones. */
    static final Comparator<Place> LONGEST_IDLE_FIRST = (one, other) -> Long.signum(one.rested - other.rested);

    private final SmtpPool.Key key;
    private @Nullable SmtpClient client;
    private boolean foreign;
    private long connected;
    private long rested;
    private boolean idle;
    private boolean retired;

    Place(SmtpPool.Key key) {
        this.key = key;
    }

    /** With the connection of an idle one, which has to be closed before another is made. */
    Place(SmtpPool.Key key, Place instead) {
        this.key = key;
        this.client = instead.client;
        this.foreign = true;
    }

    SmtpPool.Key key() {
        return key;
    }

    /** The connection, unless there is none, or none for this key. */
    @Nullable
    SmtpClient client() {
        return foreign ? null : client;
    }

    void connected(SmtpClient fresh) {
        client = fresh;
        connected = System.nanoTime();
    }

    /** Never throws. */
    void hangUp() {
        var open = client;
        client = null;
        foreign = false;
        if (open != null) {
            open.close();
        }
    }

    boolean olderThan(Duration age) {
        return System.nanoTime() - connected >= age.toNanos();
    }

    void rest() {
        rested = System.nanoTime();
        idle = true;
    }

    void wake() {
        idle = false;
    }

    boolean idle() {
        return idle;
    }

    /** How long it is idle, or was until now that it is taken. */
    long idleNanos() {
        return System.nanoTime() - rested;
    }

    void retire() {
        retired = true;
    }

    boolean retired() {
        return retired;
    }
}
