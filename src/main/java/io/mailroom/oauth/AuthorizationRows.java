package io.mailroom.oauth;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of consents that are under way. Within the caller's session or transaction. */
@ApplicationScoped
class AuthorizationRows implements PanacheRepositoryBase<OAuthAuthorization, UUID> {

    /** How long it is remembered how a consent has ended. */
    private static final Duration MEMORY = Duration.ofHours(1);

    Uni<Optional<OAuthAuthorization>> ofState(byte[] hash) {
        return find("stateHash", (Object) hash)
                .<OAuthAuthorization>firstResult()
                .map(Optional::ofNullable);
    }

    Uni<Optional<OAuthAuthorization>> of(UUID account, UUID id) {
        return find("accountId = ?1 and id = ?2", account, id)
                .<OAuthAuthorization>firstResult()
                .map(Optional::ofNullable);
    }

    /** Whether it is the caller's now, and nobody else's: of two at the same moment one gets it. */
    Uni<Boolean> take(UUID id, Instant now) {
        return update("outcome = ?1 where id = ?2 and outcome is null and expires > ?3", ConsentOutcome.TAKEN, id, now)
                .map(taken -> taken == 1);
    }

    /** The same for one question about a device code: whoever gets it is left alone with it until {@code next}. */
    Uni<Boolean> takePoll(UUID id, Instant now, Instant next) {
        return update("nextPoll = ?1 where id = ?2 and outcome is null and nextPoll <= ?3", next, id, now)
                .map(taken -> taken == 1);
    }

    /** It was answered that there is nothing yet. */
    Uni<Integer> pollAgain(UUID id, int interval, Instant next) {
        return update("pollInterval = ?1, nextPoll = ?2 where id = ?3", interval, next, id);
    }

    /** Once: what came first of it stands. */
    Uni<Integer> end(UUID id, ConsentOutcome outcome, @Nullable String error) {
        return update(
                "outcome = ?1, error = ?2 where id = ?3 and (outcome is null or outcome = ?4)",
                outcome,
                error,
                id,
                ConsentOutcome.TAKEN);
    }

    Uni<Long> forgetOld(Instant now) {
        return delete("expires < ?1", now.minus(MEMORY));
    }
}
