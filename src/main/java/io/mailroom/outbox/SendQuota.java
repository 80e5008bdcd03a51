package io.mailroom.outbox;

import io.mailroom.account.Caller;
import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.mailroom.web.Problem;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How many recipients an account and a collective may send to in a day (UTC). Blocking. */
@ApplicationScoped
public class SendQuota {

    private static final int KEPT_DAYS = 7;

    /** Somebody who has nothing left asks again and again; that is not to undo the transactions of others each time. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final SendConfig config;
    private final Clock clock;
    private final Map<UUID, Rest> rests = new ConcurrentHashMap<>();

    SendQuota(SendConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** How many recipients somebody had left when he asked for more: it does not become more on the same day. */
    private record Rest(LocalDate day, Instant until, int recipients) {}

    /**
     * Without a look into the database.
     *
     * @throws Problem 429 when it is known from a moment ago that this is too many
     */
    public void check(Caller sender, int recipients) {
        if (!rests.isEmpty()) {
            check(sender.collectiveId(), true, recipients);
            check(sender.accountId(), false, recipients);
        }
    }

    private void check(UUID owner, boolean all, int recipients) {
        var rest = rests.get(owner);
        if (rest != null
                && recipients > rest.recipients()
                && rest.day().equals(today())
                && clock.instant().isBefore(rest.until())) {
            throw exceeded(all);
        }
    }

    private void remember(UUID owner, int recipients) {
        var now = clock.instant();
        rests.values().removeIf(rest -> !now.isBefore(rest.until()));
        rests.put(owner, new Rest(today(), now.plus(REMEMBERED), recipients));
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
                var before = row.getInteger(1) - asked.getOrDefault(row.getUUID(0), 0);
                remember(row.getUUID(0), Math.max(0, most - before));
                throw exceeded(all);
            }
        }
    }

    private Problem exceeded(boolean all) {
        int most = all ? config.perCollectiveDay() : config.perUserDay();
        return Problem.tooMany(
                (all ? "Your collective" : "You") + " may send to " + most
                        + " recipients in a day. Nothing was sent; go on after midnight UTC, or ask the operator to"
                        + " raise mailroom.send." + (all ? "per-collective-day." : "per-user-day."),
                untilMidnight());
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
