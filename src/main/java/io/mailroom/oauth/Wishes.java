package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Makes out which grant a user wants from which provider. Blocking. */
@ApplicationScoped
class Wishes {

    /** A wish, and who is to grant it. */
    record Wanted(Caller caller, Wish wish, Provider provider) {

        /** Of a consent to it that begins. */
        OAuthAuthorization row(UUID id, Instant now, Duration life) {
            var row = new OAuthAuthorization();
            row.id = id;
            row.accountId = caller.accountId();
            row.sessionId = caller.sessionId();
            row.provider = provider.id();
            row.grantName = wish.name();
            row.grantId = wish.existing();
            row.address = wish.address();
            row.anyAddress = wish.anyAddress();
            row.created = now;
            row.expires = now.plus(life);
            return row;
        }
    }

    private final Providers providers;
    private final GrantRows grants;
    private final Transactions transactions;

    Wishes(Providers providers, GrantRows grants, Transactions transactions) {
        this.providers = providers;
        this.grants = grants;
        this.transactions = transactions;
    }

    Wanted of(Caller caller, ConsentInput input) {
        boolean any = Boolean.TRUE.equals(input.acceptOtherAddress());
        if (input.grant() != null) {
            var grant = existing(caller, input.grant());
            var address = input.address() == null ? grant.address : input.address();
            var wish = new Wish(caller.accountId(), grant.name, grant.id, address, any);
            return new Wanted(
                    caller, wish, provider(caller, input.provider() == null ? grant.provider : input.provider()));
        }
        if (input.provider() == null) {
            throw Problem.invalid("provider", "must be one of GET /api/v1/sec/oauth/provider");
        }
        if (input.name() == null) {
            throw Problem.invalid("name", "must be given: it is how you will call the new grant");
        }
        refuseTaken(caller, input.name());
        var wish = new Wish(caller.accountId(), input.name(), null, input.address(), any);
        return new Wanted(caller, wish, provider(caller, input.provider()));
    }

    OAuthGrant existing(Caller caller, String name) {
        return transactions.await(() -> grants.named(caller.accountId(), name)).orElseThrow(() -> unknown(name));
    }

    /** Now, and not when the user has been through all of it; whoever is faster meanwhile is found out then. */
    void refuseTaken(Caller caller, String name) {
        if (transactions.await(() -> grants.named(caller.accountId(), name)).isPresent()) {
            throw GrantKeeper.taken(name);
        }
    }

    Provider provider(Caller caller, String id) {
        return transactions
                .await(() -> providers.named(caller.collectiveId(), id))
                .orElseThrow(() -> ProviderProblem.unknown(id));
    }

    static Problem unknown(String name) {
        return Problem.notFound("You have no grant named " + name + ".");
    }
}
