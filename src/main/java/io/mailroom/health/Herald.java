package io.mailroom.health;

import io.mailroom.db.Database.Session;
import io.mailroom.egress.Cause;
import io.mailroom.notice.Notice;
import io.mailroom.notice.Notices;
import io.mailroom.webhook.EventType;
import io.mailroom.webhook.Webhooks;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells of connections: the webhooks of the collective of every change, the owner of those that last. Within the transaction of the change. */
@ApplicationScoped
class Herald {

    private final Notices notices;
    private final Webhooks webhooks;
    private final Clock clock;

    Herald(Notices notices, Webhooks webhooks, Clock clock) {
        this.notices = notices;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** Whose connection it is, and what they call it. */
    private record Owned(
            Connection connection,
            String name,
            UUID account,
            String login,
            UUID collective,
            @Nullable UUID grant,
            @Nullable String grantName) {

        /** {@code connection "work" (IMAP)} */
        String described() {
            return "connection \"" + name + "\" (" + connection.kind() + ")";
        }

        String about() {
            return connection.kind().word() + "/" + connection.id();
        }

        /** What is wrong with a grant is told once, however many connections are made with it. */
        String about(Condition condition) {
            return condition.cause() == Cause.OAUTH_INVALID_GRANT && grant != null ? aboutGrant() : about();
        }

        String aboutGrant() {
            return "oauth/" + grant;
        }

        /** All that may have been told of it. */
        Stream<String> abouts() {
            return grant == null ? Stream.of(about()) : Stream.of(about(), aboutGrant());
        }

        String path(Condition condition) {
            return HealthView.path(connection.kind(), name, grantName, condition.cause());
        }
    }

    void announce(Session session, Connection connection, Condition before, Condition after) {
        owned(session, connection)
                .ifPresent(owned -> webhooks.publish(
                        session, owned.collective(), EventType.CONNECTION_STATE_CHANGED, event(owned, before, after)));
    }

    private static ConnectionEvent event(Owned owned, Condition before, Condition after) {
        var cause = after.cause();
        var told = before.told();
        return new ConnectionEvent(
                owned.connection().kind().word(),
                owned.name(),
                owned.login(),
                after.state().word(),
                (told == null ? State.UNKNOWN : told).word(),
                cause == null ? null : cause.word(),
                after.since().toEpochMilli());
    }

    /** @return whether there is no more to tell of this state */
    boolean notify(Session session, Connection connection, Condition condition) {
        switch (condition.state()) {
            case UNKNOWN -> {
                return false;
            }
            case DEGRADED -> {
                // Found to be so still: what was wrong once, and not tried since, is no news.
                if (clock.instant().isBefore(condition.since().plus(notices.after()))) {
                    return false;
                }
                owned(session, connection).ifPresent(owned -> notices.post(session, trouble(owned, condition)));
            }
            case NEEDS_REAUTH, BLOCKED ->
                owned(session, connection)
                        .filter(owned -> isNews(session, owned, condition))
                        .ifPresent(owned -> notices.post(session, trouble(owned, condition)));
            case OK -> owned(session, connection).ifPresent(owned -> recover(session, owned));
        }
        return true;
    }

    /** What is wrong with a grant may have been told by another of its connections, but not before it was last consented to. */
    private boolean isNews(Session session, Owned owned, Condition condition) {
        var about = owned.about(condition);
        if (about.equals(owned.about())) {
            return true;
        }
        if (notices.wasToldSince(session, about, consented(session, owned))) {
            return false;
        }
        notices.forget(session, about);
        return true;
    }

    private static Instant consented(Session session, Owned owned) {
        return session.query("select consented from connection_grant where id = $1", owned.grant()).stream()
                .map(row -> row.getOffsetDateTime(0).toInstant())
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /** One mail ends all that was told of it. */
    private void recover(Session session, Owned owned) {
        var told =
                owned.abouts().filter(about -> notices.wasTold(session, about)).toList();
        if (!told.isEmpty()) {
            notices.post(session, recovered(owned, told.getFirst()));
            told.stream().skip(1).forEach(about -> notices.forget(session, about));
        }
    }

    private static Notice trouble(Owned owned, Condition condition) {
        var advice = Advice.of(owned.connection().kind(), condition);
        var consequence = switch (condition.state()) {
            case NEEDS_REAUTH -> "It is not used until you have authorised this service again.";
            case BLOCKED ->
                condition.waits()
                        ? "It is not used any more, so that your account is not locked, until its settings change."
                        : "It is tried again once an hour.";
            default -> "It is tried again by itself, less and less often.";
        };
        return new Notice(
                owned.account(),
                owned.about(condition),
                true,
                condition.state().isOver(),
                "Your " + owned.described() + " "
                        + switch (condition.state()) {
                            case NEEDS_REAUTH -> "needs you to authorise it again";
                            case BLOCKED -> "does not work";
                            default -> "is in trouble";
                        },
                "Your " + owned.described() + " has failed"
                        + (condition.failures() > 1 ? " " + condition.failures() + " times in a row." : ".")
                        + reason(condition) + " " + consequence,
                advice,
                owned.path(condition));
    }

    private static String reason(Condition condition) {
        return condition.cause() == null ? "" : " " + Reason.of(condition.cause());
    }

    private static Notice recovered(Owned owned, String about) {
        var what = "Your " + owned.described() + " works again";
        return new Notice(
                owned.account(), about, false, false, what, what + ", and all that waited for it goes on.", null, null);
    }

    private static Optional<Owned> owned(Session session, Connection connection) {
        return session.query("""
                        select name, account_id, login, collective_id, grant_id, grant_name
                        from connection where id = $1 and kind = $2""", connection.id(), connection.kind().word()).stream()
                .map(row -> new Owned(
                        connection,
                        row.getString(0),
                        row.getUUID(1),
                        row.getString(2),
                        row.getUUID(3),
                        row.getUUID(4),
                        row.getString(5)))
                .findFirst();
    }
}
