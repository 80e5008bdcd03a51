package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.quarkus.arc.All;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Shows grants, with what uses them. Blocking but for {@link #all}. */
@Singleton
public class GrantViews {

    private final GrantRows rows;
    private final Transactions transactions;
    private final List<GrantUsers> users;

    GrantViews(GrantRows rows, Transactions transactions, @All List<GrantUsers> users) {
        this.rows = rows;
        this.transactions = transactions;
        this.users = users;
    }

    List<GrantView> list(Caller caller) {
        return transactions.await(() -> all(caller.accountId()));
    }

    /** Ordered by name. Reactive. */
    @WithSession
    public Uni<List<GrantView>> all(UUID account) {
        return using(account)
                .chain(using -> rows.of(account)
                        .map(found -> found.stream()
                                .map(grant -> GrantView.of(grant, using.getOrDefault(grant.id, List.of())))
                                .toList()));
    }

    GrantView get(Caller caller, String name) {
        return transactions.await(() -> using(caller.accountId())
                .chain(using -> rows.named(caller.accountId(), name)
                        .map(found -> found.orElseThrow(() -> Wishes.unknown(name)))
                        .map(grant -> GrantView.of(grant, using.getOrDefault(grant.id, List.of())))));
    }

    /** Of all rooms, one after the other: they share one session. */
    Uni<Map<UUID, List<String>>> using(UUID account) {
        Uni<Map<UUID, List<String>>> all = Uni.createFrom().item(HashMap::new);
        for (var user : users) {
            all = all.chain(found -> user.using(account).map(more -> together(found, more)));
        }
        return all;
    }

    private static Map<UUID, List<String>> together(Map<UUID, List<String>> found, Map<UUID, List<String>> more) {
        more.forEach((grant, names) ->
                found.computeIfAbsent(grant, none -> new ArrayList<>()).addAll(names));
        return found;
    }
}
