package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.oauth.Grants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a user has given names to already, for forms that offer these, or another one. Blocking. */
@ApplicationScoped
class OwnNames {

    private final ImapRows imap;
    private final SmtpRows smtp;
    private final Grants grants;
    private final Transactions transactions;

    OwnNames(ImapRows imap, SmtpRows smtp, Grants grants, Transactions transactions) {
        this.imap = imap;
        this.smtp = smtp;
        this.grants = grants;
        this.transactions = transactions;
    }

    Choices choices(Caller caller) {
        return transactions.await(() -> grants.all(caller.accountId())
                .chain(all -> imap.list("accountId = ?1 order by name", caller.accountId())
                        .map(mailboxes -> Choices.of(
                                all.stream().map(Grants.Grant::name).toList(),
                                mailboxes.stream().map(setting -> setting.name).toList()))));
    }

    /** The domain, or else the address, or else the domain with a number. */
    String free(Caller caller, String address) {
        var taken = taken(caller);
        var domain = address.substring(address.lastIndexOf('@') + 1);
        return Stream.concat(
                        Stream.of(domain, address),
                        IntStream.iterate(2, i -> i + 1).mapToObj(i -> domain + "-" + i))
                .filter(name -> name.matches("[A-Za-z0-9_.@-]{1,128}") && !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether it is a sign-in of theirs. */
    boolean isGrant(Caller caller, @Nullable String name) {
        return name != null
                && transactions
                        .await(() -> grants.named(caller.accountId(), name))
                        .isPresent();
    }

    private Set<String> taken(Caller caller) {
        return transactions.await(() -> imap.list("accountId", caller.accountId())
                .chain(readers -> smtp.list("accountId", caller.accountId())
                        .chain(senders -> grants.all(caller.accountId())
                                .map(all -> Stream.of(
                                                readers.stream().map(setting -> setting.name),
                                                senders.stream().map(setting -> setting.name),
                                                all.stream().map(Grants.Grant::name))
                                        .flatMap(names -> names)
                                        .collect(Collectors.toSet())))));
    }
}
