package io.mailroom.watch;

import java.time.Duration;

/** What an operator may have configured: everything happens quickly. */
record Settings(int tasks, int mailboxesPerTask, Duration heartbeat, Duration answer, Duration poll, Duration lease)
        implements WatchConfig {

    static final Settings QUICK = new Settings(
            1000, 5, Duration.ofMinutes(4), Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(40));

    Settings withTasks(int most) {
        return new Settings(most, mailboxesPerTask, heartbeat, answer, poll, lease);
    }

    Settings withHeartbeat(Duration time, Duration answerTime) {
        return new Settings(tasks, mailboxesPerTask, time, answerTime, poll, lease);
    }

    Settings withLease(Duration time) {
        return new Settings(tasks, mailboxesPerTask, heartbeat, answer, poll, time);
    }

    Settings withMailboxes(int most) {
        return new Settings(tasks, most, heartbeat, answer, poll, lease);
    }

    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public Duration pollSoon() {
        return poll;
    }

    @Override
    public Duration pollLate() {
        return poll.multipliedBy(3);
    }

    @Override
    public int connects() {
        return 16;
    }

    @Override
    public Duration tick() {
        return Duration.ofMillis(200);
    }
}
