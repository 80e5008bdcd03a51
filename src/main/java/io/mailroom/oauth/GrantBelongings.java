package io.mailroom.oauth;

import io.mailroom.account.Belongings;
import io.mailroom.account.Leaver;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Grants, whose providers were {@linkplain LeavingGrants told} before. */
@ApplicationScoped
class GrantBelongings implements Belongings {

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        int grants = tx.update(
                "delete from oauth_grant where account_id in (" + Leaver.ACCOUNTS + ")",
                leaver.collective(),
                leaver.account());
        return new Step(Map.of("grants", grants), false);
    }
}
