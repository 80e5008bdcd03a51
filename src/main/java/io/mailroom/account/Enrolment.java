package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The account of somebody who signs in with a foreign token, made at first sight where that is allowed. Bound by issuer and
 * subject: a name that is taken here is nobody's proof of anything.
 *
 * <p>Plain SQL: it runs while a request is let in, before there is a session of Hibernate.
 */
@ApplicationScoped
class Enrolment {

    /** What such people come with, in the audit trail. */
    static final String VIA = "identity provider";

    /** How long it is known who was deleted: no issuer's access tokens are good for longer. */
    static final Duration DEPARTED = Duration.ofDays(30);

    /** The issuer's clock may be ahead of ours by this much. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final Pool pool;
    private final Audit audit;
    private final AccountConfig.Oidc config;
    private final Clock clock;

    Enrolment(Pool pool, Audit audit, AccountConfig config, Clock clock) {
        this.pool = pool;
        this.audit = audit;
        this.config = config.oidc();
        this.clock = clock;
    }

    /** The account's id; fails with a {@link Problem} where the person is not let in. */
    Uni<UUID> account(Person person) {
        return find(person).chain(found -> found.map(row -> known(row, person)).orElseGet(() -> unknown(person)));
    }

    private Uni<Optional<Row>> find(Person person) {
        return pool.preparedQuery("""
                        select a.id, c.name, a.admin
                        from account a join collective c on c.id = a.collective_id
                        where a.oidc_issuer = $1 and a.oidc_subject = $2""")
                .execute(Tuple.of(person.issuer(), person.subject()))
                .map(Enrolment::first);
    }

    private Uni<UUID> known(Row row, Person person) {
        UUID id = row.getUUID(0);
        if (!row.getString(1).equals(person.collective())) {
            return refuse("Your account here belongs to the collective " + row.getString(1)
                    + ", and your identity provider now names another one. Accounts do not move: an admin can delete it,"
                    + " and signing in makes a new one.");
        }
        boolean admin = person.admin().orElse(row.getBoolean(2));
        return admin == row.getBoolean(2)
                ? Uni.createFrom().item(id)
                : pool.preparedQuery("update account set admin = $2, version = version + 1 where id = $1")
                        .execute(Tuple.of(id, admin))
                        .replaceWith(id);
    }

    private Uni<UUID> unknown(Person person) {
        if (!config.signUp()) {
            return refuse("There is no account for you here, and signing in does not make one.");
        }
        return pool.withTransaction(connection -> refuseDeparted(connection, person)
                        .chain(() -> collective(connection, person))
                        .chain(collective -> add(connection, collective, person)))
                .chain(added -> added.map(id -> Uni.createFrom().item(id)).orElseGet(() -> other(person)));
    }

    /** A token that was made before its owner's account was deleted is not to make it again. */
    private static Uni<Void> refuseDeparted(SqlClient connection, Person person) {
        return connection
                .preparedQuery("select 1 from departed_person"
                        + " where oidc_issuer = $1 and oidc_subject = $2 and departed >= $3")
                .execute(Tuple.of(
                        person.issuer(),
                        person.subject(),
                        person.issued().minus(CLOCKS).atOffset(ZoneOffset.UTC)))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : refuse("Your account here was deleted. To get another one, sign in again in a minute."));
    }

    /**
     * Makes the collective that the operator has named, before anybody can take its name.
     *
     * @return false when it is somebody else's already
     */
    Uni<Boolean> reserve(String collective, String issuer) {
        return pool.withTransaction(
                connection -> collective(connection, collective, issuer).map(Optional::isPresent));
    }

    private Uni<UUID> collective(SqlClient connection, Person person) {
        return collective(connection, person.collective(), person.issuer())
                .map(found -> found.orElseThrow(() -> Problem.forbidden("There is a collective named "
                        + person.collective()
                        + " already that was not made by your identity provider. Whoever runs this"
                        + " service can have it renamed, or let you join it (mailroom.account.oidc.collective and"
                        + " join-existing).")));
    }

    /**
     * The issuer's own. One that a user made is not joined by its name, which may have been taken to get at who comes later,
     * unless the operator says so of the one that they have named.
     */
    private Uni<Optional<UUID>> collective(SqlClient connection, String name, String issuer) {
        boolean confirmed = config.joinExisting()
                && config.collective().filter(name::equals).isPresent();
        return connection
                .preparedQuery("insert into collective (id, name, created, oidc_issuer) values ($1, $2, $3, $4)"
                        + " on conflict (name) do nothing")
                .execute(Tuple.of(Ids.next(), name, now(), issuer))
                .chain(() -> connection
                        .preparedQuery("select id from collective where name = $1"
                                + " and ($2 or rtrim(oidc_issuer, '/') = rtrim($3, '/'))")
                        .execute(Tuple.of(name, confirmed, issuer)))
                .map(rows -> first(rows).map(row -> row.getUUID(0)));
    }

    private Uni<Optional<UUID>> add(SqlClient connection, UUID collective, Person person) {
        return connection
                .preparedQuery("""
                        insert into account
                            (id, collective_id, login, email, admin, created, version, oidc_issuer, oidc_subject)
                        values ($1, $2, $3, $4, $5, $6, 0, $7, $8)
                        on conflict do nothing
                        returning id""")
                .execute(Tuple.tuple()
                        .addUUID(Ids.next())
                        .addUUID(collective)
                        .addString(person.login())
                        .addString(person.email())
                        .addBoolean(person.admin().orElse(false))
                        .addOffsetDateTime(now())
                        .addString(person.issuer())
                        .addString(person.subject()))
                .map(rows -> first(rows).map(row -> row.getUUID(0)))
                .call(added -> added.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : audit.record(
                                connection,
                                Entry.done(new Actor(collective, added.get(), person.login(), VIA), Act.SIGN_UP, null)))
                .invoke(added -> added.ifPresent(id -> Log.infof(
                        "Made the account %s/%s for somebody of %s",
                        person.collective(), person.login(), person.issuer())));
    }

    /** Somebody was faster: the same person in another request, or another person of that name. */
    private Uni<UUID> other(Person person) {
        return find(person)
                .map(found -> found.map(row -> row.getUUID(0))
                        .orElseThrow(() -> Problem.forbidden("There is an account " + person.collective() + "/"
                                + person.login() + " already, and it is not bound to you at your identity provider."
                                + " An admin of the collective can delete it, or your name there can be changed.")));
    }

    private static <T> Uni<T> refuse(String detail) {
        return Uni.createFrom().failure(Problem.forbidden(detail));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
