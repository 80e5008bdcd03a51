package io.mailroom.scan;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many runs of this replica may talk to one mail server at a time. Who finds the door closed is told when to come
 * again, one after the other at the pace at which the server gets through with them: a slow server keeps its own runs
 * waiting and no other, and those that wait take up nothing.
 */
@ApplicationScoped
class HostGate {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration AT_LATEST = Duration.ofMinutes(1);

    /** Servers whose pace is known; their names are anybody's. */
    private static final int REMEMBERED = 10_000;

    /** How much the last run tells of the next one. */
    private static final double WEIGHT = 0.2;

    private final ConcurrentHashMap<String, Host> hosts = new ConcurrentHashMap<>();
    private final ScanConfig config;
    private final Clock clock;

    HostGate(ScanConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Guarded by the map. */
    private static final class Host {
        private int running;
        private double secondsPerRun;
        private Instant lastTurn = Instant.EPOCH;

        /** One that cannot be reached is tried by one run at a time. */
        private boolean reachable = true;
    }

    /** @return empty for come in, and {@link #leave} again; otherwise when to come back */
    Optional<Instant> enter(String host) {
        var turn = new Instant[1];
        hosts.compute(host, (name, known) -> {
            var at = known == null ? new Host() : known;
            if (at.running < room(at)) {
                at.running++;
            } else {
                turn[0] = turn(at, room(at));
            }
            return at;
        });
        return Optional.ofNullable(turn[0]);
    }

    /** @return when to come back, for whoever would not be let in now; empty for those who may {@link #enter} */
    Optional<Instant> refusal(String host) {
        var turn = new Instant[1];
        hosts.computeIfPresent(host, (name, at) -> {
            if (at.running >= room(at)) {
                turn[0] = turn(at, room(at));
            }
            return at;
        });
        return Optional.ofNullable(turn[0]);
    }

    private int room(Host host) {
        return host.reachable ? config.runsPerHost() : 1;
    }

    private Instant turn(Host host, int room) {
        var now = clock.instant();
        var next = later(now.plus(SOON), host.lastTurn.plusNanos((long) (host.secondsPerRun / room * 1e9)));
        host.lastTurn = next.isAfter(now.plus(AT_LATEST)) ? now.plus(AT_LATEST) : next;
        return host.lastTurn;
    }

    void leave(String host, Duration took, boolean reached) {
        hosts.computeIfPresent(host, (name, at) -> {
            at.running--;
            at.reachable = reached;
            at.secondsPerRun += WEIGHT * (took.toNanos() / 1e9 - at.secondsPerRun);
            return at.running == 0 && hosts.size() > REMEMBERED ? null : at;
        });
    }

    /** Over all servers. */
    int running() {
        return hosts.values().stream().mapToInt(host -> host.running).sum();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
