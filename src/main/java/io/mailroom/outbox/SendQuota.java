package io.mailroom.outbox;

import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.mailroom.web.Problem;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** How many recipients an account and a collective may send to in a day (UTC). Blocking. */
@ApplicationScoped
class SendQuota {

    private static final int KEPT_DAYS = 7;

    private final SendConfig config;
    private final Clock clock;

    SendQuota(SendConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Counts them in the transaction that accepts the mails.
     *
     * @throws Problem 429 when that is too many; with the mails nothing is counted either
     */
    void take(Database.Session session, List<NewMail> mails) {
        var asked = new TreeMap<UUID, Integer>(); // in one order, so that two transactions cannot wait for each other
        var collectives = new HashSet<UUID>();
        for (var mail : mails) {
            var sender = mail.sender();
            asked.merge(sender.accountId(), mail.recipients().size(), Integer::sum);
            asked.merge(sender.collectiveId(), mail.recipients().size(), Integer::sum);
            collectives.add(sender.collectiveId());
        }
        for (var row : counted(session, asked)) {
            boolean all = collectives.contains(row.getUUID(0));
            int most = all ? config.perCollectiveDay() : config.perUserDay();
            if (row.getInteger(1) > most) {
                throw Problem.tooMany(
                        (all ? "Your collective" : "You") + " may send to " + most
                                + " recipients in a day. Nothing was sent; go on after midnight UTC, or ask the operator to"
                                + " raise mailroom.send." + (all ? "per-collective-day." : "per-user-day."),
                        untilMidnight());
            }
        }
    }

    private List<Row> counted(Database.Session session, Map<UUID, Integer> asked) {
        var rows = new Columns<>(List.copyOf(asked.entrySet()));
        return session.query(
                """
                insert into send_quota as q (owner, day, recipients)
                select owner, $3, recipients from unnest($1::uuid[], $2::integer[]) as new (owner, recipients) order by owner
                on conflict (owner, day) do update set recipients = q.recipients + excluded.recipients
                returning owner, recipients""", rows.of(Map.Entry::getKey, UUID[]::new), rows.of(Map.Entry::getValue, Integer[]::new), today());
    }

    /** Days that nobody asks for any more. */
    void forget(Database.Session session) {
        session.update("delete from send_quota where day < $1", today().minusDays(KEPT_DAYS));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Duration untilMidnight() {
        var now = clock.instant();
        return Duration.between(
                now,
                OffsetDateTime.ofInstant(now, ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.DAYS)
                        .plusDays(1));
    }
}
