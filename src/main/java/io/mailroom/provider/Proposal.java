package io.mailroom.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Settings that should work for the address. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailProviderProposal")
public record Proposal(
        Source source,
        @Schema(examples = "Example Mail") String name,
        @Schema(description = "In order of preference.") List<Server> imap,
        @Schema(description = "In order of preference.") List<Server> smtp,
        @Schema(description = "In order of preference.") List<LoginWay> login,

        @Schema(description = "Where IMAP is switched on, or what says how.") @Nullable
        String imapLink,

        String advice) {

    /** The same with the servers that are to be shown. */
    Proposal showing(List<Server> imap, List<Server> smtp) {
        boolean caution = Stream.concat(imap.stream(), smtp.stream()).anyMatch(server -> !server.encrypted());
        return new Proposal(source, name, imap, smtp, login, imapLink, caution ? Advice.UNENCRYPTED + advice : advice);
    }

    boolean sameServers(Proposal other) {
        return imap.equals(other.imap) && smtp.equals(other.smtp);
    }

    boolean empty() {
        return imap.isEmpty() && smtp.isEmpty();
    }
}
