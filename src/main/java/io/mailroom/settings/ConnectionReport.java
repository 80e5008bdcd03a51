package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a test of mail settings went. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ConnectionReport")
record ConnectionReport(
        @Schema(examples = "false") boolean success,

        @Schema(
                examples =
                        "imap.example.org:993 refused the login. Check user and password. It answered: LOGIN failed.",
                description = "What happened, with the server's own words.")
        String message,

        @Schema(description = "What is not safe about these settings, whether they work or not.")
        List<String> warnings,

        @Schema(examples = "authentication", description = "The phase that failed.") @Nullable
        String phase,

        @Schema(
                examples = "auth",
                enumeration = {
                    "dns",
                    "refused",
                    "unreachable",
                    "timeout",
                    "egress-denied",
                    "tls-untrusted",
                    "tls-hostname",
                    "tls-protocol",
                    "starttls-missing",
                    "auth",
                    "oauth-unsupported",
                    "oauth-invalid-grant",
                    "throttled",
                    "too-many-connections",
                    "disabled-by-provider",
                    "unavailable",
                    "connection-lost",
                    "protocol",
                    "other"
                })
        @Nullable
        String cause,

        @Schema(examples = "Make an app password and use it here.", description = "What can be done about it.")
        @Nullable
        String advice,

        @Schema(examples = "312") long millis,

        @Schema(description = "In their order: where TLS is started by STARTTLS, it comes after the greeting.")
        List<PhaseView> phases) {}
