package io.mailroom.settings;

import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.TlsInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stages of a conversation as the phases of a test. */
final class ConnectionProgress implements Progress {

    private final Phases phases;
    private final MailServer server;
    private final String user;
    private volatile @Nullable TlsInfo tls;

    ConnectionProgress(Phases phases, MailServer server, String user) {
        this.phases = phases;
        this.server = server;
        this.user = user;
    }

    @Override
    public void reached(Stage stage) {
        switch (stage) {
            case Stage.Resolved resolved -> {
                if (phases.hasBegun()) {
                    phases.restart(); // with a renewed token
                }
                phases.done(Phase.DNS, PhaseDetails.Dns.of(resolved));
            }
            case Stage.Connected(var address, int port) ->
                phases.done(Phase.TCP, new PhaseDetails.Tcp(address.getHostAddress(), port));
            case Stage.Presented(var shown) -> tls = shown;
            case Stage.Secured() -> phases.done(Phase.TLS, details(Phase.TLS));
            case Stage.Greeted(var text) -> phases.done(Phase.GREETING, new PhaseDetails.Greeting(text));
            case Stage.Capable capable -> phases.done(Phase.CAPABILITIES, PhaseDetails.Capabilities.of(capable));
            case Stage.Authenticated() -> authenticated();
        }
    }

    private void authenticated() {
        if (user.isEmpty()) {
            phases.skip(Phase.AUTHENTICATION);
        } else {
            phases.done(Phase.AUTHENTICATION, new PhaseDetails.Authentication(user));
        }
    }

    /** What is known of a phase that has not come to a good end. */
    @Nullable
    PhaseDetails details(Phase phase) {
        var shown = tls;
        return phase == Phase.TLS && shown != null ? PhaseDetails.Tls.of(shown, server.trust()) : null;
    }

    /** Whom the server's certificate is made out to; empty while it has shown none. */
    List<String> certificateNames() {
        var shown = tls;
        return shown == null ? List.of() : CertificateView.names(shown.chain().getFirst());
    }
}
