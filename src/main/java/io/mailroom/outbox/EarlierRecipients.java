package io.mailroom.outbox;

import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Whom a user has written to. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class EarlierRecipients {

    private static final int NEWEST = 500;

    /** Of all these mails: one can have very many. */
    private static final int MOST_LOOKED_AT = 5_000;

    private final Database database;

    EarlierRecipients(Database database) {
        this.database = database;
    }

    /** Addresses of the newest mails, last ones first, with their display names. */
    public List<String> of(UUID account, int most) {
        return database.query("""
                        select address from (
                            select r.address, row_number() over (order by m.id desc, r.position) as age from (
                                select id from sent_mail where account_id = $1 and deleted is null
                                order by id desc limit $3) m
                            join sent_mail_recipient r on r.mail_id = m.id order by age limit $4) newest
                        group by address order by min(age) limit $2""", account, most, NEWEST, MOST_LOOKED_AT).stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
