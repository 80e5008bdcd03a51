package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import io.mailroom.oauth.Revocations.Unwanted;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Removes a grant here, and then at its provider. Blocking. */
@ApplicationScoped
class GrantRemoval {

    /** What is known of a grant that is not there any more. */
    private record Removed(Unwanted token, List<String> usedBy) {}

    private final GrantRows rows;
    private final GrantViews views;
    private final Revocations revocations;
    private final Audit audit;
    private final Transactions transactions;

    GrantRemoval(GrantRows rows, GrantViews views, Revocations revocations, Audit audit, Transactions transactions) {
        this.rows = rows;
        this.views = views;
        this.revocations = revocations;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Answers what has happened, for the owner to read.
     *
     * @param noun what the owner knows a grant as
     */
    String remove(Caller caller, String name, String noun) {
        var removed = transactions.await(() -> rows.named(caller.accountId(), name)
                .map(found -> found.orElseThrow(() -> Wishes.unknown(name)))
                .chain(grant -> describe(caller, grant)
                        .call(() -> rows.delete("id", grant.id))
                        .call(() -> audit.record(Entry.done(caller.actor(), Act.GRANT_REMOVED, name)
                                .with(grant.provider + ", " + grant.address)))));
        var orphans = removed.usedBy().isEmpty()
                ? ""
                : " These settings have no login any more: " + String.join(", ", removed.usedBy()) + ".";
        return "The " + noun + " was removed." + orphans + " " + revocations.revoke(removed.token());
    }

    private Uni<Removed> describe(Caller caller, OAuthGrant grant) {
        return views.using(caller.accountId())
                .map(using -> using.getOrDefault(grant.id, List.of()))
                .chain(usedBy -> revocations.of(grant, caller.collectiveId()).map(token -> new Removed(token, usedBy)));
    }
}
