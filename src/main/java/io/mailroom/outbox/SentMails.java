package io.mailroom.outbox;

import io.mailroom.account.Caller;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What was sent: the mails of a collective, for all of its users to read. The rows are written by the worker with plain SQL,
 * and read the same way.
 */
@ApplicationScoped
class SentMails {

    private static final String RECIPIENTS = """
            select r.*, d.item_id, d.action, d.status, d.diagnostic, d.reported from sent_mail_recipient r
            left join lateral (
                select * from delivery_report d where d.mail_id = r.mail_id and d.position = r.position
                order by d.reported desc, d.id desc limit 1) d on true
            where r.mail_id = any($1) order by r.mail_id, r.position""";

    private final Pool pool;
    private final Clock clock;

    SentMails(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** About an item, or reported on by it, newest first. */
    Uni<List<SentMailView>> ofItem(Caller caller, String item, Page page) {
        // A row of the item alone tells an item without mails from one that is not there.
        return pool.preparedQuery("""
                        select m.* from item i left join lateral (
                            select * from sent_mail
                            where id in (
                                select id from sent_mail where item_id = i.id
                                union
                                select mail_id from delivery_report where item_id = i.id)
                            and deleted is null and ($3::uuid is null or id < $3) order by id desc limit $4) m
                            on true
                        where i.id = $1 and i.collective_id = $2 order by m.id desc""")
                .execute(Tuple.of(
                        MailId.parse(item).orElseThrow(() -> noItem(item)),
                        caller.collectiveId(),
                        page.before(),
                        page.limit()))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw noItem(item);
                    }
                })
                .chain(rows -> views(caller, rows));
    }

    /** The caller's own, newest first. */
    Uni<List<SentMailView>> own(Caller caller, Set<MailStatus> statuses, Page page) {
        return pool.preparedQuery(
                        "select * from sent_mail where account_id = $1 and status = any($2) and deleted is null"
                                + " and ($3::uuid is null or id < $3) order by id desc limit $4")
                .execute(Tuple.of(
                        caller.accountId(),
                        statuses.stream().map(MailStatus::word).toArray(String[]::new),
                        page.before(),
                        page.limit()))
                .chain(mails -> views(caller, mails));
    }

    Uni<SentMailView> get(Caller caller, String id) {
        return pool.preparedQuery("select * from sent_mail where id = $1 and collective_id = $2 and deleted is null")
                .execute(Tuple.of(known(id), caller.collectiveId()))
                .chain(mails -> views(caller, mails))
                .map(found -> found.stream().findFirst().orElseThrow(() -> none(id)));
    }

    /**
     * By its sender or an admin of the collective; not while something is still to come of it. What it said is gone; that it
     * was sent is what {@link Audit} shows.
     */
    Uni<Void> delete(Caller caller, String id) {
        return pool.preparedQuery("""
                        with mine as (
                            select id, status in ('queued', 'sending') as busy from sent_mail
                            where id = $1 and collective_id = $2 and (account_id = $3 or $4) and deleted is null for update
                        ), gone as (
                            update sent_mail set deleted = $5, body = '', raw_hash = null, item_id = null, claim = null
                            where id = (select id from mine where not busy)
                        )
                        select busy from mine""")
                .execute(Tuple.of(
                        known(id),
                        caller.collectiveId(),
                        caller.accountId(),
                        caller.admin(),
                        clock.instant().atOffset(ZoneOffset.UTC)))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw none(id);
                    }
                    if (rows.iterator().next().getBoolean("busy")) {
                        throw Problem.conflict("The mail is not sent yet. Cancel it first.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<List<SentMailView>> views(Caller caller, RowSet<Row> mails) {
        return rows(mails)
                .map(rows ->
                        rows.stream().map(mail -> mail.view(caller.accountId())).toList());
    }

    /** @param sql selects rows of sent_mail */
    Uni<List<SentMailRows>> rows(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values).chain(this::rows);
    }

    private Uni<List<SentMailRows>> rows(RowSet<Row> mails) {
        var ids = new ArrayList<UUID>();
        mails.forEach(mail -> Optional.ofNullable(mail.getUUID("id")).ifPresent(ids::add));
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var these = Tuple.of(ids.toArray(UUID[]::new));
        return pool.preparedQuery(RECIPIENTS)
                .execute(these)
                .chain(recipients -> pool.preparedQuery(
                                "select * from sent_mail_attachment where mail_id = any($1) order by position")
                        .execute(these)
                        .chain(attachments -> pool.preparedQuery("select * from sent_copy where mail_id = any($1)")
                                .execute(these)
                                .map(copies -> rows(mails, recipients, attachments, copies))));
    }

    private static List<SentMailRows> rows(
            RowSet<Row> mails, RowSet<Row> recipients, RowSet<Row> attachments, RowSet<Row> copies) {
        var recipientsOf = byMail(recipients);
        var attachmentsOf = byMail(attachments);
        var copiesOf = byMail(copies);
        var all = new ArrayList<SentMailRows>();
        mails.forEach(mail -> {
            var id = mail.getUUID("id");
            all.add(new SentMailRows(
                    mail,
                    recipientsOf.getOrDefault(id, List.of()),
                    attachmentsOf.getOrDefault(id, List.of()),
                    copiesOf.getOrDefault(id, List.of()).stream().findFirst().orElse(null)));
        });
        return all;
    }

    /** Once for a page: it is done on the event loop. */
    private static Map<UUID, List<Row>> byMail(RowSet<Row> rows) {
        var byMail = new HashMap<UUID, List<Row>>();
        rows.forEach(row -> byMail.computeIfAbsent(row.getUUID("mail_id"), id -> new ArrayList<>())
                .add(row));
        return byMail;
    }

    static UUID known(String id) {
        return MailId.parse(id).orElseThrow(() -> none(id));
    }

    private static Problem noItem(String id) {
        return Problem.notFound("Your collective has no item with the id " + id + ".");
    }

    static Problem none(String id) {
        return Problem.notFound("There is no sent mail with the id " + id + ", or it is not yours.");
    }
}
