package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.Tenant;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Tokens of the issuer that is configured in {@code mailroom.account.oidc}. Quarkus checks them (signature, issuer, audience,
 * times); here they become a caller, with a session that ends with the token or at logout.
 */
@ApplicationScoped
class ForeignTokens {

    /** As in {@code quarkus.oidc.<tenant>}. */
    private static final String TENANT = "mailroom-sign-in";

    /** What became of a token. */
    sealed interface Entered {
        record Welcome(Caller caller) implements Entered {}

        /** The token is bad, or its owner has no place here. */
        record Refused(Problem problem) implements Entered {}
    }

    private final TenantIdentityProvider issuer;
    private final Enrolment enrolment;
    private final Sessions sessions;
    private final Audit audit;
    private final AccountConfig.Oidc config;

    ForeignTokens(
            @Tenant(TENANT) TenantIdentityProvider issuer,
            Enrolment enrolment,
            Sessions sessions,
            Audit audit,
            AccountConfig config) {
        this.issuer = issuer;
        this.enrolment = enrolment;
        this.sessions = sessions;
        this.audit = audit;
        this.config = config.oidc();
    }

    /** A token of that issuer that was made for somebody else must not open anything here, so an audience is demanded. */
    void check(@Observes @Priority(100) StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        demand(config.issuer().isPresent(), "issuer");
        demand(config.audience().isPresent(), "audience");
        demand(
                config.collective().isPresent() || config.collectiveClaim().isPresent(),
                "collective or collective-claim");
    }

    private static void demand(boolean present, String property) {
        if (!present) {
            throw new ConfigurationException("mailroom.account.oidc.enabled is true, so mailroom.account.oidc."
                    + property + " must be set, too.");
        }
    }

    /** Whether a token that is not ours says that it is that issuer's. Nothing is believed of it yet. */
    boolean claims(String token) {
        return config.enabled()
                && payload(token)
                        .map(payload -> payload.getValue("iss"))
                        .filter(said -> config.issuer()
                                .filter(ours -> same(ours, String.valueOf(said)))
                                .isPresent())
                        .isPresent();
    }

    private static boolean same(String one, String other) {
        return withoutSlash(one).equals(withoutSlash(other));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    Uni<Entered> enter(String token) {
        return issuer.authenticate(new AccessTokenCredential(token))
                .chain(verified -> welcome(token))
                .onFailure(Problem.class)
                .recoverWithItem(e -> new Entered.Refused((Problem) e))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(ForeignTokens::bad)
                .onFailure(OIDCException.class)
                .recoverWithItem(ForeignTokens::unreachable);
    }

    private static Entered bad(Throwable e) {
        Log.debugf(e, "A token of the configured issuer was refused");
        return new Entered.Refused(Problem.unauthorized());
    }

    private static Entered unreachable(Throwable e) {
        Log.warnf("The issuer of sign-in tokens cannot be asked: %s", e.getMessage());
        return new Entered.Refused(
                Problem.unavailable("Your identity provider cannot be reached, so your token cannot be checked."));
    }

    private Uni<Entered> welcome(String token) {
        var session = ForeignSession.of(token, payload(token).orElseThrow(Problem::unauthorized));
        return sessions.caller(session.token())
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : open(session, token))
                .map(found -> found.<Entered>map(Entered.Welcome::new)
                        .orElseGet(() -> new Entered.Refused(Problem.unauthorized())));
    }

    /** Empty when the token was logged out. */
    private Uni<Optional<Caller>> open(ForeignSession session, String token) {
        return sessions.caller(session.signIn()).chain(before -> open(session, token, before.isPresent()));
    }

    /** @param goesOn whether an earlier token of the same sign-in was let in already */
    private Uni<Optional<Caller>> open(ForeignSession session, String token, boolean goesOn) {
        return Uni.createFrom()
                .item(() -> Person.of(payload(token).orElseThrow(Problem::unauthorized), config))
                .chain(person -> enrolment
                        .account(person)
                        .chain(account -> sessions.admit(
                                session.token(), session.signIn(), account, person.issued(), person.expires())))
                .invoke(admitted -> admitted.filter(caller -> !goesOn).ifPresent(this::note));
    }

    private void note(Caller caller) {
        var actor = new Actor(caller.collectiveId(), caller.accountId(), caller.login(), Enrolment.VIA);
        audit.note(Entry.done(actor, Act.LOG_IN, null));
    }

    private static Optional<JsonObject> payload(String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
