package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was sent: the mails of a collective, for all of its users to read. The rows are written by the worker with plain SQL,
 * and read the same way.
 */
@ApplicationScoped
class SentMails {

    /**
     * Longer than a submission takes with the usual size limit and timeouts. A row that is on its way for longer than this
     * was left behind by a process that died, and nobody can say how far it had come.
     */
    static final Duration LOST = Duration.ofMinutes(10);

    private final Pool pool;
    private final Clock clock;

    SentMails(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Of an item, newest first. */
    Uni<List<SentMailView>> ofItem(Caller caller, String item) {
        // A row of the item alone tells an item without mails from one that is not there.
        return pool.preparedQuery("""
                        select m.* from item i left join sent_mail m on m.item_id = i.id
                        where i.id = $1 and i.collective_id = $2 order by m.created desc, m.id desc""")
                .execute(Tuple.of(MailId.parse(item).orElseThrow(() -> noItem(item)), caller.collectiveId()))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw noItem(item);
                    }
                })
                .chain(rows -> views(caller, rows));
    }

    Uni<SentMailView> get(Caller caller, String id) {
        return pool.preparedQuery("select * from sent_mail where id = $1 and collective_id = $2")
                .execute(Tuple.of(known(id), caller.collectiveId()))
                .chain(mails -> views(caller, mails))
                .map(found -> found.stream().findFirst().orElseThrow(() -> none(id)));
    }

    /** By its sender or an admin of the collective; not while it is on its way, as its outcome would be lost. */
    Uni<Void> delete(Caller caller, String id) {
        return pool.preparedQuery("""
                        with mine as (
                            select id, status = 'sending' and attempted > $5 as busy from sent_mail
                            where id = $1 and collective_id = $2 and (account_id = $3 or $4) for update
                        ), gone as (
                            delete from sent_mail where id = (select id from mine where not busy)
                        )
                        select busy from mine""")
                .execute(Tuple.of(known(id), caller.collectiveId(), caller.accountId(), caller.admin(), lostBefore()))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw none(id);
                    }
                    if (rows.iterator().next().getBoolean("busy")) {
                        throw Problem.conflict("The mail is being sent in this moment. Delete it afterwards.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<List<SentMailView>> views(Caller caller, RowSet<Row> mails) {
        var ids = new ArrayList<UUID>();
        mails.forEach(mail -> Optional.ofNullable(mail.getUUID("id")).ifPresent(ids::add));
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var these = Tuple.of(ids.toArray(UUID[]::new));
        return pool.preparedQuery("select * from sent_mail_recipient where mail_id = any($1) order by position")
                .execute(these)
                .chain(recipients -> pool.preparedQuery(
                                "select * from sent_mail_attachment where mail_id = any($1) order by position")
                        .execute(these)
                        .map(attachments -> views(caller, mails, recipients, attachments)));
    }

    private List<SentMailView> views(
            Caller caller, RowSet<Row> mails, RowSet<Row> recipients, RowSet<Row> attachments) {
        var views = new ArrayList<SentMailView>();
        mails.forEach(mail -> {
            var id = mail.getUUID("id");
            var rows = new SentMailRows(mail, of(id, recipients), of(id, attachments));
            views.add(rows.view(caller.accountId(), lostBefore()));
        });
        return views;
    }

    private static List<Row> of(UUID mail, RowSet<Row> rows) {
        var own = new ArrayList<Row>();
        rows.forEach(row -> {
            if (row.getUUID("mail_id").equals(mail)) {
                own.add(row);
            }
        });
        return own;
    }

    private OffsetDateTime lostBefore() {
        return clock.instant().minus(LOST).atOffset(ZoneOffset.UTC);
    }

    private static UUID known(String id) {
        return MailId.parse(id).orElseThrow(() -> none(id));
    }

    private static Problem noItem(String id) {
        return Problem.notFound("Your collective has no item with the id " + id + ".");
    }

    private static Problem none(String id) {
        return Problem.notFound("There is no sent mail with the id " + id + ", or it is not yours.");
    }
}
