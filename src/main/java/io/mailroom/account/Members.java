package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Who is in a collective, for its admins: page by page, one by one, and who of them is an admin. */
@ApplicationScoped
class Members {

    static final int PAGE = 50;

    private final Accounts accounts;
    private final Sessions sessions;
    private final Audit audit;
    private final AccountConfig config;

    Members(Accounts accounts, Sessions sessions, Audit audit, AccountConfig config) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.audit = audit;
        this.config = config;
    }

    /** Nobody has as many users, and what is skipped stays a number. */
    private static final int LAST = 1_000_000;

    /** @param number of this page, from 1 */
    record Page(List<UserView> items, long total, int number) {

        boolean hasMore() {
            return (long) number * PAGE < total;
        }
    }

    /** @param withPassword whether they log in here; otherwise through an identity provider */
    record Member(UserView user, boolean withPassword) {}

    /** Ordered by login. @param words in login or address; empty for all */
    @WithSession
    Uni<Page> page(Caller admin, String words, int number) {
        int page = Math.clamp(number, 1, LAST);
        var found = accounts.find(
                "collectiveId = ?1 and leaving is null and (locate(?2, lower(login)) > 0 or locate(?2, lower(coalesce(email, ''))) > 0 or ?2 = '')"
                        + " order by login",
                admin.collectiveId(),
                words.toLowerCase(Locale.ROOT));
        return found.count()
                .chain(total -> found.page(page - 1, PAGE)
                        .list()
                        .map(shown -> new Page(shown.stream().map(UserView::of).toList(), total, page)));
    }

    @WithSession
    Uni<Member> get(Caller admin, String login) {
        return named(admin, login).map(account -> new Member(UserView.of(account), account.passwordHash != null));
    }

    /**
     * Makes a user an admin, or no longer one, at once.
     *
     * @throws Problem 409 for oneself, so that there is always one, and where an identity provider says who is
     */
    Uni<Void> appoint(Caller admin, String login, boolean toAdmin) {
        if (login.equals(admin.login())) {
            throw Problem.conflict("You cannot take your own rights away. Another admin can.");
        }
        return Panache.withTransaction(() -> named(admin, login)
                        .invoke(this::refuseWhereTheProviderDecides)
                        .map(account -> account.id)
                        .chain(id -> set(id, toAdmin))
                        .call(() -> audit.record(
                                Entry.done(admin.actor(), toAdmin ? Act.ADMIN_APPOINTED : Act.ADMIN_DISMISSED, login))))
                .chain(sessions::forget);
    }

    private Uni<Integer> set(UUID account, boolean admin) {
        return accounts.update("admin = ?1 where id = ?2", admin, account);
    }

    private void refuseWhereTheProviderDecides(Account account) {
        if (account.passwordHash == null && config.oidc().adminClaim().isPresent()) {
            throw Problem.conflict("The identity provider says who is an admin, at every sign-in"
                    + " (mailroom.account.oidc.admin-claim). Change it there.");
        }
    }

    private Uni<Account> named(Caller admin, String login) {
        return accounts.of(admin.collectiveId(), login)
                .map(found -> found.orElseThrow(() -> Problem.notFound("There is no user named " + login + ".")));
    }
}
