package io.mailroom.web;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Leads whoever asks for a page without a session to where one logs in. */
public final class PageChallenge {

    /**
     * A cookie with SameSite=Strict does not come along when a link in a mail or on another site is followed. The page is
     * asked for once more, this time by itself, and then the cookie comes if there is one.
     */
    private static final String ONCE_MORE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta http-equiv="refresh" content="0"><link rel="icon" href="data:,">
            <title>Mailroom</title>
            </head>
            <body><p>One moment ...</p></body>
            </html>
            """;

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
        if (isFollowedFromElsewhere(context, request)) {
            response.putHeader("Content-Type", "text/html;charset=UTF-8");
            return Uni.createFrom()
                    .completionStage(() -> response.end(ONCE_MORE).toCompletionStage());
        }
        if (request.forFragment()) {
            response.putHeader("HX-Redirect", request.login());
        } else {
            response.setStatusCode(303).putHeader("Location", request.login());
        }
        return Uni.createFrom().completionStage(() -> response.end().toCompletionStage());
    }

    private static boolean isFollowedFromElsewhere(RoutingContext context, PageRequest request) {
        return request.isSafe()
                && "cross-site".equals(context.request().getHeader("Sec-Fetch-Site"))
                && "navigate".equals(context.request().getHeader("Sec-Fetch-Mode"));
    }

    /** Where to go after a login: a page of ours, else the first. */
    public static String next(String wanted) {
        return PageRequest.isOwnPath(wanted) ? wanted : PageRequest.HOME;
    }
}
