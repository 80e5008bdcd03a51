package io.mailroom.notice;

import io.mailroom.db.Database.Session;
import io.mailroom.db.Ids;
import io.mailroom.schedule.Jobs;
import io.quarkus.logging.Log;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The outbox: a notice is committed with what it tells of, and sent afterwards. Blocking. */
@ApplicationScoped
public class Notices {

    private static final Duration DAY = Duration.ofDays(1);

    /** So many times as many a day. */
    private static final int URGENT = 10;

    private final Sender sender;
    private final NoticeConfig config;
    private final Jobs jobs;
    private final Clock clock;

    Notices(Sender sender, NoticeConfig config, Jobs jobs, Clock clock) {
        this.sender = sender;
        this.config = config;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** How long trouble that may pass must have lasted before it is worth a notice. */
    public Duration after() {
        return config.after();
    }

    /**
     * Does nothing where no mail can be sent, the account wants none or had enough for today: of lasting trouble later than of
     * anything else, unless it heard just that today. Call {@link Jobs#wake()} after the commit.
     */
    public void post(Session session, Notice notice) {
        if (!sender.isConfigured()) {
            return;
        }
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        drop(session, notice.about());
        int posted = session.update(
                """
                insert into notice (id, account_id, about, trouble, subject, text, advice, link, created, next_try)
                select $1::uuid, a.id, $3::text, $4::boolean, $5::text, $6::text, $7::text, $8::text, $9::timestamptz,
                    $9::timestamptz
                from account a
                where a.id = $2 and a.notify and coalesce(a.notify_address, a.email) is not null
                and (select count(*) from notice n where n.account_id = $2 and n.created > $10) < $11""",
                Ids.next(),
                notice.account(),
                notice.about(),
                notice.trouble(),
                notice.subject(),
                notice.text(),
                notice.advice(),
                notice.link(),
                now,
                now.minus(DAY),
                enough(session, notice));
        if (posted > 0) {
            jobs.runBy(session, NoticeJob.NAME, NoticeJob.INSTANCE, clock.instant());
        } else {
            Log.debugf("No notice to account %s: it wants none, has no address, or had enough today", notice.account());
        }
    }

    /** Whoever has so many connections in trouble is not to miss the one that waits for them; nor can anybody be flooded. */
    private long enough(Session session, Notice notice) {
        boolean urgent = notice.lasting()
                && lastTold(session, notice.about(), clock.instant().minus(DAY))
                        .filter(told -> told.getString("subject").equals(notice.subject()))
                        .isEmpty();
        return urgent ? (long) config.perDay() * URGENT : config.perDay();
    }

    /** Whether the last that its owner heard of this was trouble; what is still to be sent is dropped. */
    public boolean wasTold(Session session, String about) {
        return wasToldSince(session, about, Instant.EPOCH);
    }

    /**
     * The same of what was told since then. Whoever asks about the same at that moment waits for the end of this transaction,
     * so that it is told once.
     */
    public boolean wasToldSince(Session session, String about, Instant since) {
        session.query("select 1 from pg_advisory_xact_lock(hashtextextended($1, 0))", "notice/" + about);
        drop(session, about);
        return lastTold(session, about, since)
                .map(told -> told.getBoolean("trouble"))
                .orElse(false);
    }

    private static Optional<Row> lastTold(Session session, String about, Instant since) {
        return session.query("""
                        select trouble, subject from notice where about = $1 and created >= $2 and attempts > 0
                        and (sent is not null or next_try is not null) order by created desc limit 1""", about, since.atOffset(ZoneOffset.UTC)).stream()
                .findFirst();
    }

    /** What its owner heard of this is over, and was told otherwise or is no news. */
    public void forget(Session session, String about) {
        session.update("delete from notice where about = $1", about);
    }

    /** What nobody has begun to send tells nothing new any more. */
    private static void drop(Session session, String about) {
        session.update("delete from notice where about = $1 and attempts = 0 and next_try is not null", about);
    }
}
