package io.mailroom.item;

import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Whom the mails of a collective were from and to. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class Correspondents {

    /** Who wrote before these is typed in full: nobody waits while a whole archive is gone through. */
    private static final int NEWEST = 2_000;

    private final Database database;

    Correspondents(Database database) {
        this.database = database;
    }

    /**
     * The headers of the newest mails that have {@code text} in them, each a list of addresses.
     *
     * @param most mails
     */
    public List<String> naming(UUID collective, String text, int most) {
        return database
                .query("""
                        select mail_from, mail_to, mail_cc from (
                            select searched, mail_from, mail_to, mail_cc from item where collective_id = $1
                            order by created desc, id desc limit $4) newest
                        where mail_from is not null and strpos(searched, $2) > 0 limit $3""", collective, StoredText.of(text, StoredText.NAME).toLowerCase(Locale.ROOT), most, NEWEST)
                .stream()
                .flatMap(row -> Stream.of(row.getString(0), row.getString(1), row.getString(2)))
                .filter(Objects::nonNull)
                .toList();
    }
}
