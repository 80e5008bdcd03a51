package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.OptimisticLockException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Reading and saving settings of either kind; a caller never gets at anybody else's. */
abstract class MailSettings<E extends MailSetting, I extends MailSettingInput<E>> {

    private final PanacheRepositoryBase<E, UUID> rows;
    private final Secrets secrets;
    private final Clock clock;

    MailSettings(PanacheRepositoryBase<E, UUID> rows, Secrets secrets, Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.clock = clock;
    }

    abstract E blank();

    /** Fails where something else holds on to the setting. Within the transaction that deletes it. */
    abstract Uni<Void> refuseWhenUsed(E setting);

    @WithSession
    <V> Uni<List<V>> list(Caller caller, String part, Function<E, V> view) {
        return rows.list(
                        "accountId = ?1 and locate(lower(?2), lower(name)) > 0 order by name", caller.accountId(), part)
                .map(found -> found.stream().map(view).toList());
    }

    @WithSession
    <V> Uni<V> get(Caller caller, String name, Function<E, V> view) {
        return named(caller, name).map(view);
    }

    /** Answers the version. */
    @WithTransaction
    Uni<Long> add(Caller caller, I input) {
        E setting = blank();
        setting.id = Ids.next();
        setting.accountId = caller.accountId();
        setting.created = clock.instant();
        apply(input, setting);
        return rows.persistAndFlush(setting)
                .onFailure(Violation::unique)
                .transform(e -> taken(input.name()))
                .map(stored -> stored.version);
    }

    /** Answers the new version. */
    @WithTransaction
    Uni<Long> replace(Caller caller, String name, I input, Expected expected) {
        return named(caller, name)
                .invoke(setting -> refuseWhenStale(setting, expected))
                .invoke(setting -> apply(input, setting))
                .call(() -> flush(input.name()))
                .map(setting -> setting.version);
    }

    @WithTransaction
    Uni<Void> remove(Caller caller, String name, Expected expected) {
        return named(caller, name)
                .invoke(setting -> refuseWhenStale(setting, expected))
                .call(this::refuseWhenUsed)
                .chain(this::delete);
    }

    private Uni<E> named(Caller caller, String name) {
        return rows.find("accountId = ?1 and name = ?2", caller.accountId(), name)
                .singleResult()
                .onFailure(jakarta.persistence.NoResultException.class)
                .transform(e -> unknown(name));
    }

    private void apply(I input, E setting) {
        boolean ignored = setting.ignoreCertificates;
        input.applyTo(setting);
        setting.updated = clock.instant();
        if (setting.ignoreCertificates && !ignored) {
            Log.warnf("Account %s has CERTIFICATES IGNORED from now on: setting %s", setting.accountId, setting.name);
        }
        String password = input.password();
        if (password != null) {
            setting.password = password.isEmpty() ? null : secrets.seal(password, setting.passwordBinding());
        }
    }

    private Uni<Void> flush(String name) {
        return rows.flush()
                .onFailure(Violation::unique)
                .transform(e -> taken(name))
                .onFailure(MailSettings::isRace)
                .transform(e -> Problem.stale());
    }

    /** Not by its version: who names none wins, also over a change at the same moment. */
    private Uni<Void> delete(E setting) {
        return rows.delete("id", setting.id)
                .onFailure(Violation::foreignKey)
                .transform(e -> Problem.conflict("These mail settings came into use at this moment."))
                .replaceWithVoid();
    }

    private static void refuseWhenStale(MailSetting setting, Expected expected) {
        if (!expected.isMetBy(setting.version)) {
            throw Problem.stale(setting.version);
        }
    }

    private static boolean isRace(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException || cause instanceof org.hibernate.StaleStateException) {
                return true;
            }
        }
        return false;
    }

    private static Problem unknown(String name) {
        return Problem.notFound("You have no mail settings named " + name + ".");
    }

    private static Problem taken(String name) {
        return Problem.conflict("You have mail settings named " + name + " already. Choose another name.");
    }
}
