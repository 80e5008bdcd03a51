package io.mailroom.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Logging in and out. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Login")
class AuthResource {

    record LoginInput(
            @Schema(examples = "family/anna") @NotBlank @Size(max = 260)
            String account,

            @Schema(writeOnly = true) @NotNull @Size(max = 1024)
            String password,

            @Nullable Boolean rememberMe) {

        /** Without the password. */
        @Override
        public String toString() {
            return "LoginInput[" + account + "]";
        }
    }

    /** A refused login answers the same body, with {@code success:false} and no token. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuthResult(
            String collective,
            String user,
            boolean success,
            String message,
            @Nullable String token,
            long validMs,
            boolean requireSecondFactor) {

        /** Without the token. */
        @Override
        public String toString() {
            return "AuthResult[" + collective + "/" + user + ", " + success + "]";
        }
    }

    private final Login login;
    private final Sessions sessions;
    private final Tokens tokens;
    private final CurrentCaller caller;

    AuthResource(Login login, Sessions sessions, Tokens tokens, CurrentCaller caller) {
        this.login = login;
        this.sessions = sessions;
        this.tokens = tokens;
        this.caller = caller;
    }

    @POST
    @Path("/open/auth/login")
    @Operation(summary = "Log in", description = "Answers a token for X-Docspell-Auth, and sets it as cookie.")
    public Uni<RestResponse<AuthResult>> login(@Valid @NotNull LoginInput input, @Context HttpServerRequest request) {
        var name = AccountName.parse(input.account());
        boolean remember = Boolean.TRUE.equals(input.rememberMe());
        return login.enter(name, input.password(), remember, ClientAddress.of(request))
                .map(entered -> switch (entered) {
                    case Login.Entered.Welcome(var who, var session) -> accepted(who, session, request);
                    case Login.Entered.Refused() -> refused(name);
                });
    }

    @POST
    @Path("/sec/auth/session")
    @Operation(summary = "Renew the token")
    public Uni<RestResponse<AuthResult>> renew(@Context HttpServerRequest request) {
        Caller me = caller.get();
        if (caller.foreign()) {
            throw Problem.conflict("Your token is your identity provider's. Ask it for a new one.");
        }
        var name = new AccountName(me.collective(), me.login());
        return sessions.renew(me.sessionId())
                .map(renewed -> accepted(name, renewed.orElseThrow(Problem::unauthorized), request));
    }

    @POST
    @Path("/sec/auth/logout")
    @Operation(summary = "Log out", description = "The token is worth nothing from then on.")
    public Uni<RestResponse<BasicResult>> logout(@Context HttpServerRequest request) {
        return sessions.end(caller.get())
                .map(done -> RestResponse.ResponseBuilder.ok(BasicResult.of("Logged out."))
                        .cookie(SessionCookie.gone(request))
                        .build());
    }

    private RestResponse<AuthResult> accepted(AccountName name, Sessions.Opened session, HttpServerRequest request) {
        String token = tokens.sign(session.session(), session.expires());
        var result = new AuthResult(
                name.collective(),
                name.login(),
                true,
                "Login successful",
                token,
                session.life().toMillis(),
                false);
        return RestResponse.ResponseBuilder.ok(result)
                .cookie(SessionCookie.of(token, session, request))
                .build();
    }

    private static RestResponse<AuthResult> refused(AccountName name) {
        return RestResponse.status(
                RestResponse.Status.UNAUTHORIZED,
                new AuthResult(name.collective(), name.login(), false, "Login failed.", null, 0, false));
    }
}
