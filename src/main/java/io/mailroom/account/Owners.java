package io.mailroom.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells background work whom it works for. Within the caller's session or transaction. */
@ApplicationScoped
public class Owners {

    private final Accounts accounts;

    Owners(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Empty when the account was deleted. */
    public Uni<Optional<Owner>> of(UUID account) {
        return accounts.findById(account)
                .map(found ->
                        Optional.ofNullable(found).map(known -> new Owner(known.id, known.collectiveId, known.login)));
    }

    /** The accounts of a collective. */
    public Uni<List<UUID>> accounts(UUID collective) {
        return accounts.all(collective)
                .map(found -> found.stream().map(account -> account.id).toList());
    }

    /** Where an account wants to be written to, if it does. */
    public Uni<Optional<String>> noticeAddress(UUID account) {
        return accounts.findById(account)
                .map(found -> Optional.ofNullable(found)
                        .filter(known -> known.notify)
                        .map(known -> known.notifyAddress == null ? known.email : known.notifyAddress));
    }

    /** The accounts of a collective's admins. */
    public Uni<List<UUID>> admins(UUID collective) {
        return accounts.list("collectiveId = ?1 and admin = true", collective)
                .map(found -> found.stream().map(account -> account.id).toList());
    }
}
