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
     * Which of them.
     *
     * @param sender a login; null for everybody's
     * @param recipient part of an address or name, in any case; null for all
     * @param from since the epoch in milliseconds, inclusive
     * @param to exclusive
     */
    record Filter(@Nullable String sender, @Nullable String recipient, long from, long to) {}

    /**
     * Newest first.
     *
     * @throws Problem 403 unless the caller is an admin
     */
    Uni<List<AuditView>> entries(Caller caller, Filter filter, Page page) {
        if (!caller.admin()) {
            throw Problem.forbidden("Only admins of a collective see what its users have sent.");
        }
        return mails.rows(
                        """
                        select * from sent_mail m where collective_id = $1 and ($2::text is null or sender = $2)
                        and created >= to_timestamp($3::float8 / 1000) and created < to_timestamp($4::float8 / 1000)
                        and ($5::uuid is null or id < $5)
                        and ($7::text is null or exists (select from sent_mail_recipient r
                            where r.mail_id = m.id and strpos(lower(r.address), lower($7)) > 0))
                        order by id desc limit $6""",
                        Tuple.tuple()
                                .addUUID(caller.collectiveId())
                                .addString(filter.sender())
                                .addDouble((double) filter.from())
                                .addDouble((double) filter.to())
                                .addUUID(page.before())
                                .addInteger(page.limit())
                                .addString(filter.recipient()))
                .map(rows -> rows.stream().map(SentMailRows::audit).toList());
    }
}
