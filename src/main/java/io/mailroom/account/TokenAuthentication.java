package io.mailroom.account;

import io.mailroom.web.Problem;
import io.mailroom.web.Problems;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a token into the caller's identity. It never refuses by itself: a stale cookie must not keep anybody from
 * logging in; the paths under {@code /sec} demand an identity.
 */
@ApplicationScoped
class TokenAuthentication implements HttpAuthenticationMechanism {

    static final String HEADER = "X-Docspell-Auth";
    static final String COOKIE = "docspell_auth";

    private final Tokens tokens;
    private final Sessions sessions;

    TokenAuthentication(Tokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    @SuppressWarnings("NullAway") // the contract of the mechanism: null means anonymous
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager manager) {
        return token(context.request())
                .flatMap(tokens::verify)
                .map(session -> sessions.caller(session)
                        .map(caller -> caller.map(TokenAuthentication::identity).orElse(null)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private static Optional<String> token(HttpServerRequest request) {
        String header = request.getHeader(HEADER);
        if (header != null) {
            return Optional.of(header);
        }
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        var cookie = request.getCookie(COOKIE);
        return Optional.ofNullable(cookie).map(io.vertx.core.http.Cookie::getValue);
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addAttribute(CurrentCaller.ATTRIBUTE, caller)
                .build();
    }

    /** A refusal at the door is a problem like any other. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        return Problems.send(context, Problem.unauthorized()).replaceWith(true);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
