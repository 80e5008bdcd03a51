package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.db.Violation;
import io.mailroom.schedule.Jobs;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

    /** Larger ones are stored before the transaction that many share. */
    private static final int SHARED = 64 * 1024;

    private final GroupCommit group;
    private final Attempts attempts;
    private final Claims claims;
    private final BlobStore blobs;
    private final Database database;
    private final Jobs jobs;
    private final SendConfig config;

    Outbox(
            GroupCommit group,
            Attempts attempts,
            Claims claims,
            BlobStore blobs,
            Database database,
            Jobs jobs,
            SendConfig config) {
        this.group = group;
        this.attempts = attempts;
        this.claims = claims;
        this.blobs = blobs;
        this.database = database;
        this.jobs = jobs;
        this.config = config;
    }

    /**
     * A mail that was accepted with the same key.
     *
     * @param same whether the same was asked for
     * @param reason why it was not sent, as far as it was not
     */
    public record Earlier(
            UUID id,
            MailStatus status,
            boolean same,
            @Nullable String reason) {}

    /** The mail was accepted by an earlier request with this key, or by one that was faster. */
    public static final class AlreadyAccepted extends RuntimeException {
        private AlreadyAccepted(Throwable cause) {
            super("accepted already", cause);
        }
    }

    public Optional<Earlier> earlier(UUID account, RequestKey request) {
        return database
                .query(
                        "select id, status, request_hash, coalesce(reason, smtp_reply) from sent_mail"
                                + " where account_id = $1 and idempotency_key = $2",
                        account,
                        request.key())
                .stream()
                .map(row -> new Earlier(
                        row.getUUID(0),
                        MailStatus.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                        Arrays.equals(row.getBuffer(2).getBytes(), request.hash()),
                        row.getString(3)))
                .findFirst();
    }

    /**
     * Commits a mail that is sent in its own time.
     *
     * @throws Problem 409 when what it is about was deleted meanwhile
     * @throws AlreadyAccepted when its key was used already
     */
    public void accept(NewMail mail) {
        try (var raw = mail.raw()) {
            accept(mail, false);
        }
        jobs.wake();
    }

    /**
     * Commits a mail and tries at once to send it.
     *
     * @return what came of the first attempt; empty when that takes its time and goes on, or nothing may be said of it
     */
    public Optional<Outcome> send(NewMail mail, Smtp setting) {
        claims.hold(mail.id());
        boolean accepted = false;
        try {
            accept(mail, true);
            accepted = true;
        } finally {
            if (!accepted) {
                claims.drop(mail.id());
                mail.raw().close();
            }
        }
        return await(mail, attempt(mail, setting));
    }

    private void accept(NewMail mail, boolean mine) {
        try {
            var blob = mail.raw().blob();
            if (blob.size() > SHARED) {
                blobs.stage(List.of(blob));
            }
            group.commit(new OutboxEntry.Accept(mail, mine));
        } catch (RuntimeException e) {
            if (Violation.foreignKey(e)) {
                throw Problem.conflict("The item or the SMTP setting was deleted in this moment. Nothing was sent.");
            }
            if (Violation.unique(e) && mail.request() != null) {
                throw new AlreadyAccepted(e);
            }
            throw e;
        }
    }

    private CompletableFuture<Optional<Outcome>> attempt(NewMail mail, Smtp setting) {
        var queued = mail.queued(mail.notBefore().plus(config.retryFor()));
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var raw = mail.raw()) {
                        return attempts.attempt(queued, setting, Urgency.ANSWER);
                    }
                },
                task -> Thread.ofVirtual().name("send-" + mail.id()).start(task));
    }

    /** An attempt that broke off on our side is gone on with when its claim has run out. */
    private Optional<Outcome> await(NewMail mail, CompletableFuture<Optional<Outcome>> attempt) {
        try {
            return attempt.get(config.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
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
