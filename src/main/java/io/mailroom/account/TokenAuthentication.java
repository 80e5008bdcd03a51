package io.mailroom.account;

import io.mailroom.web.Frame;
import io.mailroom.web.Origin;
import io.mailroom.web.Origins;
import io.mailroom.web.PageChallenge;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a token, a session's, a program's or one of the configured issuer, into the caller's identity. It never refuses by itself: a stale cookie must not keep anybody from
 * logging in; the paths under {@code /sec} demand an identity.
 */
@ApplicationScoped
class TokenAuthentication implements HttpAuthenticationMechanism {

    static final String HEADER = "X-Docspell-Auth";
    static final String COOKIE = "docspell_auth";

    /** Of a foreign token's owner, who is told why there is no way in. */
    private static final String REFUSAL = "mailroom.refusal";

    /** Before Quarkus' own mechanism for foreign tokens, which reads one header only and knows no accounts. */
    private static final int FIRST = 2000;

    private final Tokens tokens;
    private final Sessions sessions;
    private final ForeignTokens foreign;
    private final ApiTokenEntry programs;
    private final Origins origins;

    TokenAuthentication(
            Tokens tokens, Sessions sessions, ForeignTokens foreign, ApiTokenEntry programs, Origins origins) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.foreign = foreign;
        this.programs = programs;
        this.origins = origins;
    }

    /** Ends where it has begun: those who bring tokens of an unknown key at once wait for one reading of the keys. */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager manager) {
        return identity(context).emitOn(OwnContext.current());
    }

    @SuppressWarnings("NullAway") // the contract of the mechanism: null means anonymous
    private Uni<SecurityIdentity> identity(RoutingContext context) {
        var header = inHeader(context.request());
        if (header.filter(ApiTokenEntry::claims).isPresent()) {
            return programs.enter(header.get(), context).map(entered -> identity(entered, context));
        }
        var token = header.or(() -> inCookie(context));
        return token.isEmpty()
                ? Uni.createFrom().nullItem()
                : tokens.verify(token.get())
                        .chain(session -> session.isPresent() ? own(session.get()) : foreign(token.get(), context));
    }

    @SuppressWarnings("NullAway")
    private Uni<SecurityIdentity> own(UUID session) {
        return sessions.caller(session)
                .map(caller -> caller.map(found -> identity(found, false)).orElse(null));
    }

    @SuppressWarnings("NullAway")
    private Uni<SecurityIdentity> foreign(String token, RoutingContext context) {
        return foreign.claims(token)
                ? foreign.enter(token).map(entered -> identity(entered, context))
                : Uni.createFrom().nullItem();
    }

    private static @Nullable SecurityIdentity identity(ForeignTokens.Entered entered, RoutingContext context) {
        return switch (entered) {
            case ForeignTokens.Entered.Welcome(var caller) -> identity(caller, true);
            case ForeignTokens.Entered.Refused(var problem) -> {
                context.put(REFUSAL, problem);
                yield null;
            }
        };
    }

    private static @Nullable SecurityIdentity identity(ApiTokenEntry.Entered entered, RoutingContext context) {
        return switch (entered) {
            case ApiTokenEntry.Entered.Welcome(var caller) -> identity(caller, false);
            case ApiTokenEntry.Entered.Refused(var problem) -> {
                context.put(REFUSAL, problem);
                yield null;
            }
        };
    }

    private static Optional<String> inHeader(HttpServerRequest request) {
        String header = request.getHeader(HEADER);
        if (header != null) {
            return Optional.of(header);
        }
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        return Optional.empty();
    }

    /** Browsers send it by themselves, whoever's page makes them; SameSite does not tell our neighbours from us. */
    private Optional<String> inCookie(RoutingContext context) {
        var request = context.request();
        var cookie = request.getCookie(COOKIE);
        if (cookie == null) {
            return Optional.empty();
        }
        if (isForeign(context)) {
            context.put(
                    REFUSAL,
                    Problem.forbidden("This came from another site, which may not act in your name by the cookie."
                            + " Send the token in X-Docspell-Auth."));
            return Optional.empty();
        }
        return Optional.of(cookie.getValue());
    }

    /** Forms for pages are refused by {@code web.ForeignForms}, as pages: here they would only be led to the login. */
    private boolean isForeign(RoutingContext context) {
        var request = context.request();
        return !PageChallenge.appliesTo(context) && !Origins.isSafe(request) && origins.of(request) == Origin.FOREIGN;
    }

    private static SecurityIdentity identity(Caller caller, boolean foreign) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addRoles(caller.admin() ? Set.of(Frame.ADMIN) : Set.of())
                .addAttribute(CurrentCaller.ATTRIBUTE, caller)
                .addAttribute(CurrentCaller.FOREIGN, foreign)
                .build();
    }

    /** A refusal at the door is a problem like any other; whoever wants a page is led to the login. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (PageChallenge.appliesTo(context)) {
            return PageChallenge.send(context).replaceWith(true);
        }
        Problem refusal = context.get(REFUSAL, Problem.unauthorized());
        return Problems.send(context, refusal).replaceWith(true);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public int getPriority() {
        return FIRST;
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
