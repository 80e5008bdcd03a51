package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.account.LiveSessions;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where a provider leads a browser back to: the page that says what has come of it. */
@Path(BrowserProof.PATH)
@Tag(name = "OAuth2")
class CallbackResource {

    /** Nothing but the page itself: no script, no image, nobody who frames it, nowhere to send anything. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /** The text of the page; Qute escapes all of it. */
    record page(
            String title,
            String text,
            @Nullable Handover handover,
            @Nullable String next) implements TemplateInstance {

        /** @param next where a browser goes on that was sent from there; null for all others */
        static page of(String title, String text, @Nullable String next) {
            return new page(title, text, null, next);
        }
    }

    /** What the user has to hand to the API. Never printed. */
    record Handover(String code, String state, @Nullable String iss) {
        @Override
        public String toString() {
            return "Handover";
        }
    }

    private final Completion completion;
    private final LiveSessions sessions;
    private final Transactions transactions;
    private final CurrentCaller caller;

    CallbackResource(Completion completion, LiveSessions sessions, Transactions transactions, CurrentCaller caller) {
        this.completion = completion;
        this.sessions = sessions;
        this.transactions = transactions;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @RunOnVirtualThread
    @Operation(
            summary = "Where a provider leads back to",
            description = "The redirect URI that is to be registered at providers. For browsers, which get a page.")
    @APIResponse(responseCode = "200", description = "The grant was made, or how to finish.")
    @APIResponse(
            responseCode = "422",
            description = "It was not, and why.",
            content = @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)))
    public RestResponse<String> callback(
            @RestQuery @Nullable String code,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String iss,
            @RestQuery @Nullable String error,
            @RestQuery("error_description") @Nullable String description,
            @Context HttpServerRequest request) {
        try {
            return answer(200, arrived(code, state, iss, error, description, request));
        } catch (Problem e) {
            return answer(e.status(), page.of("No access to the mailbox", e.detail(), wayBack(request, state)));
        }
    }

    private page arrived(
            @Nullable String code,
            @Nullable String state,
            @Nullable String iss,
            @Nullable String error,
            @Nullable String description,
            HttpServerRequest request) {
        var row = Optional.ofNullable(state).flatMap(completion::pending).orElseThrow(Completion::gone);
        var known = whose(row, String.valueOf(state), request);
        if (error != null) {
            var said = said(error, description);
            completion.deny(row, said);
            throw ProviderProblem.refused(said);
        }
        if (code == null || code.isBlank()) {
            throw ProviderProblem.refused("The provider has sent neither a code nor an error. Begin again.");
        }
        if (known.isEmpty()) {
            return new page(
                    "One more step",
                    "You have consented. This browser is not the one that began it, so Mailroom does not know you here."
                            + " Only if you began it yourself, finish it with the token of your session; to anybody else"
                            + " these values would give your mailbox.",
                    new Handover(code, String.valueOf(state), iss),
                    null);
        }
        completion.complete(row, known.get(), code, iss);
        return page.of(
                "Done",
                "The grant " + row.grantName
                        + " is there: mail can be read and sent with it, and it is kept fresh by itself."
                        + " You can close this page.",
                wayBack(request, state));
    }

    private static @Nullable String wayBack(HttpServerRequest request, @Nullable String state) {
        return state == null ? null : WayBack.of(request, state).orElse(null);
    }

    /** Empty for a browser of which nothing is known. */
    private Optional<Caller> whose(OAuthAuthorization row, String state, HttpServerRequest request) {
        var present = caller.find();
        if (present.isPresent()) {
            return Optional.of(present.filter(found -> isOf(row, found)).orElseThrow(Completion::gone));
        }
        var cookie = request.getCookie(BrowserProof.cookieName(state));
        return cookie != null && MessageDigest.isEqual(BrowserProof.hash(cookie.getValue()), row.browserHash)
                ? transactions.await(() -> sessions.caller(row.sessionId)).filter(found -> isOf(row, found))
                : Optional.empty();
    }

    private static boolean isOf(OAuthAuthorization row, Caller caller) {
        return row.sessionId.equals(caller.sessionId()) && row.accountId.equals(caller.accountId());
    }

    private static String said(String error, @Nullable String description) {
        if (error.equals("access_denied")) {
            return "You did not consent, or your organisation does not allow it. Nothing was stored; you can begin again.";
        }
        String text = description == null || description.isBlank() ? error : error + ": " + description;
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return "The provider says " + (line.length() > 300 ? line.substring(0, 300) + "..." : line)
                + ". Nothing was stored.";
    }

    private static RestResponse<String> answer(int status, page page) {
        return RestResponse.ResponseBuilder.<String>create(status)
                .type(MediaType.TEXT_HTML + ";charset=UTF-8")
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .entity(page.render())
                .build();
    }
}
