package io.mailroom.health;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.egress.Cause;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a connection is doing, for its owner. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ConnectionHealth", readOnly = true)
public record HealthView(
        @Schema(
                examples = "ok",
                enumeration = {"unknown", "ok", "degraded", "needs-reauth", "blocked"},
                description = "unknown: not used yet with these settings.")
        String state,

        @Schema(examples = "auth", description = "dns, refused, timeout, tls-untrusted, auth ...") @Nullable
        String cause,

        @Schema(description = "What happened at the last failure.") @Nullable
        String message,

        @Schema(description = "The one step that mends it.") @Nullable
        String advice,

        @Schema(examples = "/api/v1/sec/email/settings/imap/example.org", description = "Where to take that step.")
        @Nullable
        String link,

        @Schema(description = "When it came into this state.") @Nullable
        Long since,

        @Nullable Long lastSuccess,
        @Nullable Long lastFailure,

        @Schema(description = "In a row. A login ends it, except of throttling: some servers throttle after it only.")
        int failures,

        @Schema(description = "When it may be tried again; absent when at any time, or only with other settings.")
        @Nullable
        Long nextAttempt) {

    /** Of what nobody has used yet. */
    public static final HealthView UNKNOWN =
            new HealthView(State.UNKNOWN.word(), null, null, null, null, null, null, null, 0, null);

    /** Whether nothing is done over it until somebody has done something about it. */
    @JsonIgnore
    public boolean isOutOfUse() {
        return State.of(state).isOver();
    }

    /** @param grant the name of the grant that the connection is made with; null for none */
    static HealthView of(Kind kind, String name, @Nullable String grant, Condition condition) {
        var cause = condition.cause();
        return new HealthView(
                condition.state().word(),
                cause == null ? null : cause.word(),
                condition.message(),
                Advice.of(kind, condition),
                condition.state().isTrouble() ? path(kind, name, grant, cause) : null,
                condition.since().toEpochMilli(),
                millis(condition.lastSuccess()),
                millis(condition.lastFailure()),
                condition.state() == State.OK ? 0 : condition.failures(),
                condition.next().map(Instant::toEpochMilli).orElse(null));
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    /** Where its owner can mend it. */
    static String path(Kind kind, String name, @Nullable String grant, @Nullable Cause cause) {
        return cause == Cause.OAUTH_INVALID_GRANT && grant != null
                ? reauthorizePath(grant)
                : "/api/v1/sec/email/settings/" + kind.word() + "/" + name;
    }

    static String reauthorizePath(String grant) {
        return "/api/v1/sec/oauth/grant/" + grant + "/reauthorize";
    }
}
