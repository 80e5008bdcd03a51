package io.mailroom.account;

import io.mailroom.db.AfterRestore;
import io.mailroom.db.Database;
import jakarta.inject.Singleton;

/** Ends the sessions of a backup: some of them were ended since, and nobody knows which. */
@Singleton
class SessionsOfBackup implements AfterRestore {

    @Override
    public String restored(Database.Session session) {
        session.update("update login_session set ended = true where not ended");
        return "Everybody has to log in again; API tokens that were revoked since the backup are good again.";
    }
}
