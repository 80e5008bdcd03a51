package io.mailroom.oauth;

import java.time.Duration;
import java.time.Instant;

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

    /** In place of one that a mail server has refused; somebody else may have got another one meanwhile. */
    record Instead(String refused) implements TokenNeed {
        @Override
        public boolean metBy(HeldTokens held, Instant now) {
            return held.left(now).isPositive() && !refused.equals(held.accessToken());
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
