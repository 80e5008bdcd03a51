package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.HealthView;
import io.mailroom.health.Healths;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Expected;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.OptimisticLockException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reading and saving settings of either kind; a caller never gets at anybody else's. */
abstract class MailSettings<E extends MailSetting, I extends MailSettingInput<E>> {

    /** Shows a setting, with the name of its grant if it has one, and how its connection is doing. */
    interface View<E, V> {
        V of(E setting, @Nullable String grant, HealthView health);
    }

    /** How connections are doing, and who is told that their settings changed. */
    record Health(Healths healths, Connections connections) {}

    /** What is kept safe, and what is kept track of. */
    record Safety(Secrets secrets, Audit audit) {}

    private final PanacheRepositoryBase<E, UUID> rows;
    private final Grants grants;
    private final Secrets secrets;
    private final Audit audit;
    private final Health health;
    private final Clock clock;

    MailSettings(PanacheRepositoryBase<E, UUID> rows, Grants grants, Safety safety, Health health, Clock clock) {
        this.rows = rows;
        this.grants = grants;
        this.secrets = safety.secrets();
        this.audit = safety.audit();
        this.health = health;
        this.clock = clock;
    }

    abstract E blank();

    /** Fails where something else holds on to the setting. Within the transaction that deletes it. */
    abstract Uni<Void> refuseWhenUsed(E setting);

    abstract Connection connection(E setting);

    /** Finds what else the input names and the setting refers to. Within the transaction that saves it. */
    Uni<Void> link(Caller caller, I input, E setting) {
        return Uni.createFrom().voidItem();
    }

    <V> Uni<List<V>> list(Caller caller, String part, View<E, V> view) {
        return shown(
                caller,
                () -> rows.list(
                        "accountId = ?1 and locate(lower(?2), lower(name)) > 0 order by name",
                        caller.accountId(),
                        part),
                view);
    }

    <V> Uni<V> get(Caller caller, String name, View<E, V> view) {
        return shown(caller, () -> named(caller, name).map(List::of), view).map(List::getFirst);
    }

    /** Settings, and the names of their owner's grants. */
    private record Found<E>(List<E> settings, Map<UUID, String> grants) {}

    /**
     * One database connection after the other: where everybody holds one and waits for a second out of the same pool, all
     * wait for ever.
     */
    private <V> Uni<List<V>> shown(Caller caller, Supplier<Uni<List<E>>> find, View<E, V> view) {
        return Panache.withSession(() ->
                        find.get().chain(settings -> grantNames(caller).map(names -> new Found<>(settings, names))))
                .chain(found -> health.healths()
                        .of(caller.accountId())
                        .map(known -> found.settings().stream()
                                .map(setting -> view.of(
                                        setting,
                                        found.grants().get(setting.oauthGrantId),
                                        known.getOrDefault(setting.id, HealthView.UNKNOWN)))
                                .toList()));
    }

    /** A map that knows no name for null, either. */
    private Uni<Map<UUID, String>> grantNames(Caller caller) {
        return grants.all(caller.accountId()).map(all -> {
            var names = new HashMap<UUID, String>();
            all.forEach(grant -> names.put(grant.id(), grant.name()));
            return names;
        });
    }

    /** Answers the version. */
    @WithTransaction
    Uni<Long> add(Caller caller, I input) {
        E setting = blank();
        setting.id = Ids.next();
        setting.accountId = caller.accountId();
        setting.created = clock.instant();
        return grant(caller, input)
                .invoke(grant -> apply(input, grant, setting))
                .call(() -> link(caller, input, setting))
                .chain(() -> rows.persistAndFlush(setting))
                .onFailure(Violation::unique)
                .transform(e -> taken(input.name()))
                .call(stored -> recordMade(caller, stored))
                .invoke(stored -> tellOfIgnored(stored, false))
                .map(stored -> stored.version);
    }

    /** Answers the new version. Whatever was wrong with the connection is tried again at once. */
    Uni<Long> replace(Caller caller, String name, I input, Expected expected) {
        return again(() -> replaced(caller, name, input, expected));
    }

    /** What waits for a connection is written to in the same transaction, also by those who just use it. */
    private static <T> Uni<T> again(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> Panache.withTransaction(work))
                .onFailure(Violation::deadlock)
                .retry()
                .atMost(1);
    }

    private Uni<Long> replaced(Caller caller, String name, I input, Expected expected) {
        return named(caller, name)
                .invoke(setting -> refuseWhenStale(setting, expected))
                .chain(setting -> {
                    boolean ignored = setting.ignoreCertificates;
                    var before = SettingChange.before(setting);
                    return grant(caller, input)
                            .invoke(grant -> apply(input, grant, setting))
                            .call(() -> link(caller, input, setting))
                            .chain(() -> flush(input.name()))
                            .call(() -> health.connections().changed(connection(setting)))
                            .call(() -> recordChanged(caller, name, setting, before))
                            .invoke(() -> tellOfIgnored(setting, ignored))
                            .replaceWith(() -> setting.version);
                });
    }

    private Uni<Void> recordMade(Caller caller, E setting) {
        return audit.record(Entry.done(caller.actor(), Act.SETTING_MADE, setting.name)
                        .with(connection(setting).kind().name() + ", " + setting.host))
                .chain(() -> recordTrust(caller, setting, null, false));
    }

    /** @param known the name it had */
    private Uni<Void> recordChanged(Caller caller, String known, E setting, SettingChange before) {
        var changed = before.fields(setting);
        if (changed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return audit.record(Entry.done(caller.actor(), Act.SETTING_CHANGED, known)
                        .with(connection(setting).kind().name() + ": " + String.join(", ", changed)))
                .chain(() -> recordTrust(caller, setting, before.pinnedCertificate(), before.ignoreCertificates()));
    }

    /** Whom it trusts from now on is worth a line of its own. */
    private Uni<Void> recordTrust(Caller caller, E setting, @Nullable String pinBefore, boolean ignoredBefore) {
        if (setting.ignoreCertificates && !ignoredBefore) {
            return audit.record(Entry.done(caller.actor(), Act.CERTIFICATES_IGNORED, setting.name));
        }
        return setting.pinnedCertificate == null || setting.pinnedCertificate.equals(pinBefore)
                ? Uni.createFrom().voidItem()
                : audit.record(Entry.done(caller.actor(), Act.CERTIFICATE_PINNED, setting.name)
                        .with(setting.pinnedCertificate));
    }

    private static void tellOfIgnored(MailSetting setting, boolean before) {
        if (setting.ignoreCertificates && !before) {
            Log.warnf("Account %s has CERTIFICATES IGNORED from now on: setting %s", setting.accountId, setting.name);
        }
    }

    Uni<Void> remove(Caller caller, String name, Expected expected) {
        return again(() -> named(caller, name)
                .invoke(setting -> refuseWhenStale(setting, expected))
                .call(this::refuseWhenUsed)
                .call(setting -> audit.record(Entry.done(caller.actor(), Act.SETTING_REMOVED, name)
                        .with(connection(setting).kind().name())))
                .chain(this::delete));
    }

    /**
     * What saving would make of the input, not saved. The stored password of that name stands in for one that is left out,
     * for the server and the user that it was stored for, and for nobody else.
     */
    @WithSession
    Uni<E> unsaved(Caller caller, I input) {
        E setting = blank();
        setting.id = Ids.next();
        setting.accountId = caller.accountId();
        return grant(caller, input)
                .invoke(grant -> apply(input, grant, setting))
                .call(grant -> grant.isPresent() || input.password() != null || setting.user == null
                        ? Uni.createFrom().voidItem()
                        : lendPassword(caller, setting, input))
                .replaceWith(setting);
    }

    /** What adding it would make of the input, not saved; fails as that would. Within the caller's transaction. */
    Uni<E> draft(Caller caller, I input) {
        E setting = blank();
        setting.id = Ids.next();
        setting.accountId = caller.accountId();
        return grant(caller, input)
                .invoke(grant -> apply(input, grant, setting))
                .call(() -> link(caller, input, setting))
                .replaceWith(setting);
    }

    private Uni<E> lendPassword(Caller caller, E setting, I input) {
        return rows.find("accountId = ?1 and name = ?2", caller.accountId(), input.name())
                .<E>firstResult()
                .invoke(stored -> lendPassword(stored, setting, input));
    }

    private void lendPassword(@Nullable E stored, E setting, I input) {
        if (stored == null || stored.password == null) {
            return;
        }
        if (!MailServers.sameAddressee(stored, setting)) {
            throw Problem.invalid(
                    input.passwordField(),
                    "must be given: the stored one goes to the server and user it was stored for only, and host, port,"
                            + " sslType, trust in certificates, user or useOAuth are others here");
        }
        if (stored.oauthGrantId == null) { // the very connection that is stored: what comes of it counts for that
            setting.id = stored.id;
            setting.password = stored.password;
        } else { // that one logs in with its grant, and has nothing to do with this
            setting.password =
                    secrets.seal(secrets.open(stored.password, stored.passwordBinding()), setting.passwordBinding());
        }
    }

    private Uni<E> named(Caller caller, String name) {
        return rows.find("accountId = ?1 and name = ?2", caller.accountId(), name)
                .singleResult()
                .onFailure(jakarta.persistence.NoResultException.class)
                .transform(e -> unknown(name));
    }

    private Uni<Optional<UUID>> grant(Caller caller, I input) {
        String name = MailSettingInput.emptyToNull(input.oauthGrant());
        return name == null
                ? Uni.createFrom().item(Optional.empty())
                : grants.named(caller.accountId(), name)
                        .map(found -> Optional.of(
                                found.orElseThrow(() -> noGrant(name)).id()));
    }

    private void apply(I input, Optional<UUID> grant, E setting) {
        input.applyTo(setting);
        setting.oauthGrantId = grant.orElse(null);
        setting.updated = clock.instant();
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

    private static Problem noGrant(String name) {
        return Problem.invalid(
                "oauthGrant",
                "is none of your grants: there is no " + name
                        + ". GET /api/v1/sec/oauth/grant lists them, POST /api/v1/sec/oauth/grant/authorize makes one");
    }

    private static Problem taken(String name) {
        return Problem.conflict("You have mail settings named " + name + " already. Choose another name.");
    }
}
