package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Violation;
import io.mailroom.schedule.Jobs;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import io.mailroom.web.RequestFacts;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Accepts mails, which are committed before any server hears of them, and hands them over. No transaction is open while a
 * server is talked to. Blocking.
 */
@ApplicationScoped
public class Outbox {

    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(10);

    private final OutboxEntries entries;
    private final Attempts attempts;
    private final Claims claims;
    private final MessagesInHand inHand;
    private final BlobStore blobs;
    private final LostAnswer lostAnswer;
    private final Jobs jobs;
    private final SendConfig config;

    Outbox(
            OutboxEntries entries,
            Attempts attempts,
            Claims claims,
            MessagesInHand inHand,
            BlobStore blobs,
            LostAnswer lostAnswer,
            Jobs jobs,
            SendConfig config) {
        this.entries = entries;
        this.attempts = attempts;
        this.claims = claims;
        this.inHand = inHand;
        this.blobs = blobs;
        this.lostAnswer = lostAnswer;
        this.jobs = jobs;
        this.config = config;
    }

    /** The mail was accepted by an earlier request with this key, or by one that was faster. */
    public static final class AlreadyAccepted extends RuntimeException {
        private AlreadyAccepted(Throwable cause) {
            super("accepted already", cause);
        }
    }

    /**
     * Commits a mail that is sent in its own time.
     *
     * @throws Problem 409 when what it is about was deleted meanwhile
     * @throws AlreadyAccepted when its key was used already
     */
    public void accept(NewMail mail) {
        try (var raw = mail.raw()) {
            accept(mail, null);
        }
        jobs.wake();
    }

    /**
     * Commits a mail and tries at once to send it.
     *
     * @return what came of the first attempt; empty when that takes its time and goes on, or nothing may be said of it
     */
    public Optional<Outcome> send(NewMail mail, Smtp setting) {
        var claim = UUID.randomUUID();
        claims.hold(mail.id(), claim);
        boolean accepted = false;
        try {
            accept(mail, claim);
            accepted = true;
        } finally {
            if (!accepted) {
                claims.drop(claim);
                mail.raw().close();
            }
        }
        var asker = new Answering();
        return await(mail, asker, attempt(mail, claim, setting, asker));
    }

    private void accept(NewMail mail, @Nullable UUID claim) {
        try {
            var blob = mail.raw().blob();
            if (blob.size() > Acceptance.SMALL) {
                blobs.stage(List.of(blob));
            }
            entries.commit(new OutboxEntry.Accept(mail, claim));
        } catch (RuntimeException e) {
            if (Violation.foreignKey(e)) {
                throw Problem.conflict("The item or the SMTP setting was deleted in this moment. Nothing was sent.");
            }
            if (Violation.unique(e) && mail.request() != null) {
                throw new AlreadyAccepted(e);
            }
            if (e instanceof Problem || Violation.ofData(e) || !lostAnswer.isAccepted(mail.id(), mail.smtp())) {
                throw e;
            }
            Log.warnf("Mail %s was accepted, although the database said: %s", mail.id(), e.getMessage());
        }
    }

    /** One that cannot even begin is for whoever takes the mail over once its claim has run out. */
    private CompletableFuture<Optional<Outcome>> attempt(NewMail mail, UUID claim, Smtp setting, Asker asker) {
        MessagesInHand.@Nullable InHand message = null;
        try {
            message = inHand.of(mail.raw());
            return started(
                    message, mail.queued(claim, mail.notBefore().plus(config.retryFor()), message), setting, asker);
        } catch (RuntimeException | OutOfMemoryError e) { // also: no memory for a thread
            claims.drop(claim);
            if (message != null) {
                message.close();
            }
            mail.raw().close();
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Optional<Outcome>> started(
            MessagesInHand.InHand message, QueuedMail queued, Smtp setting, Asker asker) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (message) {
                        return attempts.attempt(queued, setting, asker);
                    }
                },
                task -> Thread.ofVirtual().name("send-" + queued.id()).start(RequestFacts.goingOn(task)));
    }

    /** An attempt that broke off on our side is gone on with when its claim has run out. */
    private Optional<Outcome> await(NewMail mail, Answering asker, CompletableFuture<Optional<Outcome>> attempt) {
        try {
            try {
                return attempt.get(config.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // What is judged already is only to be written down.
                return asker.leave() ? Optional.empty() : attempt.get(WRITTEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            Log.errorf(e, "The attempt to send mail %s broke off", mail.id());
            return Optional.empty();
        }
    }
}
