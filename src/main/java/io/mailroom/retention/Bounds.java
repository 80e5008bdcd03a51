package io.mailroom.retention;

import java.time.Duration;
import java.util.Optional;

/**
 * What the operator says of a kind.
 *
 * @param keep where a collective says nothing; empty: for ever
 * @param most empty: for ever is allowed
 */
record Bounds(Optional<Duration> keep, Duration least, Optional<Duration> most) {

    static Bounds of(RetentionConfig config, Kind kind) {
        return switch (kind) {
            case ITEMS -> of(config.items());
            case ORIGINALS -> of(config.originals());
            case LEDGER -> of(config.ledger());
            case RUNS ->
                new Bounds(
                        config.runs().keep(),
                        config.runs().least(),
                        config.runs().most());
            case SENT ->
                new Bounds(
                        config.sent().keep(),
                        config.sent().least(),
                        config.sent().most());
            case AUDIT ->
                new Bounds(
                        config.audit().keep(),
                        config.audit().least(),
                        config.audit().most());
        };
    }

    private static Bounds of(RetentionConfig.Period period) {
        return new Bounds(period.keep(), period.least(), period.most());
    }

    /** How long it is kept, whatever was said when the bounds were others. */
    Optional<Duration> within(Optional<Duration> wanted) {
        return wanted.or(() -> most)
                .map(time -> time.compareTo(least) < 0 ? least : time)
                .map(time -> most.filter(upper -> upper.compareTo(time) < 0).orElse(time));
    }

    int leastDays() {
        return days(least);
    }

    /** Whole days, of which a part counts as one. */
    static int days(Duration time) {
        return (int)
                Math.max(1, Math.ceilDiv(time.toSeconds(), Duration.ofDays(1).toSeconds()));
    }
}
