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
            new Group(
                    "Sending",
                    List.of(
                            Entry.number("Recipients that a user may send to in a day", "mailroom.send.per-user-day"),
                            Entry.number(
                                    "Recipients that all of you may send to in a day",
                                    "mailroom.send.per-collective-day"),
                            Entry.number("Recipients of one mail", "mailroom.send.max-recipients"),
                            Entry.size("A mail with its attachments, as it travels", "mailroom.send.max-size"),
                            Entry.number("Mails that are sent at the same time", "mailroom.send.concurrency"),
                            Entry.number("Connections to one mail server", "mailroom.send.per-host"),
                            Entry.time("How long a mail is tried again", "mailroom.send.retry-for"))),
            new Group(
                    "Importing",
                    List.of(
                            Entry.size("The largest mail that is imported", "mailroom.scan.bytes-per-mail"),
                            Entry.number("Folders of one task", "mailroom.scan.folders-per-task"),
                            Entry.number("Runs at one mail server at the same time", "mailroom.scan.runs-per-host"),
                            Entry.time("How long one run takes at most", "mailroom.scan.run-time"),
                            Entry.number("Tries of a mail that cannot be fetched", "mailroom.scan.attempts"),
                            Entry.time("How long runs can be looked at", "mailroom.scan.keep-runs"),
                            Entry.number("Jobs at the same time", "mailroom.schedule.concurrency"))),
            new Group(
                    "Uploads and requests",
                    List.of(
                            Entry.size("The largest upload, all files together", "mailroom.item.max-upload"),
                            Entry.size("The largest other request", "mailroom.web.body-limit"),
                            Entry.number("Connection tests at the same time", "mailroom.settings.visits"),
                            Entry.number("The same, of one user", "mailroom.settings.visits-per-account"))),
            new Group(
                    "Your collective",
                    List.of(
                            Entry.number("Webhooks", "mailroom.webhook.per-collective"),
                            Entry.number("Mail templates", "mailroom.template.per-collective"))),
            new Group(
                    "Signing in",
                    List.of(
                            Entry.number(
                                    "Wrong passwords before one has to wait", "mailroom.account.failures-per-account"),
                            Entry.time("The longest wait", "mailroom.account.failure-window"),
                            Entry.time("How long a session lasts", "mailroom.account.token-life"),
                            Entry.time("The same, with “Stay logged in”", "mailroom.account.remember-life"),
                            Entry.time("How long an invite is good", "mailroom.account.invite-life"))));

    private final Config config;
    private final Pool pool;
    private final Clock clock;

    Limits(Config config, Pool pool, Clock clock) {
        this.config = config;
        this.pool = pool;
        this.clock = clock;
    }

    /** Something that is configured. */
    record Entry(String text, String property, Class<?> type) {

        static Entry number(String text, String property) {
            return new Entry(text, property, Long.class);
        }

        static Entry size(String text, String property) {
            return new Entry(text, property, MemorySize.class);
        }

        static Entry time(String text, String property) {
            return new Entry(text, property, Duration.class);
        }
    }

    record Group(String title, List<Entry> entries) {}

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
