package io.mailroom.oauth;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What tokens are wanted for, and so whether the ones that are held will do. */
sealed interface TokenNeed {

    boolean metBy(HeldTokens held, Instant now);

    /** To be let in by. Tokens of a short life are not refreshed all the time: a quarter of it is early enough. */
    record Use(Duration ahead) implements TokenNeed {
        @Override
        public boolean metBy(HeldTokens held, Instant now) {
            var quarter = held.life().dividedBy(4);
            var early = quarter.compareTo(ahead) < 0 ? quarter : ahead;
            return held.left(now).compareTo(early) > 0;
        }
    }

    /**
     * In place of one that a mail server has refused; somebody else may have got another one meanwhile. Some providers give
     * the same one until it ends: having asked is enough then.
     *
     * @param given when the provider had last given tokens
     */
    record Instead(String refused, @Nullable Instant given) implements TokenNeed {
        @Override
        public boolean metBy(HeldTokens held, Instant now) {
            return held.left(now).isPositive() && (!refused.equals(held.accessToken()) || askedSince(held));
        }

        private boolean askedSince(HeldTokens held) {
            return held.refreshed() != null
                    && (given == null || held.refreshed().isAfter(given));
        }

        @Override
        public String toString() {
            return "Instead[]";
        }
    }

    /** So that the provider does not forget a grant that nobody uses. */
    record SignOfLife(Instant since) implements TokenNeed {
        @Override
        public boolean metBy(HeldTokens held, Instant now) {
            return held.refreshed() != null && !held.refreshed().isBefore(since);
        }
    }
}
