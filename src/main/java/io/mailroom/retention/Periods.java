package io.mailroom.retention;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Database;
import io.mailroom.web.Problem;
import io.quarkus.arc.All;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How long collectives keep what. Blocking. */
@ApplicationScoped
class Periods {

    /** A century. */
    static final int LONGEST = 36_500;

    /**
     * What holds for a kind.
     *
     * @param days null: for ever
     * @param own whether the collective said so; otherwise the operator
     */
    record Period(
            Kind kind,
            @Nullable Integer days,
            boolean own,
            int least,
            @Nullable Integer most) {}

    /** @param days null: for ever; ignored with {@code standard}: as the operator says */
    record Choice(Kind kind, @Nullable Integer days, boolean standard) {

        String words() {
            return kind.word() + ": " + (standard ? "as the operator says" : days == null ? "for ever" : days + " d");
        }
    }

    /**
     * What is to go.
     *
     * @param more whether it is that much or more
     */
    record Going(Kind kind, @Nullable Integer days, long count, boolean more) {}

    private final Database database;
    private final RetentionConfig config;
    private final Map<Kind, Kept> kept = new EnumMap<>(Kind.class);
    private final Audit audit;
    private final Clock clock;

    Periods(Database database, RetentionConfig config, @All List<Kept> kept, Audit audit, Clock clock) {
        this.database = database;
        this.config = config;
        kept.forEach(each -> this.kept.put(each.kind(), each));
        this.audit = audit;
        this.clock = clock;
    }

    List<Period> of(UUID collective) {
        var own = own(collective);
        return Arrays.stream(Kind.values())
                .map(kind -> period(kind, own.containsKey(kind), Optional.ofNullable(own.get(kind))))
                .toList();
    }

    private Map<Kind, @Nullable Integer> own(UUID collective) {
        var own = new EnumMap<Kind, @Nullable Integer>(Kind.class);
        for (Row row : database.query("select kind, days from retention_period where collective_id = $1", collective)) {
            kind(row.getString(0)).ifPresent(kind -> own.put(kind, row.getInteger(1)));
        }
        return own;
    }

    private static Optional<Kind> kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst();
    }

    private Period period(Kind kind, boolean own, Optional<Integer> days) {
        var bounds = Bounds.of(config, kind);
        return new Period(
                kind,
                time(bounds, own, days).map(Bounds::days).orElse(null),
                own,
                bounds.leastDays(),
                bounds.most().map(Bounds::days).orElse(null));
    }

    private static Optional<Duration> time(Bounds bounds, boolean own, Optional<Integer> days) {
        return bounds.within(own ? days.map(Duration::ofDays) : bounds.keep());
    }

    /** Before when each kind goes; what is not named stays. */
    Map<Kind, Instant> before(UUID collective) {
        var own = own(collective);
        var before = new EnumMap<Kind, Instant>(Kind.class);
        for (var kind : Kind.values()) {
            before(time(Bounds.of(config, kind), own.containsKey(kind), Optional.ofNullable(own.get(kind))))
                    .ifPresent(instant -> before.put(kind, instant));
        }
        return before;
    }

    private Optional<Instant> before(Optional<Duration> time) {
        return time.map(age -> clock.instant().minus(age));
    }

    void put(Caller admin, List<Choice> choices) {
        check(choices);
        database.inTransaction(tx -> {
            put(tx, admin.collectiveId(), choices);
            audit.record(
                    tx,
                    Entry.done(admin.actor(), Act.RETENTION_CHANGED, null)
                            .with(choices.stream().map(Choice::words).collect(Collectors.joining(", "))));
        });
    }

    private void put(Database.Session tx, UUID collective, List<Choice> choices) {
        choices.forEach(choice -> {
            if (choice.standard()) {
                tx.update(
                        "delete from retention_period where collective_id = $1 and kind = $2",
                        collective,
                        choice.kind().word());
            } else {
                tx.update(
                        """
                        insert into retention_period (collective_id, kind, days, changed) values ($1, $2, $3, $4)
                        on conflict (collective_id, kind) do update set days = excluded.days, changed = excluded.changed""",
                        collective,
                        choice.kind().word(),
                        choice.days(),
                        clock.instant().atOffset(ZoneOffset.UTC));
            }
        });
    }

    /** What would go at once with these; without those that are not named. */
    List<Going> preview(UUID collective, List<Choice> choices) {
        check(choices);
        return choices.stream()
                .map(choice -> going(
                        collective,
                        period(choice.kind(), !choice.standard(), Optional.ofNullable(choice.days())),
                        time(Bounds.of(config, choice.kind()), !choice.standard(), Optional.ofNullable(choice.days()))))
                .toList();
    }

    private Going going(UUID collective, Period period, Optional<Duration> time) {
        var store = kept.get(period.kind());
        long count = store == null
                ? 0
                : before(time).map(instant -> store.count(collective, instant)).orElse(0L);
        return new Going(period.kind(), period.days(), count, count >= Kept.MOST_COUNTED);
    }

    private void check(List<Choice> choices) {
        for (var choice : choices) {
            if (!choice.standard()) {
                check(choice.kind(), choice.days());
            }
        }
    }

    private void check(Kind kind, @Nullable Integer days) {
        var bounds = Bounds.of(config, kind);
        int most = bounds.most().map(Bounds::days).orElse(LONGEST);
        if (days == null ? bounds.most().isPresent() : days < bounds.leastDays() || days > most) {
            throw Problem.invalid(
                    kind.word(),
                    "must be %s%d to %d days"
                            .formatted(
                                    bounds.most().isPresent() ? "" : "empty (for ever) or ", bounds.leastDays(), most));
        }
    }
}
