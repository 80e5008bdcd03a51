package io.mailroom.db;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.function.Predicate;
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

    /** Whether it was the one of two transactions that waited for each other which was ended: once more, it comes through. */
    public static boolean deadlock(Throwable e) {
        return isState("40P01", e);
    }

    /** Whether the values were at fault or in the way of others (classes 22, 23 and 40), and not the database. */
    public static boolean ofData(Throwable e) {
        return any(e, state -> state.startsWith("22") || state.startsWith("23") || state.startsWith("40"));
    }

    private static boolean isState(String state, @Nullable Throwable e) {
        return any(e, state::equals);
    }

    private static boolean any(@Nullable Throwable e, Predicate<String> state) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // the reactive client's own exception, or what Hibernate Reactive has made of it
            if (cause instanceof PgException pg && pg.getSqlState() != null && state.test(pg.getSqlState())
                    || cause instanceof SQLException sql
                            && sql.getSQLState() != null
                            && state.test(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
