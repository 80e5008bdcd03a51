package io.mailroom.account;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Whether and where the service writes to a user. */
@ApplicationScoped
public class NoticeSettings {

    /** @param address null: that of the account, if it has one */
    public record Notices(
            boolean enabled,
            @Nullable String address,
            @Nullable String ofAccount) {}

    private final Accounts accounts;

    NoticeSettings(Accounts accounts) {
        this.accounts = accounts;
    }

    @WithSession
    public Uni<Notices> get(Caller caller) {
        return accounts.findById(caller.accountId())
                .map(account -> new Notices(account.notify, account.notifyAddress, account.email));
    }

    @WithTransaction
    public Uni<Void> put(Caller caller, boolean enabled, @Nullable String address) {
        return accounts.update(
                        "notify = ?1, notifyAddress = ?2 where id = ?3",
                        enabled,
                        address == null || address.isBlank() ? null : address,
                        caller.accountId())
                .replaceWithVoid();
    }
}
