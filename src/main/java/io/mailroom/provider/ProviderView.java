package io.mailroom.provider;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is known about the provider of an address. */
@Schema(name = "MailProvider")
public record ProviderView(
        @Schema(examples = "anna@example.org") String address,

        @Schema(description = "The most trusted first; empty when nobody knows the provider.")
        List<Proposal> proposals,

        @Schema(description = "Everybody who could be asked.")
        List<SourceReport> sources) {

    /** Whether asking again would give the same. */
    boolean lasting() {
        return sources.stream().noneMatch(source -> source.outcome() == SourceReport.Outcome.FAILED);
    }
}
