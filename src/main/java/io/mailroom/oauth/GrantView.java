package io.mailroom.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A grant as it is shown: without a token. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "OAuthGrant")
public record GrantView(
        @Schema(examples = "gmail") String name,
        @Schema(examples = "google") String provider,
        @Schema(examples = "anna@gmail.com") @Nullable String address,
        @Schema(examples = "https://mail.google.com/") List<String> scope,

        @Schema(
                examples = "active",
                enumeration = {"active", "needs-reauth"})
        String state,

        @Schema(description = "Why it could not be refreshed.") @Nullable
        String error,

        @Schema(description = "The one step that mends it.") @Nullable
        String remedy,

        @Schema(
                examples = "1700003600000",
                description = "When the present access token expires; a new one is fetched before.")
        @Nullable
        Long expires,

        @Schema(examples = "1700000000000", description = "When the provider last gave tokens.") @Nullable
        Long refreshed,

        @Schema(examples = "1700000000000", description = "After a failure that may pass: when it is tried again.")
        @Nullable
        Long nextTry,

        @Schema(examples = "1700000000000") long since,

        @Schema(examples = "imap gmail.com", description = "The settings that log in with it.")
        List<String> usedBy) {

    static GrantView of(OAuthGrant grant, List<String> usedBy) {
        return new GrantView(
                grant.name,
                grant.provider,
                grant.address,
                List.of(grant.scope.split(" ")),
                grant.state.word(),
                grant.error,
                remedy(grant),
                millis(grant.accessExpires),
                millis(grant.refreshed),
                millis(grant.nextTry),
                grant.created.toEpochMilli(),
                usedBy);
    }

    private static @Nullable String remedy(OAuthGrant grant) {
        return switch (grant.state) {
            case NEEDS_REAUTH ->
                "Authorise it again: POST /api/v1/sec/oauth/grant/" + grant.name
                        + "/reauthorize gives the address to open, or PUT a new refresh token.";
            case ACTIVE -> grant.error == null ? null : afterFailure(grant);
        };
    }

    private static String afterFailure(OAuthGrant grant) {
        return grant.clientAtFault
                ? "An admin has to correct the client of the provider " + grant.provider
                        + "; then it goes on by itself, and nothing has to be authorised again."
                : "None is needed: it is tried again by itself.";
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
