package io.mailroom.db;

/** What has to be set right in a database that was restored from a backup, before anything works with it. */
public interface AfterRestore {

    /**
     * Within one transaction with all others.
     *
     * @return what was done, for the log
     */
    String restored(Database.Session session);
}
