package io.mailroom.account;

import io.mailroom.db.Transactions;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes the account that the configuration names, where it does not exist yet: its collective's admin. */
@ApplicationScoped
class FirstAccount {

    private final AccountConfig config;
    private final Accounts accounts;
    private final Transactions transactions;

    FirstAccount(AccountConfig config, Accounts accounts, Transactions transactions) {
        this.config = config;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    void make(@Observes @Priority(300) StartupEvent event) {
        config.first().name().ifPresent(text -> {
            var password = config.first()
                    .password()
                    .orElseThrow(() -> new ConfigurationException(
                            "mailroom.account.first.name is set, so mailroom.account.first.password must be, too."));
            var name = AccountName.parse(text);
            if (transactions.await(() -> accounts.named(name)).isPresent()) {
                return;
            }
            String hash = Passwords.hashNow(password);
            transactions.await(() -> collective(name.collective())
                    .chain(collective -> accounts.add(collective.id, name.login(), hash, null, true)));
            Log.infof("Made the first account %s", name);
        });
    }

    /** One that a user has made is not the operator's. */
    private Uni<Collective> collective(String name) {
        return accounts.foreignCollective(name)
                .chain(found ->
                        found.map(known -> Uni.createFrom().item(known)).orElseGet(() -> accounts.addCollective(name)));
    }
}
