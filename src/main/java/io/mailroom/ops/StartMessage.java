package io.mailroom.ops;

import io.mailroom.sandbox.SandboxConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

/** Tells whoever started the service where it is and what to do next. */
@ApplicationScoped
class StartMessage {

    private final SandboxConfig sandbox;

    StartMessage(SandboxConfig sandbox) {
        this.sandbox = sandbox;
    }

    void print(@ObservesAsync HttpServerStart start, HttpServer server) {
        if (LaunchMode.current() != LaunchMode.TEST) {
            System.out.println(text("http://localhost:" + server.getPort()));
        }
    }

    String text(String address) {
        String text = """

                Mailroom is ready: %1$s
                  Open that address in a browser and sign up; the API to try is at %1$s/q/swagger-ui
                """.formatted(address);
        return sandbox.enabled() ? text + """
                  Sandbox account:      user demo, password demo, address demo@mailroom.test, no encryption
                                        IMAP localhost:%d, SMTP localhost:%d; six mails are waiting in INBOX
                """.formatted(sandbox.imapPort(), sandbox.smtpPort()) : text;
    }
}
