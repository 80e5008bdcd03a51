package io.mailroom.outbox;

import io.mailroom.account.Caller;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the users of a collective have sent, also after they have deleted it; for its admins. */
@ApplicationScoped
class Audit {

    private final SentMails mails;

    Audit(SentMails mails) {
        this.mails = mails;
    }

    /**
     * Newest first.
     *
     * @param sender a login; null for everybody's
     * @param from since the epoch in milliseconds, inclusive
     * @param to exclusive
     * @throws Problem 403 unless the caller is an admin
     */
    Uni<List<AuditView>> entries(Caller caller, @Nullable String sender, long from, long to, Page page) {
        if (!caller.admin()) {
            throw Problem.forbidden("Only admins of a collective see what its users have sent.");
        }
        return mails.rows(
                        """
                        select * from sent_mail where collective_id = $1 and ($2::text is null or sender = $2)
                        and created >= to_timestamp($3::float8 / 1000) and created < to_timestamp($4::float8 / 1000)
                        and ($5::uuid is null or id < $5) order by id desc limit $6""",
                        Tuple.tuple()
                                .addUUID(caller.collectiveId())
                                .addString(sender)
                                .addDouble((double) from)
                                .addDouble((double) to)
                                .addUUID(page.before())
                                .addInteger(page.limit()))
                .map(rows -> rows.stream().map(SentMailRows::audit).toList());
    }
}
