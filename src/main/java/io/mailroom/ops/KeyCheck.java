package io.mailroom.ops;

import io.mailroom.secret.Binding;
import io.mailroom.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only with a key that seals and opens. */
@Readiness
@ApplicationScoped
class KeyCheck implements HealthCheck {

    private static final Binding BINDING = Binding.ofPassing("health", new UUID(0, 0));

    private final Secrets secrets;

    KeyCheck(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public HealthCheckResponse call() {
        boolean works;
        try {
            works = secrets.open(secrets.seal("sample", BINDING), BINDING).equals("sample");
        } catch (IllegalStateException e) {
            works = false;
        }
        return HealthCheckResponse.named("sealing key").status(works).build();
    }
}
