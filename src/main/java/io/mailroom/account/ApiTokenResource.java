package io.mailroom.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A user's API tokens. Only for whoever is logged in: no token manages tokens. */
@Path("/api/v1") // as UserResource, or no user named token could be deleted
@Tag(name = "API tokens")
class ApiTokenResource {

    private static final String ALL =
            "items:read, items:write, send, tasks:read, tasks:write, settings:read, settings:write, admin";

    @Schema(name = "ApiTokenInput")
    record ApiTokenInput(
            @Schema(examples = "backup") @NotBlank @Size(max = 128)
            String name,

            @Schema(description = "Of: " + ALL, examples = "[\"items:read\"]") @NotEmpty @Size(max = 20)
            List<@NotNull String> scopes,

            @Schema(description = "When it ends, in milliseconds since 1970; absent: never") @Nullable
            Long expires) {

        Set<ApiScope> parsedScopes() {
            var found = EnumSet.noneOf(ApiScope.class);
            for (int i = 0; i < scopes.size(); i++) {
                String field = "scopes[" + i + "]";
                found.add(
                        ApiScope.of(scopes.get(i)).orElseThrow(() -> Problem.invalid(field, "is none of: " + words())));
            }
            return found;
        }

        private static String words() {
            return Arrays.stream(ApiScope.values()).map(ApiScope::word).collect(Collectors.joining(", "));
        }

        @Nullable
        Instant end() {
            try {
                return expires == null ? null : Instant.ofEpochMilli(expires);
            } catch (DateTimeException e) {
                throw Problem.invalid("expires", "is no time");
            }
        }
    }

    @Schema(name = "ApiTokenMade")
    record MadeView(
            boolean success,
            String message,
            String id,
            @Schema(description = "Shown this once.") String token) {

        /** Without the token. */
        @Override
        public String toString() {
            return "MadeView[" + id + "]";
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ApiToken")
    record TokenView(
            String id,
            String name,
            @Schema(description = "Its last characters.") String ending,
            List<String> scopes,
            long created,
            @Nullable Long expires,

            @Schema(description = "To the minute.") @Nullable
            Long lastUsed,

            @Nullable String lastAddress) {

        static TokenView of(ApiTokens.Listed token) {
            return new TokenView(
                    token.id().toString(),
                    token.name(),
                    token.ending(),
                    token.scopes(),
                    token.created().toEpochMilli(),
                    millis(token.expires()),
                    millis(token.lastUsed()),
                    token.lastAddress());
        }

        private static @Nullable Long millis(@Nullable Instant time) {
            return time == null ? null : Long.valueOf(time.toEpochMilli());
        }
    }

    @Schema(name = "ApiTokenList")
    record TokenList(List<TokenView> items) {}

    private final ApiTokens tokens;
    private final CurrentCaller caller;

    ApiTokenResource(ApiTokens tokens, CurrentCaller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    @GET
    @Path("/sec/user/token")
    @Operation(summary = "List your API tokens")
    public Uni<TokenList> list() {
        return tokens.of(caller.get())
                .map(found -> new TokenList(found.stream().map(TokenView::of).toList()));
    }

    @POST
    @Path("/sec/user/token")
    @Operation(
            summary = "Make an API token",
            description = "It may do what its scopes say, as you, until it ends or is revoked. It is shown this once.")
    @APIResponse(responseCode = "200", description = "The token")
    @APIResponse(responseCode = "409", description = "The name is taken, or there are too many")
    @APIResponse(responseCode = "422", description = "Unknown scopes, or an end in the past")
    public Uni<MadeView> make(@Valid @NotNull ApiTokenInput input) {
        return tokens.make(caller.get(), input.name().strip(), input.parsedScopes(), input.end())
                .map(made -> new MadeView(
                        true,
                        "Token created.",
                        made.id().toString(),
                        made.token().text()));
    }

    @DELETE
    @Path("/sec/user/token/{id}")
    @Operation(summary = "Revoke an API token", description = "Replicas stop taking it within five seconds.")
    @APIResponse(responseCode = "200", description = "It is gone")
    @APIResponse(responseCode = "404", description = "You have none with that id")
    public Uni<BasicResult> revoke(UUID id) {
        return tokens.revoke(caller.get(), id).map(revoked -> {
            if (!revoked) {
                throw Problem.notFound("You have no token with that id.");
            }
            return BasicResult.of("Token revoked.");
        });
    }
}
