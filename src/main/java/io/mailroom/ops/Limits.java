package io.mailroom.ops;

import io.mailroom.account.Caller;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** What is limited here, and how much of it a collective has used. */
@ApplicationScoped
class Limits {

    private static final int MOST_SENDERS = 20;

    private static final List<Group> GROUPS = List.of(
            group(
                    "Sending",
                    number("send.per-user-day", "Recipients that a user may send to in a day"),
                    number("send.per-collective-day", "Recipients that all of you may send to in a day"),
                    number("send.max-recipients", "Recipients of one mail"),
                    size("send.max-size", "A mail with its attachments, as it travels"),
                    number("send.concurrency", "Mails that are sent at the same time"),
                    number("send.per-host", "Connections to one mail server"),
                    time("send.retry-for", "How long a mail is tried again")),
            group(
                    "Importing",
                    size("scan.bytes-per-mail", "The largest mail that is imported"),
                    number("scan.folders-per-task", "Folders of one task"),
                    number("scan.runs-per-host", "Runs at one mail server at the same time"),
                    time("scan.run-time", "How long one run takes at most"),
                    number("scan.attempts", "Tries of a mail that cannot be fetched"),
                    time("retention.runs.keep", "How long runs can be looked at"),
                    number("schedule.concurrency", "Jobs at the same time")),
            group(
                    "Uploads and requests",
                    size("item.max-upload", "The largest upload, all files together"),
                    size("web.body-limit", "The largest other request"),
                    number("settings.visits", "Connection tests at the same time"),
                    number("settings.visits-per-account", "The same, of one user")),
            group(
                    "Your collective",
                    number("webhook.per-collective", "Webhooks"),
                    number("template.per-collective", "Mail templates")),
            group(
                    "Signing in",
                    number("account.failures-per-account", "Wrong passwords before one has to wait"),
                    time("account.failure-window", "The longest wait"),
                    time("account.token-life", "How long a session lasts"),
                    time("account.remember-life", "The same, with “Stay logged in”"),
                    time("account.invite-life", "How long an invite is good")));

    private final Config config;
    private final Pool pool;
    private final Clock clock;

    Limits(Config config, Pool pool, Clock clock) {
        this.config = config;
        this.pool = pool;
        this.clock = clock;
    }

    /** Something that is configured. */
    record Entry(String property, String text, Class<?> type) {}

    record Group(String title, List<Entry> entries) {}

    private static Group group(String title, Entry... entries) {
        return new Group(title, List.of(entries));
    }

    private static Entry number(String property, String text) {
        return new Entry("mailroom." + property, text, Long.class);
    }

    private static Entry size(String property, String text) {
        return new Entry("mailroom." + property, text, MemorySize.class);
    }

    private static Entry time(String property, String text) {
        return new Entry("mailroom." + property, text, Duration.class);
    }

    record Shown(String text, String value, String property) {}

    record ShownGroup(String title, List<Shown> limits) {}

    /** What one of them has used of today's quota. */
    record Sender(String login, long recipients) {}

    record Usage(
            List<Sender> senders,
            long perUser,
            long recipients,
            long perCollective,
            long webhooks,
            long mostWebhooks,
            long templates,
            long mostTemplates,
            long users) {}

    List<ShownGroup> configured() {
        return GROUPS.stream()
                .map(group -> new ShownGroup(
                        group.title(), group.entries().stream().map(this::shown).toList()))
                .toList();
    }

    private Shown shown(Entry entry) {
        return new Shown(entry.text(), text(config.getValue(entry.property(), entry.type())), entry.property());
    }

    /** The quota is of days in UTC, so this is, too. */
    Uni<Usage> usage(Caller admin) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return pool.preparedQuery("""
                        select
                            coalesce((select recipients from send_quota where owner = $1 and day = $2), 0) as recipients,
                            (select count(*) from webhook where collective_id = $1) as webhooks,
                            (select count(*) from mail_template where collective_id = $1) as templates,
                            (select count(*) from account where collective_id = $1) as users""")
                .execute(Tuple.of(admin.collectiveId(), today))
                .map(rows -> rows.iterator().next())
                .chain(row -> senders(admin, today).map(senders -> usage(row, senders)));
    }

    private Uni<List<Sender>> senders(Caller admin, LocalDate today) {
        return pool.preparedQuery("""
                        select a.login, q.recipients from account a join send_quota q on q.owner = a.id and q.day = $2
                        where a.collective_id = $1 and q.recipients > 0 order by q.recipients desc, a.login limit $3""")
                .execute(Tuple.of(admin.collectiveId(), today, MOST_SENDERS))
                .map(rows -> rows.stream()
                        .map(row -> new Sender(row.getString("login"), row.getInteger("recipients")))
                        .toList());
    }

    private Usage usage(Row row, List<Sender> senders) {
        return new Usage(
                senders,
                number("mailroom.send.per-user-day"),
                row.getInteger("recipients"),
                number("mailroom.send.per-collective-day"),
                row.getLong("webhooks"),
                number("mailroom.webhook.per-collective"),
                row.getLong("templates"),
                number("mailroom.template.per-collective"),
                row.getLong("users"));
    }

    private long number(String property) {
        return config.getValue(property, Long.class);
    }

    private static String text(Object value) {
        return switch (value) {
            case Duration time -> text(time);
            case MemorySize size -> text(size.asLongValue());
            case Long number -> String.format(java.util.Locale.ENGLISH, "%,d", number);
            default -> value.toString();
        };
    }

    /** In the units of the configuration, which are powers of 1024. */
    private static String text(long bytes) {
        long mega = bytes >> 20;
        return mega > 0 && mega << 20 == bytes ? mega + " MB" : (bytes >> 10) + " KB";
    }

    static String text(Duration time) {
        if (time.toHours() > 48 || time.toHours() == 48 && time.toMinutesPart() == 0) {
            return counted(time.toDays(), "day");
        }
        if (time.toMinutes() >= 120 || time.toMinutes() == 60) {
            return counted(time.toHours(), "hour");
        }
        return time.toSeconds() >= 120 || time.toSeconds() == 60
                ? counted(time.toMinutes(), "minute")
                : counted(time.toSeconds(), "second");
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
