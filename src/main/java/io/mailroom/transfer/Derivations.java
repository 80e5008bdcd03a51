package io.mailroom.transfer;

import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes keys of passphrases, two at a time: each takes 64 MiB. Blocking. */
@ApplicationScoped
class Derivations {

    private static final long PATIENCE_SECONDS = 20;

    private final Semaphore turns = new Semaphore(2, true);

    DocumentKey fresh(String passphrase) {
        return inTurn(() -> DocumentKey.fresh(passphrase));
    }

    DocumentKey of(String passphrase, KeyParameters parameters) {
        return inTurn(() -> DocumentKey.of(passphrase, parameters));
    }

    private DocumentKey inTurn(Supplier<DocumentKey> work) {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.unavailable("Too many exports and imports at once. Try again in a moment.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The service is stopping. Try again in a moment.");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
