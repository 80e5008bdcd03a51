package io.mailroom.db;

import java.io.IOException;

/** A plain start brings its own database. */
public final class EmbeddedDatabaseStart implements BeforeStart {

    @Override
    public void run() throws IOException {
        EmbeddedDatabase.startIfNoUrlConfigured();
    }
}
