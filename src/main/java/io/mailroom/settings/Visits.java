package io.mailroom.settings;

import io.mailroom.egress.Timeouts;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Conversations with users' mail servers while a request waits for them: bounded in number, in all and for each account,
 * and in time. Blocking; on a virtual thread, outside any transaction.
 */
@ApplicationScoped
class Visits {

    private final Places places;
    private final Places roundtrips;

    Visits(SettingsConfig config) {
        places = new Places(config.visits(), config.visitsPerAccount(), config.maxWait());
        roundtrips = new Places(config.roundtrips(), 1, config.maxWait());
    }

    /**
     * Has {@code work} done on a thread of its own, which is interrupted when it takes longer than this.
     *
     * @throws Problem 429 or 503 when too many such requests are under way
     * @throws Visit.TooSlow when it was left
     */
    <T> T visit(UUID account, Duration most, Supplier<T> work) {
        return visit(places, account, most, work);
    }

    /** {@link #visit} for a round trip, which mostly waits: one for each account, and in places that no other visit needs. */
    <T> T roundtrip(UUID account, Duration most, Supplier<T> work) {
        return visit(roundtrips, account, most, work);
    }

    private static <T> T visit(Places places, UUID account, Duration most, Supplier<T> work) {
        places.enter(account);
        boolean begun = false;
        try {
            var visit = new Visit<>(work, () -> places.leave(account));
            visit.start();
            begun = true;
            return visit.await(most);
        } finally {
            if (!begun) {
                places.leave(account);
            }
        }
    }

    /** For a conversation that is over after this time at the latest. */
    static Timeouts timeouts(Duration most) {
        return new Timeouts(shorter(Timeouts.DEFAULT.connect(), most), shorter(Timeouts.DEFAULT.read(), most));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
