package io.mailroom.ops;

import io.mailroom.account.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the first page of a user shows: one statement for each card, each by an index and with a bound. */
@ApplicationScoped
class Overview {

    /** As many of each kind as a page has room for. */
    private static final int MOST = 5;

    private static final int MOST_TROUBLE = 10;

    private final Pool pool;

    Overview(Pool pool) {
        this.pool = pool;
    }

    /** How far somebody has come; {@code items} are those of the collective. */
    record Progress(
            boolean mailbox,
            boolean sender,
            boolean task,
            boolean importing,
            boolean imported,
            boolean sent,
            boolean items,
            Instant joined) {}

    /** @param unknown whether nobody knows if it was sent */
    record LostMail(
            UUID id,
            String subject,
            boolean unknown,
            @Nullable String why,
            Instant when) {}

    /** The last run of a task, where it failed. */
    record FailedRun(
            UUID task,
            UUID run,
            String name,
            String connection,
            @Nullable String why,
            Instant when) {}

    record NextRun(
            UUID task,
            String name,
            String connection,
            @Nullable Instant when,
            boolean running,
            boolean push) {}

    record NewItem(UUID id, String name, @Nullable String from, int attachments, Instant created) {}

    Uni<Progress> progress(Caller caller) {
        return pool.preparedQuery("""
                        select
                            exists (select from imap_setting where account_id = $1) as mailbox,
                            exists (select from smtp_setting where account_id = $1) as sender,
                            exists (select from scan_task where account_id = $1 and not hidden) as task,
                            exists (select from scan_task t join scan_run r on r.task_id = t.id
                                where t.account_id = $1 and r.state = 'running') as importing,
                            exists (select from scan_task t join scan_run r on r.task_id = t.id
                                where t.account_id = $1 and r.state = 'done') as imported,
                            exists (select from sent_mail where account_id = $1) as sent,
                            exists (select from item where collective_id = $2) as items,
                            (select created from account where id = $1) as joined""")
                .execute(Tuple.of(caller.accountId(), caller.collectiveId()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Progress(
                        row.getBoolean("mailbox"),
                        row.getBoolean("sender"),
                        row.getBoolean("task"),
                        row.getBoolean("importing"),
                        row.getBoolean("imported"),
                        row.getBoolean("sent"),
                        row.getBoolean("items"),
                        instant(row, "joined")));
    }

    Uni<List<LostMail>> lostMails(Caller caller, Instant since) {
        return all(
                """
                select id, subject, status, coalesce(reason, smtp_reply) as why, created from sent_mail
                where account_id = $1 and status in ('failed', 'unknown') and deleted is null and created >= $2
                order by id desc limit $3""",
                Tuple.of(caller.accountId(), utc(since), MOST_TROUBLE),
                row -> new LostMail(
                        row.getUUID("id"),
                        row.getString("subject"),
                        row.getString("status").equals("unknown"),
                        row.getString("why"),
                        instant(row, "created")));
    }

    Uni<List<FailedRun>> failedRuns(Caller caller) {
        return all(
                """
                select t.id, r.id as run, coalesce(nullif(t.summary, ''), s.name) as name, s.name as connection,
                    r.error, r.started
                from scan_task t join imap_setting s on s.id = t.imap_setting_id
                cross join lateral (select id, state, error, started from scan_run
                    where task_id = t.id order by started desc, id desc limit 1) r
                where t.account_id = $1 and t.enabled and not t.hidden and r.state = 'failed'
                order by r.started desc limit $2""",
                Tuple.of(caller.accountId(), MOST_TROUBLE),
                row -> new FailedRun(
                        row.getUUID("id"),
                        row.getUUID("run"),
                        row.getString("name"),
                        row.getString("connection"),
                        row.getString("error"),
                        instant(row, "started")));
    }

    Uni<List<NextRun>> nextRuns(Caller caller) {
        return all(
                """
                select t.id, coalesce(nullif(t.summary, ''), s.name) as name, s.name as connection, t.push, j.picked,
                    j.execution_time
                from scan_task t join imap_setting s on s.id = t.imap_setting_id
                join scheduled_tasks j on j.task_name = 'scan-mailbox' and j.task_instance = t.id::text
                where t.account_id = $1 and t.enabled and not t.hidden and j.execution_time < 'infinity'
                order by j.picked desc, j.execution_time limit $2""",
                Tuple.of(caller.accountId(), MOST),
                row -> new NextRun(
                        row.getUUID("id"),
                        row.getString("name"),
                        row.getString("connection"),
                        instant(row, "execution_time"),
                        row.getBoolean("picked"),
                        row.getBoolean("push")));
    }

    Uni<List<NewItem>> newest(Caller caller) {
        return all(
                """
                select id, name, mail_from, attachment_count, created from item
                where collective_id = $1 order by created desc, id desc limit $2""",
                Tuple.of(caller.collectiveId(), MOST),
                row -> new NewItem(
                        row.getUUID("id"),
                        row.getString("name"),
                        row.getString("mail_from"),
                        row.getInteger("attachment_count"),
                        instant(row, "created")));
    }

    /** Mails that the user's tasks have brought, by day. */
    Uni<long[]> imported(Caller caller, Days days) {
        return counted("""
                select width_bucket(r.started, $2::timestamptz[]) as day, sum(r.imported)::bigint as count
                from scan_task t join scan_run r on r.task_id = t.id
                where t.account_id = $1 and r.imported > 0 and r.started >= $3 group by day""", caller, days);
    }

    Uni<long[]> sent(Caller caller, Days days) {
        return counted("""
                select width_bucket(created, $2::timestamptz[]) as day, count(*) as count
                from sent_mail where account_id = $1 and status = 'sent' and created >= $3 group by day""", caller, days);
    }

    private Uni<long[]> counted(String sql, Caller caller, Days days) {
        var begins = days.begins().stream().map(Overview::utc).toArray(OffsetDateTime[]::new);
        return pool.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addUUID(caller.accountId())
                        .addArrayOfOffsetDateTime(begins)
                        .addOffsetDateTime(begins[0]))
                .map(rows -> {
                    long[] counts = new long[begins.length];
                    rows.forEach(row -> counts[row.getInteger("day") - 1] = row.getLong("count"));
                    return counts;
                });
    }

    private <T> Uni<List<T>> all(String sql, Tuple values, Function<Row, T> one) {
        return pool.preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(one).toList());
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
