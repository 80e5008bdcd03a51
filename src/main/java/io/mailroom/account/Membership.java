package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Violation;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Who belongs to which collective: signing up, inviting, making users. */
@ApplicationScoped
class Membership {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Accounts accounts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final AccountConfig config;
    private final Signup signup;
    private final Audit audit;
    private final Clock clock;

    Membership(
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            AccountConfig config,
            @ConfigProperty(name = "mailroom.signup", defaultValue = "open") Signup signup,
            Audit audit,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.config = config;
        this.signup = signup;
        this.audit = audit;
        this.clock = clock;
    }

    /** A new user: name, password, address. */
    record Newcomer(String login, String password, @Nullable String email, boolean admin) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Newcomer[" + login + "]";
        }
    }

    record Invite(String key, Instant expires) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Invite[" + expires + "]";
        }
    }

    /** Makes a new collective, or joins the inviter's; the id of the new account. */
    Uni<UUID> register(String collective, Newcomer newcomer, @Nullable String invite) {
        if (signup == Signup.CLOSED) {
            return refuse(Problem.forbidden("Signing up is closed here. Ask an admin to make an account for you."));
        }
        if (signup == Signup.INVITE && invite == null) {
            return refuse(Problem.forbidden("Signing up needs an invite here. Ask an admin for one."));
        }
        return passwords
                .hash(newcomer.password())
                .chain(hash -> inTransaction(
                        () -> (invite == null ? found(collective, newcomer, hash) : join(invite, newcomer, hash))
                                .call(this::signedUp),
                        invite == null
                                ? "There is a collective named " + collective
                                        + " already. Choose another name, or ask its admin for an invite."
                                : "There is a user named " + newcomer.login() + " already. Choose another login."))
                .map(account -> account.id);
    }

    private Uni<Void> signedUp(Account account) {
        var actor = Actor.of(account.collectiveId, account.id, account.login);
        return audit.record(Entry.done(actor, Act.SIGN_UP, null));
    }

    Signup signup() {
        return signup;
    }

    private Uni<Account> found(String collective, Newcomer newcomer, String hash) {
        return accounts.addCollective(collective)
                .chain(made -> accounts.add(made.id, newcomer.login(), hash, newcomer.email(), true));
    }

    private Uni<Account> join(String invite, Newcomer newcomer, String hash) {
        return accounts.takeInvite(invite)
                .map(found -> found.orElseThrow(
                        () -> Problem.forbidden("This invite is not valid any more. Ask for a new one.")))
                .chain(collective -> accounts.add(collective, newcomer.login(), hash, newcomer.email(), false));
    }

    Uni<Void> add(Caller admin, Newcomer newcomer) {
        return passwords
                .hash(newcomer.password())
                .chain(hash -> inTransaction(
                        () -> accounts.add(
                                        admin.collectiveId(),
                                        newcomer.login(),
                                        hash,
                                        newcomer.email(),
                                        newcomer.admin())
                                .call(() -> audit.record(Entry.done(admin.actor(), Act.USER_MADE, newcomer.login())
                                        .with(newcomer.admin() ? "as an admin" : null))),
                        "There is a user named " + newcomer.login() + " already."))
                .replaceWithVoid();
    }

    Uni<List<UserView>> list(Caller caller) {
        return Panache.withSession(() -> accounts.all(caller.collectiveId()))
                .map(all -> all.stream().map(UserView::of).toList());
    }

    Uni<Void> changePassword(Caller caller, String current, String next) {
        return Panache.withSession(() -> accounts.findById(caller.accountId()))
                .map(account -> Optional.ofNullable(account.passwordHash)
                        .orElseThrow(() -> Problem.conflict("You sign in through your identity provider; there is no"
                                + " password here that could be changed.")))
                .chain(hash -> passwords.matches(current, hash))
                .invoke(matches -> {
                    if (!matches) {
                        audit.note(Entry.refused(caller.actor(), Act.PASSWORD_CHANGED, null));
                        throw Problem.invalid("currentPassword", "is not your password");
                    }
                })
                .chain(() -> passwords.hash(next))
                .chain(hash -> Panache.withTransaction(() -> accounts.update(
                                "passwordHash = ?1 where id = ?2", hash, caller.accountId())
                        .call(() -> audit.record(Entry.done(caller.actor(), Act.PASSWORD_CHANGED, null)))))
                .chain(() -> sessions.endOthers(caller));
    }

    Uni<Invite> invite(Caller admin) {
        byte[] random = new byte[24];
        RANDOM.nextBytes(random);
        var invite = new Invite(
                Base64.getUrlEncoder().withoutPadding().encodeToString(random),
                clock.instant().plus(config.inviteLife()));
        return Panache.withTransaction(() -> accounts.addInvite(
                                invite.key(),
                                admin.collectiveId(),
                                invite.expires().atOffset(ZoneOffset.UTC))
                        .call(() -> audit.record(Entry.done(admin.actor(), Act.INVITE_MADE, null))))
                .replaceWith(invite);
    }

    private static <T> Uni<T> inTransaction(Supplier<Uni<T>> work, String taken) {
        return Panache.withTransaction(work).onFailure(Violation::unique).transform(e -> Problem.conflict(taken));
    }

    private static <T> Uni<T> refuse(Problem problem) {
        return Uni.createFrom().failure(problem);
    }
}
