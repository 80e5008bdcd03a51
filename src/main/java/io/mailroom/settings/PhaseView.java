package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of one phase of a test. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TestPhase")
record PhaseView(
        @Schema(
                examples = "tls",
                enumeration = {
                    "dns",
                    "tcp",
                    "tls",
                    "greeting",
                    "capabilities",
                    "authentication",
                    "inbox",
                    "sender",
                    "imap-login",
                    "smtp-login",
                    "submission",
                    "arrival",
                    "removal"
                })
        String phase,

        @Schema(
                examples = "ok",
                enumeration = {"ok", "failed", "skipped"})
        String outcome,

        @Schema(examples = "23") long millis,

        @Schema(description = "What it found out; its fields depend on the phase.") @Nullable
        PhaseDetails details) {}
