package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.egress.Progress.Stage;
import io.mailroom.egress.TlsInfo;
import io.mailroom.egress.Trust;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a phase found out; which of them it is, the phase says. None holds a secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface PhaseDetails {

    int MOST = 200;

    @Schema(name = "DnsDetails")
    record Dns(
            List<String> addresses,

            @Schema(description = "Addresses of this host that the operator allows no connections to.")
            List<String> dropped)
            implements PhaseDetails {

        static Dns of(Stage.Resolved resolved) {
            return new Dns(texts(resolved.addresses()), texts(resolved.dropped()));
        }

        private static List<String> texts(List<InetAddress> addresses) {
            return addresses.stream()
                    .limit(MOST)
                    .map(InetAddress::getHostAddress)
                    .toList();
        }
    }

    @Schema(name = "TcpDetails")
    record Tcp(String address, int port) implements PhaseDetails {}

    @Schema(name = "TlsDetails")
    record Tls(
            @Schema(examples = "TLSv1.3") String protocol,
            @Schema(examples = "TLS_AES_256_GCM_SHA384") String cipher,

            @Schema(
                    description =
                            "Of the server's own certificate in DER; also when it was refused, so that it can be pinned.")
            String sha256,

            @Schema(
                    description = "By what the certificate was judged.",
                    enumeration = {"system", "pinned", "own-ca", "anything"})
            String trust,

            List<CertificateView> certificates)
            implements PhaseDetails {

        private static final int LONGEST_CHAIN = 10;

        static Tls of(TlsInfo tls, Trust trust) {
            return new Tls(
                    tls.protocol(),
                    tls.cipher(),
                    tls.fingerprint(),
                    switch (trust) {
                        case Trust.System system -> "system";
                        case Trust.Pinned pinned -> "pinned";
                        case Trust.OwnCa ownCa -> "own-ca";
                        case Trust.Anything anything -> "anything";
                    },
                    tls.chain().stream()
                            .limit(LONGEST_CHAIN)
                            .map(CertificateView::of)
                            .toList());
        }
    }

    @Schema(name = "GreetingDetails")
    record Greeting(@Schema(examples = "Dovecot ready.") String text) implements PhaseDetails {}

    @Schema(name = "CapabilitiesDetails")
    record Capabilities(List<String> capabilities) implements PhaseDetails {

        static Capabilities of(Stage.Capable capable) {
            return new Capabilities(capable.capabilities().stream().limit(MOST).toList());
        }
    }

    @Schema(name = "AuthenticationDetails")
    record Authentication(
            @Schema(examples = "anna@example.org") String user) implements PhaseDetails {}

    @Schema(name = "InboxDetails")
    record Inbox(
            @Schema(examples = "42") long messages,
            long uidValidity,
            @Nullable Long uidNext) implements PhaseDetails {}

    @Schema(name = "SenderDetails")
    record Sender(
            @Schema(examples = "anna@example.org") String from,
            @Schema(examples = "250 2.1.0 Ok") String reply) implements PhaseDetails {}

    @Schema(name = "SubmissionDetails")
    record Submission(
            String messageId,
            @Schema(examples = "250 2.0.0 Ok: queued as 4F") String reply) implements PhaseDetails {}

    @Schema(name = "ArrivalDetails")
    record Arrival(
            @Schema(examples = "INBOX") String mailbox,
            @Schema(examples = "false") boolean junk,
            long uid) implements PhaseDetails {}

    @Schema(name = "RemovalDetails")
    record Removal(
            @Schema(
                    description = "Without UIDPLUS a single message cannot be expunged; it is only flagged as deleted.",
                    examples = "true")
            boolean expunged)
            implements PhaseDetails {}
}
