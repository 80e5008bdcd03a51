package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All accounts of an installation, for operators who move it. Blocking where it does not answer a Uni. */
@ApplicationScoped
public class Registry {

    private static final UUID NO_SESSION = new UUID(0, 0);

    /** An account that is here. */
    public record Listed(Caller caller, AccountFacts facts) {}

    private final Database database;
    private final Accounts accounts;
    private final Audit audit;
    private final Clock clock;

    Registry(Database database, Accounts accounts, Audit audit, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /** Collective by collective, their admins first. @param last the one to go on behind; null from the beginning */
    public List<Listed> after(@Nullable Listed last, int most) {
        return database
                .query(
                        """
                        select a.id, a.collective_id, a.login, a.admin, a.email, a.password_hash, a.oidc_issuer,
                            a.oidc_subject, c.name as collective, c.oidc_issuer as collective_issuer
                        from account a join collective c on c.id = a.collective_id
                        where (a.collective_id, not a.admin, a.login) > ($1, $2, $3)
                        order by a.collective_id, not a.admin, a.login limit $4""",
                        last == null ? NO_SESSION : last.caller().collectiveId(),
                        last != null && !last.caller().admin(),
                        last == null ? "" : last.caller().login(),
                        most)
                .stream()
                .map(Registry::listed)
                .toList();
    }

    private static Listed listed(Row row) {
        return new Listed(
                new Caller(
                        row.getUUID("id"),
                        row.getUUID("collective_id"),
                        row.getString("collective"),
                        row.getString("login"),
                        row.getBoolean("admin"),
                        NO_SESSION,
                        null),
                new AccountFacts(
                        row.getString("email"),
                        row.getBoolean("admin"),
                        row.getString("oidc_issuer"),
                        row.getString("oidc_subject"),
                        row.getString("collective_issuer"),
                        row.getString("password_hash")));
    }

    /** The one of that name, if there is one. */
    public Optional<Caller> find(String collective, String login) {
        return database.query("""
                        select a.id, a.collective_id, a.admin from account a join collective c on c.id = a.collective_id
                        where c.name = $1 and a.login = $2""", collective, login).stream()
                .map(row -> new Caller(
                        row.getUUID("id"),
                        row.getUUID("collective_id"),
                        collective,
                        login,
                        row.getBoolean("admin"),
                        NO_SESSION,
                        null))
                .findFirst();
    }

    /**
     * Makes it, in the collective of that name or a new one. Within the caller's transaction.
     *
     * @param by who has it made, by name
     */
    public Uni<Caller> make(String collective, String login, AccountFacts facts, String by) {
        UUID id = Ids.next();
        return collective(collective, facts)
                .chain(found -> accounts.insert(
                                id, found, login, facts, clock.instant().atOffset(ZoneOffset.UTC))
                        .onFailure(Violation::unique)
                        .transform(e -> Problem.conflict("Somebody else here signs in as the same person."))
                        .chain(() ->
                                audit.record(Entry.done(new Actor(found, null, by, "operator"), Act.USER_MADE, login)))
                        .replaceWith(() -> new Caller(id, found, collective, login, facts.admin(), NO_SESSION, null)));
    }

    private Uni<UUID> collective(String name, AccountFacts facts) {
        return Panache.getSession()
                .chain(session -> session.createQuery("from Collective where name = ?1", Collective.class)
                        .setParameter(1, name)
                        .getSingleResultOrNull())
                .chain(found -> found != null
                        ? Uni.createFrom().item(found)
                        : accounts.addCollective(name).invoke(made -> made.oidcIssuer = facts.collectiveIssuer()))
                .map(found -> found.id);
    }
}
