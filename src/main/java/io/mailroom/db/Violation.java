package io.mailroom.db;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Which constraint of the database a failure broke, however deep Hibernate has wrapped it. */
public final class Violation {

    private Violation() {}

    public static boolean unique(Throwable e) {
        return isState("23505", e);
    }

    public static boolean foreignKey(Throwable e) {
        return isState("23503", e) || isState("23001", e); // 23001: "on delete restrict"
    }

    private static boolean isState(String state, @Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // the reactive client's own exception, or what Hibernate Reactive has made of it
            if (cause instanceof PgException pg && state.equals(pg.getSqlState())
                    || cause instanceof SQLException sql && state.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
