package io.mailroom.outbox;

import io.mailroom.account.BeforeRemoval;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Closes what this replica has open for somebody who leaves; the others close it when it has been idle for a while. */
@ApplicationScoped
class WarmConnections implements BeforeRemoval {

    private final Submission submission;
    private final Database database;

    WarmConnections(Submission submission, Database database) {
        this.submission = submission;
        this.database = database;
    }

    @Override
    public void beforeRemoval(UUID account, UUID collective) {
        database.query("select id from connection where account_id = $1 and kind = 'smtp'", account)
                .forEach(row -> submission.forget(row.getUUID(0)));
    }
}
