package io.mailroom.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Leads whoever asks for a page without a session to where one logs in. */
public final class PageChallenge {

    /**
     * A cookie with SameSite=Strict does not come along when a link in a mail or on another site is followed. The page is
     * asked for once more, this time by itself, and then the cookie comes if there is one.
     */
    record onceMore() implements TemplateInstance {}

    private PageChallenge() {}

    public static boolean appliesTo(RoutingContext context) {
        return new PageRequest(context).isPage();
    }

    public static Uni<Void> send(RoutingContext context) {
        var request = new PageRequest(context);
        var response = context.response();
        if (response.ended() || response.headWritten()) {
            return Uni.createFrom().voidItem();
        }
        if (isFollowedFromElsewhere(context.request())) {
            response.putHeader("Content-Type", "text/html;charset=UTF-8");
            return new onceMore()
                    .createUni()
                    .chain(html -> Uni.createFrom()
                            .completionStage(() -> response.end(html).toCompletionStage()));
        }
        if (request.forFragment()) {
            response.putHeader("HX-Redirect", request.login());
        } else {
            response.setStatusCode(303).putHeader("Location", request.login());
        }
        return Uni.createFrom().completionStage(() -> response.end().toCompletionStage());
    }

    /** The page to answer instead where nobody is logged in as it seems; empty when it is certain. */
    public static Optional<TemplateInstance> onceMore(HttpServerRequest request) {
        return isFollowedFromElsewhere(request) ? Optional.of(new onceMore()) : Optional.empty();
    }

    private static boolean isFollowedFromElsewhere(HttpServerRequest request) {
        return Origins.isSafe(request)
                && "cross-site".equals(request.getHeader("Sec-Fetch-Site"))
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    }

    /** Where to go after a login: a page of ours, else the first. */
    public static String next(String wanted) {
        return PageRequest.isOwnPath(wanted) ? wanted : PageRequest.HOME;
    }
}
