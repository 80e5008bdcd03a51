package io.mailroom.account;

import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** The one place where a request with an API token is let in or not: by the token, its limit and its scopes, in this order. */
@ApplicationScoped
class ApiTokenEntry {

    /** What became of the request. */
    sealed interface Entered {
        record Welcome(Caller caller) implements Entered {}

        record Refused(Problem problem) implements Entered {}
    }

    private final ApiTokens tokens;
    private final ApiTokenLimit limit;
    private final Clock clock;

    ApiTokenEntry(ApiTokens tokens, ApiTokenLimit limit, Clock clock) {
        this.tokens = tokens;
        this.limit = limit;
        this.clock = clock;
    }

    static boolean claims(String token) {
        return token.startsWith(ApiTokenText.PREFIX);
    }

    Uni<Entered> enter(String token, RoutingContext context) {
        var parsed = ApiTokenText.parse(token);
        return parsed.isEmpty()
                ? Uni.createFrom().item(refused(Problem.unauthorized()))
                : tokens.find(parsed.get())
                        .chain(found -> found.filter(known -> !known.isExpired(clock.instant()))
                                .map(known -> enter(known, context))
                                .orElseGet(() -> Uni.createFrom().item(refused(Problem.unauthorized()))));
    }

    private Uni<Entered> enter(ApiTokens.Known known, RoutingContext context) {
        return limit.take(known.id(), ClientAddress.of(context.request())).map(taken -> switch (taken) {
            case ApiTokenLimit.Taken.Granted() -> judged(known, context);
            case ApiTokenLimit.Taken.Refused(var retryAfter) ->
                refused(Problem.tooMany("This token has made too many requests. Slow down.", retryAfter));
            case ApiTokenLimit.Taken.Gone() -> refused(Problem.unauthorized());
        });
    }

    private static Entered judged(ApiTokens.Known known, RoutingContext context) {
        return switch (ApiScopes.of(context.request().method().name(), context.normalizedPath())) {
            case ApiScopes.Need.Scope(var scope) when known.covers(scope) -> new Entered.Welcome(known.caller());
            case ApiScopes.Need.Scope(var scope) ->
                refused(Problem.forbidden(
                        "This token was not given the scope " + scope.word() + ", which this needs."));
            case ApiScopes.Need.Session() ->
                refused(Problem.forbidden("No API token may do this. Log in, and send the token that you get then."));
            case ApiScopes.Need.Unknown() -> refused(Problem.forbidden("API tokens are not for this."));
        };
    }

    private static Entered refused(Problem problem) {
        return new Entered.Refused(problem);
    }
}
