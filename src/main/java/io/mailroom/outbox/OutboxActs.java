package io.mailroom.outbox;

import io.mailroom.account.Caller;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a sender decides about a mail of his own in the outbox. Reactive; each decision is one transaction. */
@ApplicationScoped
class OutboxActs {

    private static final String BY_USER = "Its sender says that it was delivered.";

    private final Jobs jobs;
    private final SentCopyActs copies;
    private final SendConfig config;
    private final Clock clock;

    OutboxActs(Jobs jobs, SentCopyActs copies, SendConfig config, Clock clock) {
        this.jobs = jobs;
        this.copies = copies;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A mail as it was before it was decided about, locked.
     *
     * @param claimed whether somebody is working on it
     */
    private record Found(
            UUID id, MailStatus status, @Nullable UUID smtp, boolean claimed) {}

    /** Recipients that have it already keep it, and of those who may have it that stays to be known. */
    Uni<Void> cancel(Caller caller, String mail) {
        return Panache.withTransaction(() -> find(caller, mail).chain(found -> switch (found.status()) {
            case QUEUED -> cancel(found.id());
            case SENDING -> throw Problem.conflict("The server has the mail in this moment. Look again afterwards.");
            case SENT, FAILED, UNKNOWN, CANCELLED ->
                throw Problem.conflict("The mail is " + found.status().word() + ", so there is nothing to cancel.");
        }));
    }

    private Uni<Void> cancel(UUID mail) {
        return execute(
                        "update sent_mail_recipient set state = 'failed', changed = ?2"
                                + " where mail_id = ?1 and state in ('queued', 'deferred')",
                        mail,
                        now())
                .chain(() -> execute("""
                        update sent_mail set next_attempt = null, claim = null, claimed_until = null,
                            reason = 'Its sender has cancelled it.', status = case
                            when exists (select from sent_mail_recipient r where r.mail_id = ?1 and r.state = 'unknown') then 'unknown'
                            when exists (select from sent_mail_recipient r where r.mail_id = ?1 and r.state = 'sent') then 'sent'
                            else 'cancelled' end
                        where id = ?1""", mail));
    }

    /** At once, for the recipients that certainly do not have it. */
    Uni<Void> retry(Caller caller, String mail) {
        return Panache.withTransaction(() -> find(caller, mail).chain(found -> switch (found.status()) {
                    case QUEUED, FAILED -> retry(found);
                    // Whoever saw it queued a moment ago has not asked for a second copy.
                    case UNKNOWN ->
                        throw Problem.conflict(
                                "Some recipients of this mail may have it already. POST /api/v1/sec/email/outbox/"
                                        + mail + "/resend sends it to them once more.");
                    case SENDING -> throw Problem.conflict("The mail is on its way to the server in this moment.");
                    case SENT, CANCELLED ->
                        throw Problem.conflict(
                                "The mail is " + found.status().word() + ", so there is nothing to try again.");
                }))
                .invoke(jobs::wake);
    }

    /** Also to the recipients that may have it: it is for its sender to want that. */
    Uni<Void> resend(Caller caller, String mail) {
        return Panache.withTransaction(() -> find(caller, mail).chain(found -> {
                    if (found.status() != MailStatus.UNKNOWN) {
                        throw Problem.conflict(
                                "The mail is " + found.status().word() + "; this is for mails that are unknown.");
                    }
                    return retry(found);
                }))
                .invoke(jobs::wake);
    }

    private Uni<Void> retry(Found mail) {
        var smtp = mail.smtp();
        if (smtp == null) {
            throw Problem.conflict("The SMTP setting that it was to be sent with was deleted. Send a new mail.");
        }
        return reopened(mail)
                .chain(() -> execute(
                        "update sent_mail set status = 'queued', next_attempt = ?2, give_up = greatest(give_up, ?3),"
                                + " claim = case when status = 'queued' then claim end,"
                                + " claimed_until = case when status = 'queued' then claimed_until end where id = ?1",
                        mail.id(),
                        now(),
                        now().plus(config.retryFor())))
                .chain(() -> jobs.runNow(OutboxJob.NAME, smtp.toString()));
    }

    /** While it is queued for some, the others are not asked about: they may have it. */
    private Uni<Void> reopened(Found mail) {
        return mail.status() == MailStatus.QUEUED
                ? Uni.createFrom().voidItem()
                : execute(
                        "update sent_mail_recipient set state = 'deferred', changed = ?2"
                                + " where mail_id = ?1 and state in ('failed', 'unknown')",
                        mail.id(),
                        now());
    }

    /** Of recipients of whom nobody here knows, also while others are queued. */
    Uni<Void> delivered(Caller caller, String mail) {
        return Panache.withTransaction(() -> find(caller, mail).chain(found -> {
            if (found.status() != MailStatus.UNKNOWN && found.status() != MailStatus.QUEUED) {
                throw Problem.conflict(
                        "The mail is " + found.status().word() + "; this is for mails that are unknown.");
            }
            if (found.claimed()) {
                throw Problem.conflict("The mail is on its way in this moment. Say it again afterwards.");
            }
            return changed(
                            "update sent_mail_recipient set state = 'sent', changed = ?2"
                                    + " where mail_id = ?1 and state = 'unknown'",
                            found.id(),
                            now())
                    .invoke(known -> {
                        if (known == 0) {
                            throw Problem.conflict("Of every recipient of this mail it is known whether they have it.");
                        }
                    })
                    .chain(() -> found.status() == MailStatus.QUEUED
                            ? Uni.createFrom().voidItem()
                            : execute(
                                            "update sent_mail set status = 'sent', claim = null, reason = ?2 where id = ?1",
                                            found.id(),
                                            BY_USER)
                                    .chain(() -> copies.delivered(found.id())));
        }));
    }

    private static Uni<Found> find(Caller caller, String mail) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "select id, status, smtp_id, claimed_until is not null from sent_mail"
                                        + " where id = ?1 and account_id = ?2 and deleted is null for update",
                                Object[].class)
                        .setParameter(1, SentMails.known(mail))
                        .setParameter(2, caller.accountId())
                        .getSingleResultOrNull())
                .map(row -> {
                    if (row == null) {
                        throw SentMails.none(mail);
                    }
                    return new Found(
                            (UUID) row[0],
                            MailStatus.valueOf(((String) row[1]).toUpperCase(Locale.ROOT)),
                            (UUID) row[2],
                            (boolean) row[3]);
                });
    }

    private static Uni<Void> execute(String sql, Object... values) {
        return changed(sql, values).replaceWithVoid();
    }

    /** The number of rows. */
    private static Uni<Integer> changed(String sql, Object... values) {
        return Panache.getSession().chain(session -> {
            var query = session.createNativeQuery(sql);
            for (int i = 0; i < values.length; i++) {
                query.setParameter(i + 1, values[i]);
            }
            return query.executeUpdate();
        });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
