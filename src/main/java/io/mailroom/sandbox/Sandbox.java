package io.mailroom.sandbox;

import io.mailroom.egress.LocalPorts;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts and stops the sandbox with the service. Not in the native build, where GreenMail must not be reachable. */
@ApplicationScoped
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class Sandbox implements LocalPorts {

    private final SandboxConfig config;
    private @Nullable SandboxServer server;

    Sandbox(SandboxConfig config) {
        this.config = config;
    }

    @Override
    public Set<Integer> ports() {
        return config.enabled() ? Set.of(config.imapPort(), config.smtpPort()) : Set.of();
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
