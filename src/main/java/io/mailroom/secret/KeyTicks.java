package io.mailroom.secret;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/** Has the {@link KeyRing} look around every now and then. */
@ApplicationScoped
class KeyTicks {

    private final KeyRing ring;
    private final SecretConfig config;
    private @Nullable Thread thread;

    KeyTicks(KeyRing ring, SecretConfig config) {
        this.ring = ring;
        this.config = config;
    }

    void start(@Observes @Priority(10_000) StartupEvent event) {
        thread = Thread.ofVirtual().name("sealing-keys").start(this::run);
    }

    /** Before the ring says goodbye. */
    void stop(@Observes @Priority(9_000) ShutdownEvent event) {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(KeyRows.ALIVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(config.tick());
                look();
            }
        } catch (InterruptedException end) {
            // the service is being stopped
        }
    }

    private void look() {
        try {
            ring.look();
        } catch (RuntimeException e) {
            Log.warnf("The other replicas could not be told of this one's keys; again in %s: %s", config.tick(), e);
        }
    }
}
