package io.mailroom.webhook;

import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A webhook as a client sends it. */
@Schema(name = "WebhookInput")
record WebhookInput(
        @Schema(examples = "https://example.org/mailroom") @NotNull @Size(max = 2000)
        String url,

        @Schema(description = "Absent: true. A webhook that was switched off for failing starts afresh with true.")
        @Nullable
        Boolean enabled,

        @Schema(
                examples = "[\"connection.state-changed\"]",
                description = "Of connection.state-changed and mail.failed. Absent or empty: all.")
        @Nullable
        @Size(max = 20)
        List<@NotNull String> events,

        @Schema(examples = "3", description = "The version that was read; another one in the database is a 409.")
        @Nullable
        Long version) {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int HIGHEST_PORT = 65_535;

    /** @throws Problem 422 when a value is wrong in a way that no annotation tells */
    void check() {
        var errors = new ArrayList<FieldError>();
        if (!isUsable(url)) {
            errors.add(new FieldError(
                    "url", "must be an absolute http or https URL without user information and fragment"));
        }
        for (var event : wanted()) {
            if (EventType.of(event).isEmpty()) {
                errors.add(new FieldError("events", "has no event " + event));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }

    void applyTo(Webhook webhook) {
        boolean on = !Boolean.FALSE.equals(enabled);
        if (on && !webhook.enabled) {
            webhook.failingSince = null;
            webhook.disabled = null;
        }
        webhook.url = url;
        webhook.enabled = on;
        webhook.events = wanted().stream().distinct().toArray(String[]::new);
    }

    private List<String> wanted() {
        return events == null ? List.of() : events;
    }

    private static boolean isUsable(String text) {
        try {
            var uri = new URI(text);
            return uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= HIGHEST_PORT
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
