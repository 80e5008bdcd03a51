package io.mailroom.account;

import io.mailroom.db.Ids;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of users, collectives and invites. Within the caller's session or transaction. */
@ApplicationScoped
class Accounts implements PanacheRepositoryBase<Account, UUID> {

    private final Clock clock;

    Accounts(Clock clock) {
        this.clock = clock;
    }

    Uni<Optional<Account>> named(AccountName name) {
        return find(
                        "select a from Account a, Collective c where a.collectiveId = c.id and c.name = ?1 and a.login = ?2",
                        name.collective(),
                        name.login())
                .firstResult()
                .map(Optional::ofNullable);
    }

    Uni<Optional<Account>> of(UUID collective, String login) {
        return find("collectiveId = ?1 and login = ?2", collective, login)
                .firstResult()
                .map(Optional::ofNullable);
    }

    Uni<List<Account>> all(UUID collective) {
        return list("collectiveId = ?1 and leaving is null order by login", collective);
    }

    /** One that the people of an issuer join. */
    Uni<Optional<Collective>> foreignCollective(String name) {
        return Panache.getSession()
                .chain(session -> session.createQuery(
                                "from Collective where name = ?1 and oidcIssuer is not null", Collective.class)
                        .setParameter(1, name)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** Fails with a unique violation where the name is taken. */
    Uni<Collective> addCollective(String name) {
        var collective = new Collective();
        collective.id = Ids.next();
        collective.name = name;
        collective.created = clock.instant();
        return Panache.getSession()
                .chain(session -> session.persist(collective).call(session::flush))
                .replaceWith(collective);
    }

    /** Fails with a unique violation where the login is taken. */
    Uni<Account> add(UUID collective, String login, String passwordHash, @Nullable String email, boolean admin) {
        var account = new Account();
        account.id = Ids.next();
        account.collectiveId = collective;
        account.login = login;
        account.passwordHash = passwordHash;
        account.email = email;
        account.admin = admin;
        account.created = clock.instant();
        return persistAndFlush(account);
    }

    /** As it was elsewhere. Fails with a unique violation where the login or the person is taken. */
    Uni<Void> insert(UUID id, UUID collective, String login, AccountFacts facts, OffsetDateTime now) {
        return execute(
                "insert into account (id, collective_id, login, password_hash, email, admin, oidc_issuer, oidc_subject,"
                        + " created, version)"
                        + " values (?1, ?2, ?3, cast(?4 as text), cast(?5 as text), ?6, cast(?7 as text), cast(?8 as text), ?9, 0)",
                id,
                collective,
                login,
                facts.passwordHash(),
                facts.email(),
                facts.admin(),
                facts.issuer(),
                facts.subject(),
                now);
    }

    Uni<Void> addInvite(String key, UUID collective, OffsetDateTime expires) {
        return execute(
                "insert into invite (key, collective_id, created, expires) values (?1, ?2, ?3, ?4)",
                key,
                collective,
                clock.instant().atOffset(ZoneOffset.UTC),
                expires);
    }

    /** The collective that the invite leads to; the invite is used up by this. */
    Uni<Optional<UUID>> takeInvite(String key) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "delete from invite where key = ?1 and expires > ?2 returning collective_id",
                                UUID.class)
                        .setParameter(1, key)
                        .setParameter(2, clock.instant().atOffset(ZoneOffset.UTC))
                        .getResultList())
                .map(found -> found.stream().findFirst());
    }

    private static Uni<Void> execute(String sql, @Nullable Object... values) {
        return Panache.getSession()
                .chain(session -> {
                    var query = session.createNativeQuery(sql);
                    for (int i = 0; i < values.length; i++) {
                        query.setParameter(i + 1, values[i]);
                    }
                    return query.executeUpdate();
                })
                .replaceWithVoid();
    }
}
