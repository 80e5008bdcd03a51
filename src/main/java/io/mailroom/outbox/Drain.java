package io.mailroom.outbox;

import io.mailroom.settings.MailServers.Smtp;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends all that is due over one SMTP setting, a few mails at a time, until something is wrong with the setting itself. */
final class Drain {

    /** Claimed at a time: so few that a stopped process leaves little behind, so many that claiming costs little. */
    private static final int CLAIMED = 32;

    private final OutboxRows rows;
    private final Attempts attempts;
    private final Smtp setting;
    private final BooleanSupplier enough;
    private final Deque<QueuedMail> claimed = new ArrayDeque<>();
    private boolean dry;
    private @Nullable Instant pause;

    /** @param enough whether to stop with the mails in hand */
    Drain(OutboxRows rows, Attempts attempts, Smtp setting, BooleanSupplier enough) {
        this.rows = rows;
        this.attempts = attempts;
        this.setting = setting;
        this.enough = enough;
    }

    /** @return when to go on, where the setting is to be left alone */
    Optional<Instant> run(int abreast) {
        try {
            var first = next();
            if (first != null) {
                attempt(first, Urgency.OUTBOX);
                work(abreast); // now it is known whether the setting works
            }
        } finally {
            if (!claimed.isEmpty()) {
                rows.giveBack(List.copyOf(claimed));
            }
        }
        return Optional.ofNullable(pause);
    }

    private void work(int abreast) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var workers = new ArrayList<CompletableFuture<Void>>();
            for (int i = Math.min(abreast, claimed.size()); i > 0; i--) {
                workers.add(CompletableFuture.runAsync(this::work, threads));
            }
            CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void work() {
        for (var mail = next(); mail != null; mail = next()) {
            attempt(mail, Urgency.BURST);
        }
    }

    private void attempt(QueuedMail mail, Urgency urgency) {
        attempts.attempt(mail, setting, urgency).filter(Outcome::ofSetting).ifPresent(this::stop);
    }

    private synchronized @Nullable QueuedMail next() {
        if (pause != null || enough.getAsBoolean()) {
            return null;
        }
        if (claimed.isEmpty() && !dry) {
            claimed.addAll(rows.claim(setting.id(), CLAIMED));
            dry = claimed.isEmpty();
        }
        return claimed.poll();
    }

    private synchronized void stop(Outcome outcome) {
        var again = outcome.again();
        if (again != null && (pause == null || again.isAfter(pause))) {
            pause = again;
        }
    }
}
