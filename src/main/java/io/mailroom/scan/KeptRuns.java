package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.retention.Kept;
import io.mailroom.retention.Kind;
import io.mailroom.retention.Pace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Runs, by when they began. The one that is under way stays. */
@ApplicationScoped
class KeptRuns implements Kept {

    private static final String OLD = """
             from account a join scan_task t on t.account_id = a.id join scan_run r on r.task_id = t.id
            where a.collective_id = $1 and r.started < $2 and r.state <> 'running' limit $3""";

    private final Database database;

    KeptRuns(Database database) {
        this.database = database;
    }

    @Override
    public Kind kind() {
        return Kind.RUNS;
    }

    @Override
    public long count(UUID collective, Instant before) {
        return database.query(
                        "select count(*) from (select" + OLD + ") as old",
                        collective,
                        before.atOffset(ZoneOffset.UTC),
                        MOST_COUNTED)
                .getFirst()
                .getLong(0);
    }

    @Override
    public long remove(UUID collective, Instant before, Pace pace) {
        return pace.each(() -> database.update(
                "delete from scan_run where id = any(array(select r.id" + OLD + "))",
                collective,
                before.atOffset(ZoneOffset.UTC),
                Pace.BATCH));
    }
}
