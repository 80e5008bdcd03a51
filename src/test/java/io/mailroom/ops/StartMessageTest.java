package io.mailroom.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.sandbox.SandboxConfig;
import org.junit.jupiter.api.Test;

class StartMessageTest {

    @Test
    void messageShouldTellTheAddressWhenTheServiceIsReady() {
        assertThat(message(false))
                .contains("Mailroom is ready: http://localhost:8080\n", "http://localhost:8080/q/swagger-ui")
                .doesNotContain("Sandbox");
    }

    @Test
    void messageShouldTellTheAccountWhenTheSandboxIsOn() {
        assertThat(message(true)).contains("user demo, password demo", "IMAP localhost:1143, SMTP localhost:1025");
    }

    private static String message(boolean enabled) {
        return new StartMessage(new Sandbox(enabled, 1143, 1025)).text("http://localhost:8080");
    }

    private record Sandbox(boolean enabled, int imapPort, int smtpPort) implements SandboxConfig {}
}
