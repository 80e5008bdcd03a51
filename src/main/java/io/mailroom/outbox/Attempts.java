package io.mailroom.outbox;

import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.InLog;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** One attempt at a claimed mail, until what came of it is written down. Blocking. */
@ApplicationScoped
class Attempts {

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(1);

    /** A database that was killed is back in seconds. Later than that the mail is somebody else's. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(5);

    private static final Duration WRITE_AGAIN = Duration.ofMillis(500);

    /** When everything is stopped, what is on its way is waited for. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** A mail on its way takes little memory, and most of its time is the server's. */
    private static final int PER_PLACE = 4;

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Submission submission;
    private final OutboxEntries entries;
    private final Claims claims;
    private final Pace pace;
    private final SendConfig config;
    private final Clock clock;
    private final SendPlaces places;

    Attempts(Submission submission, OutboxEntries entries, Claims claims, Pace pace, SendConfig config, Clock clock) {
        this.submission = submission;
        this.entries = entries;
        this.claims = claims;
        this.pace = pace;
        this.config = config;
        this.clock = clock;
        this.places = new SendPlaces(PER_PLACE * config.concurrency());
    }

    /** While there is a database to write to. Nothing new is begun any more. */
    void stop(@Observes @Priority(20) ShutdownEvent event) throws InterruptedException {
        if (!places.close(GRACE)) {
            Log.warn(
                    "Mails that are on their way are left behind. What became of them shows in the outbox after the next start.");
        }
    }

    SendPlaces places() {
        return places;
    }

    /** @return empty when the mail was called off or taken over by another process meanwhile */
    Optional<Outcome> attempt(QueuedMail mail, Smtp setting, Asker asker) {
        try (var _ = InLog.with("account", mail.account())
                .and("setting", setting.name())
                .and("mail", mail.id())) {
            var turn = pace.await(setting);
            if (turn.isPresent()) {
                var reason = "The setting sends " + setting.perMinute() + " mails a minute.";
                return Optional.of(settle(mail, setting.id(), Outcome.busy(mail, reason, turn.get()), asker));
            }
            if (!places.enter(mail.account(), config.maxWait())) {
                var soon = clock.instant().plus(SOON);
                return Optional.of(settle(
                        mail, setting.id(), Outcome.busy(mail, "Too many mails are on their way.", soon), asker));
            }
            try {
                return submission
                        .submit(
                                mail,
                                setting,
                                asker,
                                () -> entries.commit(new OutboxEntry.Begin(mail.id(), mail.claim())))
                        .map(outcome -> settle(mail, setting.id(), outcome, asker));
            } finally {
                places.leave(mail.account());
            }
        } finally {
            claims.drop(mail.claim());
        }
    }

    private Outcome settle(QueuedMail mail, UUID smtp, Outcome outcome, Asker asker) {
        boolean answered = asker.judge() == Urgency.ANSWER;
        if (outcome.status() != MailStatus.QUEUED) {
            write(new OutboxEntry.Settle(mail.id(), mail.claim(), smtp, outcome, null, answered));
            return outcome;
        }
        var again = again(mail, outcome);
        if (clock.instant().isBefore(mail.giveUp()) && !again.isAfter(mail.giveUp())) {
            write(new OutboxEntry.Settle(mail.id(), mail.claim(), smtp, outcome, again, answered));
            return outcome.goesOn(again);
        }
        var failed = outcome.givenUp(mail, OutboxRows.TOO_LATE + said(outcome));
        write(new OutboxEntry.Settle(mail.id(), mail.claim(), smtp, failed, null, answered));
        return failed.goesOn(again);
    }

    /** 1 min, 2 min, 4 min ... 1 h, each a little off, so that what failed together does not come back together. */
    static Duration pause(int attemptsBefore) {
        var usual = FIRST_RETRY.multipliedBy(1L << Math.min(attemptsBefore, 10));
        var pause = usual.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : usual;
        return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 10));
    }

    /** Where nothing was tried, as the setting is left alone, it is no attempt to be patient after. */
    private Instant again(QueuedMail mail, Outcome outcome) {
        var now = clock.instant();
        if (outcome.again() == null && outcome.refused() == null) {
            return now.plus(pause(mail.attempts()));
        }
        return earlier(outcome.again() == null ? now.plus(OutboxJob.LOOK_AGAIN) : outcome.again(), mail.giveUp());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String said(Outcome outcome) {
        if (outcome.reason() != null) {
            return outcome.reason();
        }
        return outcome.smtpReply() == null ? "nothing." : outcome.smtpReply();
    }

    /**
     * The mail is out of our hands by now, so nothing stops this but time. If it cannot be written, the mail is one of which
     * nobody knows.
     */
    private void write(OutboxEntry.Settle entry) {
        boolean interrupted = Thread.interrupted();
        var deadline = System.nanoTime() + WRITTEN_WITHIN.toNanos();
        try {
            while (true) {
                try {
                    if (!entries.commit(entry)) {
                        Log.warnf("Mail %s was settled by somebody else meanwhile", entry.mail());
                    }
                    return;
                } catch (RuntimeException e) {
                    if (interrupted || System.nanoTime() > deadline) {
                        throw e;
                    }
                    Log.warnf("What became of mail %s cannot be stored yet: %s", entry.mail(), e.getMessage());
                    interrupted = pause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it was interrupted. */
    private static boolean pause() {
        try {
            Thread.sleep(WRITE_AGAIN);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
