package io.mailroom.sandbox;

import io.mailroom.egress.LocalPorts;
import io.mailroom.provider.LocalMail;
import io.mailroom.provider.Server;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts and stops the sandbox with the service. Not in the native build, where GreenMail must not be reachable. */
@ApplicationScoped
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class Sandbox implements LocalPorts, LocalMail {

    private final SandboxConfig config;
    private @Nullable SandboxServer server;

    Sandbox(SandboxConfig config) {
        this.config = config;
    }

    @Override
    public Set<Integer> ports() {
        return config.enabled() ? Set.of(config.imapPort(), config.smtpPort()) : Set.of();
    }

    @Override
    public Optional<Servers> servers() {
        return config.enabled()
                ? Optional.of(new Servers(
                        "The sandbox",
                        SandboxServer.DOMAIN,
                        new Server("localhost", config.imapPort(), "none", SandboxServer.USER),
                        new Server("localhost", config.smtpPort(), "none", SandboxServer.USER),
                        "The mail server to try things on: its one mailbox is " + SandboxServer.ADDRESS
                                + " with the password " + SandboxServer.PASSWORD
                                + ", and nothing leaves this machine."))
                : Optional.empty();
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            server = SandboxServer.start(config.imapPort(), config.smtpPort());
            Log.infof(
                    "Sandbox mail server started: IMAP on port %d, SMTP on port %d, user %s, address %s",
                    config.imapPort(), config.smtpPort(), SandboxServer.USER, SandboxServer.ADDRESS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (server != null) {
            server.stop();
        }
    }
}
